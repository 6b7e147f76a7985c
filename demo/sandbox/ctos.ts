import { type Clock, systemClock } from './clock.ts';
import type { CtosSession } from './ctos/answers.ts';
import { type AnswerStyle, createApp } from './ctos/app.ts';
import type { CtosKeys } from './ctos/crypto.ts';
import { frameworkError } from './ctos/errors.ts';
import { type PostbackStyle, Postbacks } from './ctos/postback.ts';
import type { Transaction } from './ctos/transaction.ts';
import { Faults } from './faults.ts';
import { listen } from './hosted/listen.ts';
import type { Ending } from './hosted/outcomes.ts';
import { HostedSessions } from './hosted/sessions.ts';
import type { WebhookAttempt } from './webhooks.ts';

export interface CtosOptions extends CtosKeys {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  readonly clock?: Clock;
  /** The postback; by default with the signature of the create call, encrypted, without api_key, for every state. */
  readonly webhook?: Partial<PostbackStyle>;
  /** By default encrypted, refusals too, with HTTP status 200. */
  readonly answers?: Partial<AnswerStyle>;
  /** Ports that a backend_url may have, 80 and 443 in production; any by default. */
  readonly backendPorts?: readonly number[] | null;
  /** From creation to expiry, in milliseconds; 300 minutes by default. */
  readonly lifetimeMs?: number;
  /** From the person's last act to the verdict, in milliseconds: 0 by default, and 10000 for `+slow`. */
  readonly processingMs?: number;
  readonly slowMs?: number;
  /** From the end to the postback for `+late-webhook`, in milliseconds; 10000 by default. */
  readonly lateWebhookMs?: number;
  /** True, the default, opens an onboarding URL a single time. */
  readonly openOnce?: boolean;
  /** True forbids showing the page in a frame. */
  readonly denyFraming?: boolean;
}

export interface CtosControl {
  /** Before every answer of the gateway, in milliseconds. */
  setLatency(milliseconds: number): void;
  /** The next calls of the gateway get this HTTP status, 503 by default, and do nothing. */
  failNext(count: number, status?: number, retryAfterSeconds?: number): void;
  setWebhook(style: Partial<PostbackStyle>): void;
  setAnswers(style: Partial<AnswerStyle>): void;
  /**
   * Brings the end now; without `ending` the one that the test values ask for.
   * @param refId as the client sent it, or with its prefix
   */
  finish(refId: string, ending?: Ending): void;
  /** The session runs out now. */
  expire(refId: string): void;
  /** Resolves when no postback is under way. */
  idle(): Promise<void>;
  /** Forgets all sessions, postbacks and faults. */
  reset(): void;
}

export interface CtosSandbox {
  /** Base of the gateway, ending in `/v2/gateway`. */
  readonly baseUrl: string;
  /** Where the hosted pages are. */
  readonly origin: string;
  readonly port: number;
  readonly control: CtosControl;
  /** All sessions, the oldest first. */
  sessions(): readonly CtosSession[];
  /** Every postback, session by session. */
  webhooks(): readonly WebhookAttempt[];
  close(): Promise<void>;
}

const usualPostback: PostbackStyle = {
  signature: 'create',
  apiKey: false,
  plain: false,
  intermediate: true,
};

const usualAnswers: AnswerStyle = {
  envelope: 'encrypted',
  errors: 'envelope',
  errorStatus: 'ok',
  steps: 'gateway',
  numbersAsText: false,
  dataUrls: false,
  longNames: false,
};

/** Starts CTOS's gateway and its hosted pages on one port of the loopback interface. */
export async function startCtosSandbox(options: CtosOptions): Promise<CtosSandbox> {
  if (Buffer.byteLength(options.iv) !== 16) throw new RangeError('The IV has 16 bytes.');
  const { apiKey, securityKey, packageName, iv } = options;
  const keys: CtosKeys = { apiKey, securityKey, packageName, iv };
  const clock = options.clock ?? systemClock;
  const lateMs = options.lateWebhookMs ?? 10_000;
  let answers: AnswerStyle = { ...usualAnswers, ...options.answers };
  const style: PostbackStyle = { ...usualPostback, ...options.webhook };
  const postbacks = new Postbacks(clock, lateMs, keys, style, () => answers);
  const sessions = new HostedSessions<Transaction>({
    clock,
    lifetimeMs: options.lifetimeMs ?? 300 * 60_000,
    processingMs: options.processingMs ?? 0,
    slowMs: options.slowMs ?? 10_000,
    onChange: (session, change) => postbacks.announce(session, change),
  });
  const faults = new Faults((status) => ({ body: frameworkError(status, 0) }));
  let origin = '';
  const app = createApp({
    clock,
    keys,
    faults,
    sessions,
    style: () => answers,
    backendPorts: options.backendPorts ?? null,
    openOnce: options.openOnce ?? true,
    denyFraming: options.denyFraming ?? false,
    origin: () => origin,
  });
  const listening = await listen(app, options.port ?? 0);
  origin = listening.origin;
  const idOf = (refId: string): string => (sessions.find(refId) ? refId : packageName + refId);

  return {
    baseUrl: `${origin}/v2/gateway`,
    origin,
    port: listening.port,
    control: {
      setLatency: (milliseconds) => faults.setLatency(milliseconds),
      failNext: (count, status, retryAfterSeconds) => faults.failNext(count, status, retryAfterSeconds),
      setWebhook: (changed) => {
        postbacks.style = { ...postbacks.style, ...changed };
      },
      setAnswers: (changed) => {
        answers = { ...answers, ...changed };
      },
      finish: (refId, ending) => sessions.finish(idOf(refId), ending),
      expire: (refId) => sessions.expire(idOf(refId)),
      idle: () => postbacks.deliveries.idle(),
      reset: () => {
        sessions.clear();
        postbacks.deliveries.clear();
        faults.reset();
      },
    },
    sessions: () => sessions.all(),
    webhooks: () => postbacks.deliveries.attempts,
    close: async () => {
      postbacks.deliveries.stop();
      await listening.close();
      await postbacks.deliveries.idle();
    },
  };
}
