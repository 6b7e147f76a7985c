import { type Clock, systemClock } from './clock.ts';
import { Faults } from './faults.ts';
import { listen } from './hosted/listen.ts';
import type { Ending } from './hosted/outcomes.ts';
import { type Change, HostedSessions } from './hosted/sessions.ts';
import type { Storage } from './s3/presign.ts';
import type { Shape } from './truestack/answers.ts';
import { createApp, type Upstream } from './truestack/app.ts';
import type { Order } from './truestack/create.ts';
import { bodyFor } from './truestack/errors.ts';
import { PictureStore } from './truestack/pictures.ts';
import { RateLimit } from './truestack/rate.ts';
import { Known, type TrueStackSession } from './truestack/session.ts';
import { SessionWebhooks, type WebhookStyle } from './truestack/webhook.ts';
import type { WebhookAttempt } from './webhooks.ts';

export interface TrueStackOptions {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  /** Where presigned pictures lie: any S3 endpoint, path style; the bucket must exist. */
  readonly storage: Storage;
  readonly apiKey: string;
  /** Keys of other clients, who may not see the sessions of this one. */
  readonly otherApiKeys?: readonly string[];
  /** Signs the `trueidentity` pair of headers. */
  readonly webhookSecret: string;
  readonly clock?: Clock;
  /** By default flat, signed in hex, with all four events. */
  readonly webhook?: Partial<WebhookStyle>;
  /** Of get, refresh; `server` by default. */
  readonly shape?: Shape;
  /** Calls of a client in a minute; 60 by default, null for no limit. */
  readonly ratePerMinute?: number | null;
  /** Sessions of a client that are neither completed nor expired; 100 by default. */
  readonly maxConcurrent?: number;
  /** Credits, of which each session takes one; null, the default, for no end of them. */
  readonly balance?: number | null;
  /** From creation to expiry, in milliseconds; 24 hours by default. */
  readonly lifetimeMs?: number;
  /** From the person's last act to the verdict, in milliseconds: 0 by default, and 10000 for `+slow`. */
  readonly processingMs?: number;
  readonly slowMs?: number;
  /** From the end to the webhook for `+late-webhook`, in milliseconds; 10000 by default. */
  readonly lateWebhookMs?: number;
  /** True opens an onboarding URL a single time; false by default. */
  readonly openOnce?: boolean;
  /** True forbids showing the page in a frame. */
  readonly denyFraming?: boolean;
}

export interface TrueStackControl {
  /** Before every answer of the API, in milliseconds. */
  setLatency(milliseconds: number): void;
  /** The next calls of the API get this HTTP status, 503 by default, and do nothing. */
  failNext(count: number, status?: number, retryAfterSeconds?: number): void;
  setWebhook(style: Partial<WebhookStyle>): void;
  setShape(shape: Shape): void;
  setRatePerMinute(calls: number | null): void;
  setBalance(credits: number | null): void;
  /** How the provider behind TrueStack is to a refresh, and to a create call. */
  setUpstream(state: Upstream): void;
  /** Brings the end now; without `ending` the one that the test values ask for. */
  finish(id: string, ending?: Ending): void;
  /** The session runs out now. */
  expire(id: string): void;
  /** Resolves when no webhook is under way. */
  idle(): Promise<void>;
  /** Forgets all sessions, webhooks, faults and counts. */
  reset(): void;
}

export interface TrueStackSandbox {
  /** The bare origin; the API is below `/api/v1/kyc`. */
  readonly baseUrl: string;
  readonly port: number;
  readonly control: TrueStackControl;
  /** All sessions as the provider behind TrueStack knows them, the oldest first. */
  sessions(): readonly TrueStackSession[];
  /** Every webhook, session by session. */
  webhooks(): readonly WebhookAttempt[];
  close(): Promise<void>;
}

/** Starts TrueStack's API and its hosted pages on one port of the loopback interface. */
export async function startTrueStackSandbox(options: TrueStackOptions): Promise<TrueStackSandbox> {
  const clock = options.clock ?? systemClock;
  const lateMs = options.lateWebhookMs ?? 10_000;
  const known = new Known();
  const store = new PictureStore(options.storage, clock);
  const rate = new RateLimit(clock, options.ratePerMinute === undefined ? 60 : options.ratePerMinute);
  const webhooks = new SessionWebhooks(clock, lateMs, options.webhookSecret, {
    body: 'flat',
    signature: 'hex',
    intermediate: true,
    ...options.webhook,
  });

  /** A callback of the provider behind TrueStack: it may be lost on the way, or late. */
  function hear(session: TrueStackSession, change: Change): void {
    const isFinal = change === 'completed' || change === 'expired';
    if (isFinal && session.values.has('late-webhook')) {
      clock.after(lateMs, () => sessions.find(session.id) && known.learn(session));
    } else if (!session.values.has('no-webhook')) known.learn(session);
    webhooks.announce(session, change);
  }

  const sessions = new HostedSessions<Order>({
    clock,
    lifetimeMs: options.lifetimeMs ?? 24 * 3_600_000,
    processingMs: options.processingMs ?? 0,
    slowMs: options.slowMs ?? 10_000,
    onChange: hear,
  });
  const faults = new Faults((status) => ({ body: bodyFor(status) }));
  let shape: Shape = options.shape ?? 'server';
  let upstream: Upstream = 'up';
  let balance: number | null = options.balance ?? null;
  let origin = '';
  const app = createApp({
    clock,
    apiKeys: [options.apiKey, ...(options.otherApiKeys ?? [])],
    faults,
    rate,
    sessions,
    known,
    store,
    shape: () => shape,
    upstream: () => upstream,
    maxConcurrent: options.maxConcurrent ?? 100,
    takeCredit: () => {
      if (balance === null) return null;
      if (balance < 1) return balance;
      balance -= 1;
      return null;
    },
    openOnce: options.openOnce ?? false,
    denyFraming: options.denyFraming ?? false,
    origin: () => origin,
  });
  const listening = await listen(app, options.port ?? 0);
  origin = listening.origin;

  return {
    baseUrl: origin,
    port: listening.port,
    control: {
      setLatency: (milliseconds) => faults.setLatency(milliseconds),
      failNext: (count, status, retryAfterSeconds) => faults.failNext(count, status, retryAfterSeconds),
      setWebhook: (style) => {
        webhooks.style = { ...webhooks.style, ...style };
      },
      setShape: (wanted) => {
        shape = wanted;
      },
      setRatePerMinute: (calls) => {
        rate.perMinute = calls;
      },
      setBalance: (credits) => {
        balance = credits;
      },
      setUpstream: (state) => {
        upstream = state;
      },
      finish: (id, ending) => sessions.finish(id, ending),
      expire: (id) => sessions.expire(id),
      idle: () => webhooks.deliveries.idle(),
      reset: () => {
        sessions.clear();
        known.clear();
        store.clear();
        rate.clear();
        faults.reset();
        webhooks.deliveries.clear();
        upstream = 'up';
      },
    },
    sessions: () => sessions.all(),
    webhooks: () => webhooks.deliveries.attempts,
    close: async () => {
      webhooks.deliveries.stop();
      await listening.close();
      await webhooks.deliveries.idle();
    },
  };
}
