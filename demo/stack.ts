/**
 * Starts all that a verification needs, as a merchant would run it: the sandboxes, the built server in a process of its
 * own, and the shop. `npm run demo` and the end-to-end tests both begin here.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { type KeyObject, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeCodeKeys } from './code-keys.ts';
import { createMerchant, type Delivery } from './merchant/backend.ts';
import { findModels } from './models.ts';
import { freePort, type Ports } from './ports.ts';
import { type Sandboxes, type SandboxesOptions, startSandboxes } from './sandbox/index.ts';

export interface StackOptions {
  /** Free ports without it. */
  readonly ports?: Ports;
  /** Variables of the server, over those that the stack sets itself. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Further origins whose pages may use the server. */
  readonly origins?: readonly string[];
  /** Another S3 server for the uploads than the sandbox's own. */
  readonly storage?: SandboxesOptions['storage'];
  /** How the sandboxes behave, where it is not as usual. */
  readonly sandboxes?: Omit<SandboxesOptions, 'firstPort' | 'serverUrl' | 'storage'>;
  /** Called with what the server prints. */
  readonly onOutput?: (text: string) => void;
}

export interface Stack {
  readonly pageUrl: string;
  readonly serverUrl: string;
  readonly apiKey: string;
  readonly sandboxes: Sandboxes;
  /** Where the photos go. */
  readonly uploadOrigin: string;
  /** The folder with the face model that was found for the server; null where there is none. */
  readonly models: string | null;
  /** Signs codes of Aadhaar cards that the server takes for genuine. */
  readonly codeKey: KeyObject;
  /** What the shop's webhook endpoint received, newest first. */
  readonly deliveries: readonly Delivery[];
  /** Everything the server printed. */
  readonly serverOutput: () => string;
  stop(): Promise<void>;
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      done(typeof address === 'object' && address ? address.port : port);
    });
  });

const close = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.closeAllConnections();
    server.close(() => done());
  });

async function untilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  for (let tries = 0; tries < 400 && child.exitCode === null; tries += 1) {
    const ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`The server did not start. It printed:\n${output()}`);
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await start(options, undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: StackOptions,
  undo: (() => Promise<void> | void)[],
  stop: () => Promise<void>,
): Promise<Stack> {
  const apiKey = randomBytes(24).toString('base64url');
  const webhookSecret = `whsec_${randomBytes(24).toString('base64')}`;
  const serverPort = options.ports?.server ?? (await freePort());
  const serverUrl = `http://localhost:${serverPort}`;

  const { storage } = options;
  const sandboxes = await startSandboxes({
    ...options.sandboxes,
    firstPort: options.ports?.sandboxes ?? 0,
    serverUrl,
    ...(storage && { storage }),
  });
  undo.push(() => sandboxes.close());

  const uploadOrigin = new URL(storage?.endpoint ?? sandboxes.s3.url).origin;
  let pageUrl = '';
  const merchant = createMerchant({
    serverUrl,
    apiKey,
    webhookSecret,
    pageUrl: () => pageUrl,
    uploadOrigins: [uploadOrigin],
    frameOrigins: [sandboxes.ctos.origin, sandboxes.truestack.baseUrl],
    onekycLiveness: options.environment?.['ONEKYC_LIVENESS'] === 'true',
    widgetFolder: resolve('dist', 'widget'),
  });
  const shop = createServer(merchant.app);
  pageUrl = `http://localhost:${await listen(shop, options.ports?.page ?? 0)}`;
  undo.push(() => close(shop));
  const origins = [pageUrl, ...(options.origins ?? [])];
  sandboxes.s3.setCors([{ origins, methods: ['PUT', 'POST'] }]);

  const folder = mkdtempSync(join(tmpdir(), 'kyc-flow-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  const codeKeys = await makeCodeKeys(folder);
  const models = await findModels();
  const child = spawn(process.execPath, [resolve('dist', 'server', 'main.js')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      PORT: String(serverPort),
      KYC_PUBLIC_URL: serverUrl,
      KYC_API_KEYS: apiKey,
      KYC_ALLOWED_ORIGINS: origins.join(','),
      KYC_DATA_DIR: folder,
      KYC_MERCHANT_WEBHOOK_SECRET: webhookSecret,
      KYC_ALLOW_PRIVATE_HOSTS: 'true',
      KYC_UIDAI_CERTIFICATES: codeKeys.files,
      ...(models !== null && { KYC_MODELS_DIR: models }),
      ...sandboxes.environment,
      ...options.environment,
    },
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  undo.push(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part) => {
      output += String(part);
      options.onOutput?.(String(part));
    });
  }
  await untilReady(serverUrl, child, () => output);

  return {
    pageUrl,
    serverUrl,
    apiKey,
    sandboxes,
    uploadOrigin,
    models,
    codeKey: codeKeys.privateKey,
    deliveries: merchant.deliveries,
    serverOutput: () => output,
    stop,
  };
}
