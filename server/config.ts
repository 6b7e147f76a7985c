import type { KeyObject } from 'node:crypto';
import { uidaiKeys } from './config/certificates.ts';
import { livenessChallenges } from './config/challenges.ts';
import { nearest } from './config/nearest.ts';
import { type OfferedProvider, readProviders } from './config/providers.ts';
import {
  type ApiKey,
  allowedOrigins,
  apiKeys,
  dataKey,
  integer,
  oneOf,
  plainApiKeys,
  publicUrl,
  type TokenKey,
  tokenKeys,
  ValueError,
  webhookSecret,
} from './config/values.ts';
import type { ChallengeName } from './contract/liveness.ts';
import { providerModules } from './providers/registry.ts';

export type { OfferedProvider } from './config/providers.ts';
export type { ApiKey, TokenKey } from './config/values.ts';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';

export interface Config {
  /** 0 lets the system choose. */
  readonly port: number;
  /** An origin, without trailing slash. */
  readonly publicUrl: string;
  readonly apiKeys: readonly ApiKey[];
  /** Exact origins of the pages that may hold the widget. */
  readonly allowedOrigins: readonly string[];
  readonly dataDir: string;
  /** The first one signs, all of them verify. Null: one is made and kept in the data folder. */
  readonly tokenKeys: readonly TokenKey[] | null;
  /** 32 bytes. Null: made and kept in the data folder. */
  readonly dataKey: Buffer | null;
  readonly merchantWebhookSecret: string | null;
  /** Null: the folder `models` in the working directory. */
  readonly modelsDir: string | null;
  /** What is asked of a person before their face is photographed; null: chosen anew for each. */
  readonly livenessChallenges: readonly ChallengeName[] | null;
  /** Verify codes of Aadhaar cards; none: their signatures are not verified. */
  readonly uidaiKeys: readonly KeyObject[];
  readonly allowPrivateHosts: boolean;
  readonly tokenTtlSeconds: number;
  readonly sessionTtlSeconds: number;
  readonly logLevel: LogLevel;
  readonly providers: readonly OfferedProvider[];
  /** Every secret as text: masked wherever it shows up in a log. */
  readonly secrets: readonly string[];
}

/** The environment does not describe a server that is safe to start. One sentence each, without any value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.join('\n')}`);
  }
}

const names = [
  'KYC_PUBLIC_URL',
  'KYC_API_KEYS',
  'KYC_ALLOWED_ORIGINS',
  'KYC_TOKEN_KEYS',
  'KYC_DATA_DIR',
  'KYC_DATA_KEY',
  'KYC_MERCHANT_WEBHOOK_SECRET',
  'KYC_MODELS_DIR',
  'KYC_LIVENESS_CHALLENGES',
  'KYC_UIDAI_CERTIFICATES',
  'KYC_ALLOW_PRIVATE_HOSTS',
  'KYC_TOKEN_TTL_SECONDS',
  'KYC_SESSION_TTL_SECONDS',
  'KYC_LOG_LEVEL',
] as const;
type Name = (typeof names)[number] | 'PORT';

/** Masking shorter texts would blot out innocent words. */
const SHORTEST_MASKED = 6;

/**
 * Reads the environment; a variable that is empty counts as not set.
 * @throws ConfigError with everything that is wrong, not only the first of it
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const variable = (name: string): string | undefined => env[name]?.trim() || undefined;

  const optional = <T, D>(name: Name, parse: (value: string) => T, fallback: D): T | D => {
    const value = variable(name);
    if (value === undefined) return fallback;
    try {
      return parse(value);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      problems.push(`${name} ${error.message}.`);
      return fallback;
    }
  };
  const required = <T, D>(name: Name, what: string, parse: (value: string) => T, fallback: D): T | D => {
    if (variable(name) === undefined) problems.push(`Set ${name} to ${what}.`);
    return optional(name, parse, fallback);
  };
  const text = (value: string) => value;

  const allowPrivateHosts = optional('KYC_ALLOW_PRIVATE_HOSTS', oneOf('true', 'false'), 'false') === 'true';
  const config: Omit<Config, 'providers' | 'secrets'> = {
    port: optional('PORT', integer(0, 65_535), 8787),
    publicUrl: required(
      'KYC_PUBLIC_URL',
      'the https origin under which this server is reached',
      publicUrl(allowPrivateHosts),
      '',
    ),
    apiKeys: required('KYC_API_KEYS', "the merchant's API keys, separated by commas", apiKeys, []),
    allowedOrigins: required(
      'KYC_ALLOWED_ORIGINS',
      'the origins of the pages that hold the widget, separated by commas',
      allowedOrigins,
      [],
    ),
    dataDir: optional('KYC_DATA_DIR', text, '.data'),
    tokenKeys: optional('KYC_TOKEN_KEYS', tokenKeys, null),
    dataKey: optional('KYC_DATA_KEY', dataKey, null),
    merchantWebhookSecret: optional('KYC_MERCHANT_WEBHOOK_SECRET', webhookSecret, null),
    modelsDir: optional('KYC_MODELS_DIR', text, null),
    livenessChallenges: optional('KYC_LIVENESS_CHALLENGES', livenessChallenges, null),
    uidaiKeys: optional('KYC_UIDAI_CERTIFICATES', uidaiKeys, []),
    allowPrivateHosts,
    tokenTtlSeconds: optional('KYC_TOKEN_TTL_SECONDS', integer(60, 3600), 900),
    sessionTtlSeconds: optional('KYC_SESSION_TTL_SECONDS', integer(300, 604_800), 86_400),
    logLevel: optional('KYC_LOG_LEVEL', oneOf('fatal', 'error', 'warn', 'info', 'debug', 'silent'), 'info'),
  };
  if (variable('DATABASE_URL') !== undefined) {
    problems.push('Remove DATABASE_URL: only the embedded database in KYC_DATA_DIR is supported.');
  }
  problems.push(...unknownNames(env));
  const providers = readProviders(providerModules, variable, allowPrivateHosts, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return { ...config, providers, secrets: secretsOf(variable, config.tokenKeys ?? []) };
}

function unknownNames(env: Readonly<Record<string, string | undefined>>): string[] {
  const known: readonly string[] = names;
  return Object.keys(env)
    .filter((name) => name.startsWith('KYC_') && env[name] !== undefined && !known.includes(name))
    .map((name) => `${name} is not a known variable; did you mean ${nearest(name, known)}?`);
}

function secretsOf(variable: (name: string) => string | undefined, keys: readonly TokenKey[]): string[] {
  const providerSecrets = providerModules.flatMap(({ variables }) =>
    Object.keys(variables).filter((name) => variables[name] === 'secret'),
  );
  const values = ['KYC_DATA_KEY', 'KYC_MERCHANT_WEBHOOK_SECRET', ...providerSecrets].map(variable);
  const all = [...values, ...plainApiKeys(variable('KYC_API_KEYS') ?? ''), ...keys.map(({ d }) => d)];
  return [...new Set(all)].filter(
    (value) => value !== undefined && value.length >= SHORTEST_MASKED,
  ) as string[];
}
