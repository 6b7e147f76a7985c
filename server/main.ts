import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import type { ProviderName } from './contract/session.ts';
import { eventOf } from './delivery/event.ts';
import { createDelivery } from './delivery/index.ts';
import { createSender } from './delivery/send.ts';
import { answerClientErrors } from './http/client-errors.ts';
import { reportProviderError } from './http/errors.ts';
import { createLogger, describeError } from './http/logger.ts';
import { createShutdown } from './http/shutdown.ts';
import { databaseFile, loadKeys } from './keys.ts';
import { createLoop } from './loop.ts';
import { loadModel } from './models/load.ts';
import type { ProviderAdapter } from './providers/provider.ts';
import { createStreamingFetch } from './providers/stream-fetch.ts';
import { createSessions } from './sessions/index.ts';
import type { Session } from './sessions/session.ts';
import { openStore, type Store, StoreError } from './store/index.ts';
import { createTokens } from './tokens.ts';

const SWEEP_MS = 60_000;
/** How often webhooks that were put off, and questions to providers, are looked for. */
const DUE_MS = 1000;
const HEADERS_TIMEOUT_MS = 20_000;
/** A picture that is streamed through a slow telephone line takes this long. */
const REQUEST_TIMEOUT_MS = 120_000;
/** Longer than the 60 s of the usual load balancers, so that it is never us who close on a request. */
const KEEP_ALIVE_MS = 65_000;

/** The only reader of the environment, and the only one that listens. */
async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const keys = await loadKeys(config);
  const ownSecrets = [keys.dataKey.toString('base64'), ...keys.tokenKeys.map(({ d }) => d)];
  const logger = createLogger({ level: config.logLevel, secrets: [...config.secrets, ...ownSecrets] });
  const store = await openStore({ file: databaseFile(config.dataDir), dataKey: keys.dataKey });

  const now = Date.now;
  const dependencies = { fetch: createStreamingFetch(), now, uuid: randomUUID };
  const providers = new Map(
    config.providers.map(({ module, settings }) => [module.name, module.create(settings, dependencies)]),
  );
  const { publicUrl, tokenTtlSeconds, sessionTtlSeconds } = config;
  const delivery = startDelivery(config, store, logger);
  warnOfUnverified(config, providers, logger);
  const { model, absent } = await loadModel(config.modelsDir);
  if (absent !== null) warnOfManual(absent, providers, logger);
  // One for each: a provider that does not answer keeps nobody waiting but its own.
  const askers = new Map(
    [...providers.keys()].map((name) => [
      name,
      createLoop((context) => sessions.askDue(context, name), DUE_MS, 'ask', logger),
    ]),
  );
  const sessions = createSessions({
    store,
    providers,
    now,
    publicUrl,
    sessionTtlMs: sessionTtlSeconds * 1000,
    uidaiKeys: config.uidaiKeys,
    liveness: {
      challenges: config.livenessChallenges,
      modelUrl: model && `${publicUrl}${model.address}`,
    },
    onAsk: (name) => askers.get(name)?.wake(),
    onUnanswered: (error, { requestId }) => reportProviderError(logger, requestId, error),
    ...delivery?.hooks,
  });
  const tokens = createTokens({ keys: keys.tokenKeys, issuer: publicUrl, ttlSeconds: tokenTtlSeconds, now });

  const server = createServer();
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const sweeper = createLoop((context) => sessions.sweep(context), SWEEP_MS, 'sweep', logger);
  const loops = [...askers.values(), sweeper];
  for (const loop of loops) loop.start();
  const shutdown = createShutdown(server, {
    close: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      await delivery?.stop();
      await store.close();
    },
  });
  const isReady = async () => {
    if (shutdown.stopping()) return false;
    await store.ping();
    return true;
  };
  server.on(
    'request',
    createApp({
      config,
      providers,
      sessions,
      tokens,
      sendsWebhooks: delivery !== null,
      model,
      logger,
      isReady,
      shutdown: shutdown.signal,
    }),
  );
  answerClientErrors(server);
  stopOnSignals(shutdown.stop, logger);
  await listen(server, config.port);
  announce(config, server, logger);
}

/** Null, and said so, where there is no secret to sign with. */
function startDelivery(
  { merchantWebhookSecret: secret, allowPrivateHosts }: Config,
  store: Store,
  logger: Logger,
) {
  if (secret === null) {
    logger.warn('KYC_MERCHANT_WEBHOOK_SECRET is not set: merchants are not told of changes');
    return null;
  }
  const sender = createSender({ allowPrivateHosts });
  const delivery = createDelivery({ store, sender, secret, now: Date.now, random: Math.random, logger });
  const timer = setInterval(delivery.wake, DUE_MS).unref();
  delivery.wake();
  return {
    hooks: { announce: (session: Session) => eventOf(session, randomUUID), onChange: delivery.wake },
    stop: () => {
      clearInterval(timer);
      return delivery.stop();
    },
  };
}

/** Said where cards with such a code may come. */
function warnOfUnverified(
  { uidaiKeys }: Config,
  providers: ReadonlyMap<ProviderName, ProviderAdapter>,
  logger: Logger,
): void {
  const isWanted = [...providers.values()].some(
    ({ mode, documents }) => mode === 'capture' && documents.includes('aadhaar'),
  );
  if (!isWanted || uidaiKeys.length > 0) return;
  logger.warn('KYC_UIDAI_CERTIFICATES is not set: signatures of Aadhaar codes are not verified');
}

/** Said where faces may be photographed here. */
function warnOfManual(
  absent: string,
  providers: ReadonlyMap<ProviderName, ProviderAdapter>,
  logger: Logger,
): void {
  if (![...providers.values()].some(({ mode }) => mode === 'capture')) return;
  logger.warn(`${absent}: faces are photographed by the manual route; "npm run models" fetches it`);
}

/** A second signal ends the process at once, as signals do. */
function stopOnSignals(stop: () => Promise<void>, logger: Logger): void {
  const end = (exitCode: number) => {
    stop()
      .catch((error: unknown) => logger.error(describeError(error), 'stop'))
      .finally(() => process.exit(exitCode));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.info({ signal }, 'stopping');
      end(0);
    });
  }
  // What Node prints by itself holds the message, which may quote what a person typed.
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      logger.fatal(describeError(error), 'crashed');
      end(1);
    });
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new ConfigError([`PORT ${port} cannot be listened on (${error.code}): set another PORT.`]));
    });
    server.listen(port, resolve);
  });
}

function announce({ publicUrl, allowedOrigins, providers }: Config, server: Server, logger: Logger): void {
  logger.info(
    {
      port: (server.address() as AddressInfo).port,
      publicUrl,
      origins: allowedOrigins,
      providers: providers.map(({ module }) => module.name),
    },
    'listening',
  );
}

main().catch((error: unknown) => {
  const lines =
    error instanceof ConfigError
      ? error.problems
      : error instanceof StoreError
        ? [error.message]
        : [`The server cannot start: ${JSON.stringify(describeError(error))}`];
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
});
