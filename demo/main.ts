/** `npm run demo`: builds where needed, starts everything on localhost and says where to look. Ctrl+C ends it all. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { portsFrom, usualPorts } from './ports.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';

function options(): StackOptions {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, 'onekyc-liveness': { type: 'boolean', default: false } },
  });
  return {
    ports: ports(values.port),
    ...(values['onekyc-liveness'] && { environment: { ONEKYC_LIVENESS: 'true' } }),
  };
}

function ports(port: string | undefined) {
  if (port === undefined) return usualPorts;
  const first = Number(port);
  if (Number.isInteger(first) && first >= 1024 && first <= 65_000) return portsFrom(first);
  throw new Error(`--port takes a number from 1024 to 65000, not "${port}".`);
}

function build(): void {
  const vite = join('node_modules', 'vite', 'bin', 'vite.js');
  for (const mode of ['production', 'server']) {
    const args = [vite, 'build', '--mode', mode, '--logLevel', 'warn'];
    if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0)
      throw new Error('The build failed.');
  }
}

const sandboxUrls = ({ sandboxes: { onekyc, ost, enxtai, ctos, truestack, s3 } }: Stack): string[] => [
  `${onekyc.baseUrl}  OneKYC`,
  `${ost.baseUrl}  OST`,
  `${enxtai.baseUrl}  EnxtAI`,
  `${ctos.baseUrl}  CTOS`,
  `${truestack.baseUrl}  TrueStack`,
  `${s3.url}  S3`,
];

const noModel =
  '  No face model was found, so that faces are photographed without challenges; "npm run models" fetches it.\n';

const hints: Readonly<Record<string, string>> = {
  EADDRINUSE: 'A port is taken: end what uses it, or choose others with "npm run demo -- --port 6000".',
};

try {
  const chosen = options();
  console.log('Building the widget and the server ...');
  build();
  const stack = await startStack(chosen);
  console.log(`
  Shop       ${stack.pageUrl}      <- open this one
  Server     ${stack.serverUrl}
  Sandboxes  ${sandboxUrls(stack).join('\n             ')}

  Ctrl+C ends it.
`);
  if (stack.models === null) console.log(noModel);
  const end = (): void => void stack.stop().then(() => process.exit(0));
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  console.error(hints[code] ?? (error instanceof Error ? error.message : error));
  process.exit(1);
}
