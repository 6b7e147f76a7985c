import { type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../app.ts';
import type { ProviderName } from '../contract/session.ts';
import { eventOf } from '../delivery/event.ts';
import { createDelivery, type Delivery } from '../delivery/index.ts';
import { createSender } from '../delivery/send.ts';
import { answerClientErrors } from '../http/client-errors.ts';
import { createLogger } from '../http/logger.ts';
import { loadKeys } from '../keys.ts';
import type { FaceModel } from '../models/load.ts';
import type { ProviderAdapter } from '../providers/provider.ts';
import { createSessions, type SessionsOptions } from '../sessions/index.ts';
import { openStore } from '../store/index.ts';
import type { Store } from '../store/store.ts';
import { createTokens } from '../tokens.ts';
import { type FakeProvider, fakeProvider } from './fake-provider.ts';

export const apiKey = 'sample-api-key-for-tests-only';
export const webhookSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
export const page = 'https://shop.example';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  readonly text: string;
}

export interface TestServer {
  readonly url: string;
  readonly provider: FakeProvider;
  readonly store: Store;
  readonly delivery: Delivery;
  /** Asks providers what webhooks made due, as the server does by itself; resolves when they have answered. */
  ask(): Promise<void>;
  /** Everything it logged. */
  readonly log: () => string;
  /** Moves the server's clock on. */
  advance(ms: number): void;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Makes a session and returns what the merchant got. */
  open(body?: Readonly<Record<string, unknown>>): Promise<{ id: string; token: string }>;
  stop(): Promise<void>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  /** `merchant` is the default for `/v1/sessions`. */
  readonly as?: 'merchant' | 'nobody' | { readonly token: string };
}

/**
 * The real app on a free port of the loopback interface, with a real database in a folder of its own. `further` are
 * adapters beside the fake one, or in its place; `publicUrl` is what the server takes for its address, `uidaiKeys` verify
 * codes, `model` is served to pages, `liveness` says which challenges.
 */
export async function startServer(
  further: readonly ProviderAdapter[] = [],
  publicUrl?: string,
  uidaiKeys: readonly KeyObject[] = [],
  { model = null, liveness }: { model?: FaceModel | null } & Pick<SessionsOptions, 'liveness'> = {},
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'kyc-server-'));
  let offset = 0;
  const now = (): number => Date.now() + offset;
  let log = '';
  const logger = createLogger({
    level: 'debug',
    secrets: [apiKey],
    destination: { write: (line) => (log += line) },
  });
  const keys = await loadKeys({ dataDir: folder, tokenKeys: null, dataKey: null });
  const store = await openStore({ file: join(folder, 'kyc.db'), dataKey: keys.dataKey });
  const provider = fakeProvider();
  const providers = new Map<ProviderName, ProviderAdapter>(
    [provider, ...further].map((adapter) => [adapter.name, adapter]),
  );

  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = {
    publicUrl: publicUrl ?? url,
    apiKeys: [{ id: 'sample', sha256: await sha256(apiKey) }],
    allowedOrigins: [page, 'https://other.example'],
    allowPrivateHosts: true,
  };
  const sender = createSender({ allowPrivateHosts: true });
  const delivery = createDelivery({ store, sender, secret: webhookSecret, now, random: () => 0.5, logger });
  const sessions = createSessions({
    store,
    providers,
    now,
    publicUrl: publicUrl ?? url,
    sessionTtlMs: 86_400_000,
    uidaiKeys,
    liveness: { ...(model && { modelUrl: `${publicUrl ?? url}${model.address}` }), ...liveness },
    announce: (session) => eventOf(session, randomUUID),
    onChange: delivery.wake,
  });
  const tokens = await createTokens({ keys: keys.tokenKeys, issuer: url, ttlSeconds: 900, now });
  const isReady = async (): Promise<boolean> => store.ping().then(() => true);
  server.on('request', createApp({ config, providers, sessions, tokens, model, logger, isReady }));
  answerClientErrors(server);

  const call: TestServer['call'] = async (method, path, options = {}) => {
    const as = options.as ?? (path.startsWith('/v1/sessions') ? 'merchant' : 'nobody');
    const key = as === 'merchant' ? apiKey : as === 'nobody' ? null : as.token;
    const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const answer = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: parsed(text), text };
  };

  return {
    url,
    provider,
    store,
    delivery,
    ask: () => sessions.askDue({ signal: new AbortController().signal, requestId: 'ask' }),
    log: () => log,
    advance: (ms) => {
      offset += ms;
    },
    call,
    open: async (body = {}) => {
      const answer = await call('POST', '/v1/sessions', {
        body: { provider: 'onekyc', document: { type: 'ktp' }, ...body },
        headers: { 'idempotency-key': randomBytes(8).toString('hex') },
      });
      return answer.body as { id: string; token: string };
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await delivery.stop();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const sha256 = async (text: string): Promise<Buffer> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(text)));
