import type { ProviderModule } from '../providers/provider.ts';
import { isPrivateHost } from './hosts.ts';

/** A provider whose variables are set, and what was read out of them. */
export interface OfferedProvider {
  readonly module: ProviderModule;
  readonly settings: unknown;
}

/** Reads the variables of every provider; what is wrong is added to `problems`, without any value. */
export function readProviders(
  modules: readonly ProviderModule[],
  variable: (name: string) => string | undefined,
  allowPrivateHosts: boolean,
  problems: string[],
): readonly OfferedProvider[] {
  const offered: OfferedProvider[] = [];
  let mentioned = false;
  for (const module of modules) {
    const values = Object.fromEntries(Object.keys(module.variables).map((name) => [name, variable(name)]));
    if (Object.values(values).every((value) => value === undefined)) continue;
    mentioned = true;
    const found = module.origins.flatMap((name) => originProblem(name, values[name], allowPrivateHosts));
    const parsed = module.settings.safeParse(values);
    if (!parsed.success) {
      const spokenOf = (name: string) => found.some((problem) => problem.startsWith(`${name} `));
      const issues = parsed.error.issues.filter(({ path }) => !spokenOf(String(path[0] ?? '')));
      found.push(...settingProblems(module.name, values, issues));
    }
    problems.push(...new Set(found));
    if (parsed.success && found.length === 0) offered.push({ module, settings: parsed.data });
  }
  if (!mentioned) {
    problems.push(
      `Set the variables of at least one provider (${modules.map(({ name }) => name).join(', ')}).`,
    );
  }
  return offered;
}

function settingProblems(
  provider: string,
  values: Readonly<Record<string, string | undefined>>,
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string[] {
  const names = [...new Set(issues.map(({ path }) => String(path[0] ?? '')))];
  const missing = names.filter((name) => name in values && values[name] === undefined);
  // The message is the schema's own, or one of zod's that speak of shapes; neither quotes what was given.
  const wrong = issues.filter(({ path }) => !missing.includes(String(path[0] ?? '')));
  return [
    ...(missing.length > 0
      ? [`Set ${missing.join(', ')} too: ${provider} is offered only when all of its variables are set.`]
      : []),
    ...wrong.map(({ path, message }) => `${String(path[0] ?? provider)} ${sentence(message)}`),
  ];
}

function originProblem(name: string, value: string | undefined, allowPrivateHosts: boolean): string[] {
  if (value === undefined || !URL.canParse(value) || allowPrivateHosts) return [];
  const { protocol, hostname } = new URL(value);
  if (protocol !== 'https:') {
    return [`${name} must be an https URL (http only together with KYC_ALLOW_PRIVATE_HOSTS=true).`];
  }
  return isPrivateHost(hostname)
    ? [`${name} must not point to a private or loopback host unless KYC_ALLOW_PRIVATE_HOSTS=true.`]
    : [];
}

const sentence = (message: string) =>
  /^must /.test(message) ? `${message}.` : `has a value that is not accepted (${message.toLowerCase()}).`;
