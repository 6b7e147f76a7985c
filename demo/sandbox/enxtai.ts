import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Request } from 'express';
import { type Clock, systemClock } from './clock.ts';
import { createAccess } from './enxtai/access.ts';
import { createApp } from './enxtai/app.ts';
import type { Generation, Upload } from './enxtai/documents.ts';
import { type ErrorShape, errorBody, messageOf } from './enxtai/errors.ts';
import { Events, type WebhookTarget } from './enxtai/events.ts';
import { Mishaps } from './enxtai/mishaps.ts';
import type { Decision } from './enxtai/outcomes.ts';
import { RateLimit, type ResetForm } from './enxtai/rate-limit.ts';
import type { Session } from './enxtai/session.ts';
import { Sessions } from './enxtai/sessions.ts';
import { type FaultAnswer, Faults } from './faults.ts';
import type { WebhookAttempt } from './webhooks.ts';

export interface EnxtaiOptions {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  readonly apiKey: string;
  /** Of another client, who may not see the first one's sessions. */
  readonly otherApiKey?: string;
  /** Without it no webhook is sent. */
  readonly webhook?: WebhookTarget;
  readonly clock?: Clock;
  /** The API as documented (`EX0`, the default), or its later form. */
  readonly generation?: Generation;
  /** How refusals are written; `filter` by default, as the API's own code does. */
  readonly shape?: ErrorShape;
  /** Of uploads and verify: 201 by default, as the code answers; 200 as documented. */
  readonly successStatus?: 200 | 201;
  /** The last document starts the verification, as documented; off by default, as the code does not. */
  readonly autoVerify?: boolean;
  /** `verdict`, the default: verify answers when there is one. `at-once`: with the status as it is then, scores null. */
  readonly verifyAnswers?: 'verdict' | 'at-once';
  /** In EXH, the hosts that calls may come from (the first of Origin, Host and Referer); any by default. */
  readonly domains?: readonly string[];
  /** Calls a minute for each key; 100 by default. */
  readonly rateLimit?: number;
  /** `seconds` left by default, as the code's library; `epoch` as documented. */
  readonly rateLimitReset?: ResetForm;
  /** Before every answer, in milliseconds; 0 by default. */
  readonly latencyMs?: number;
  /** From the last document to OCR_COMPLETED, in milliseconds; 500 by default. */
  readonly readingMs?: number;
  /** From the beginning of the verification to its verdict, in milliseconds; 1000 by default, and 10000 for `+slow`. */
  readonly processingMs?: number;
  readonly slowMs?: number;
  /** From the verdict to what a person decides, e.g. for `+verified`, in milliseconds; 5000 by default. */
  readonly decisionMs?: number;
  /** Waits before further tries of a webhook, in milliseconds; none by default, as the code tries once. */
  readonly webhookRetryWaitsMs?: readonly number[];
  /** How late `+late-webhook` ones come, in milliseconds; 10000 by default. */
  readonly lateWebhookMs?: number;
  /** Between the webhooks of `+reordered-webhooks`, in milliseconds; 500 by default. */
  readonly reorderMs?: number;
}

export interface EnxtaiControl {
  /** What users get whose id ends in no test value, e.g. `+reject+slow`; an empty text for approval. */
  setDefaultOutcome(suffix: string): void;
  setWebhook(target: WebhookTarget | undefined): void;
  setLatency(milliseconds: number): void;
  /** The next `count` calls get `status` (503 by default) and do nothing. */
  failNext(count: number, status?: number, retryAfterSeconds?: number): void;
  /** Likewise, counting uploads only. */
  failNextUploads(count: number, status?: number, retryAfterSeconds?: number): void;
  /** The connections of the next `count` uploads are cut once `afterBytes` of the file have arrived, or at its end. */
  dropNextUploads(count: number, afterBytes: number): void;
  /** Brings the verdict of the machine now, also of `+slow` and `+never`. @throws EnxtaiError unknownSession */
  finish(kycSessionId: string): void;
  /** What a person at the provider decides, with its webhook. @throws EnxtaiError unknownSession */
  decide(kycSessionId: string, decision: Decision, rejectionReason?: string): void;
  /** Sends `kyc.test`. */
  sendTest(): void;
  /** Resolves when no webhook is under way. */
  idle(): Promise<void>;
  /** Forgets sessions, uploads, webhooks, faults and the counts of the rate limit. */
  reset(): void;
}

export interface EnxtaiSandbox {
  /** Ends in `/api`. */
  readonly baseUrl: string;
  readonly port: number;
  readonly control: EnxtaiControl;
  /** All sessions, the oldest first. */
  sessions(): readonly Session[];
  /** Every upload that was taken, the oldest first; of its content only size, SHA-256 and dimensions. */
  uploads(): readonly Upload[];
  /** Every try to deliver a webhook, the oldest first. */
  attempts(): readonly WebhookAttempt[];
  close(): Promise<void>;
}

/** Starts EnxtAI's API on the loopback interface. */
export async function startEnxtaiSandbox(options: EnxtaiOptions): Promise<EnxtaiSandbox> {
  const clock = options.clock ?? systemClock;
  const generation = options.generation ?? 'EX0';
  const shape = options.shape ?? 'filter';
  const events = new Events(
    {
      clock,
      generation,
      retryWaitsMs: options.webhookRetryWaitsMs ?? [],
      lateMs: options.lateWebhookMs ?? 10_000,
      reorderMs: options.reorderMs ?? 500,
    },
    options.webhook,
  );
  const sessions = new Sessions({
    clock,
    generation,
    readingMs: options.readingMs ?? 500,
    processingMs: options.processingMs ?? 1_000,
    slowMs: options.slowMs ?? 10_000,
    decisionMs: options.decisionMs ?? 5_000,
    autoVerify: options.autoVerify ?? false,
    onEvent: (event) => events.announce(event),
  });
  const clients = new Map([[options.apiKey, 'sandbox']]);
  if (options.otherApiKey !== undefined) clients.set(options.otherApiKey, 'other');
  const access = createAccess(clients, generation === 'EXH' ? options.domains : undefined);
  const rateLimit = new RateLimit({
    clock,
    limit: options.rateLimit ?? 100,
    reset: options.rateLimitReset ?? 'seconds',
  });
  const answerFault = (status: number, request: Request): FaultAnswer => ({
    body: errorBody(shape, {
      status,
      message: messageOf(status),
      path: request.originalUrl,
      now: clock.now(),
    }),
    headers: status === 429 ? {} : rateLimit.headers(access.bucketOf(request)),
  });
  const faults = new Faults(answerFault);
  const uploadFaults = new Faults(answerFault);
  faults.setLatency(options.latencyMs ?? 0);
  const mishaps = new Mishaps();
  let baseUrl = '';
  const app = createApp({
    clock,
    sessions,
    access,
    rateLimit,
    faults,
    uploadFaults,
    mishaps,
    generation,
    shape,
    successStatus: options.successStatus ?? 201,
    verifyAnswers: options.verifyAnswers ?? 'verdict',
    baseUrl: () => baseUrl,
  });

  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  baseUrl = `http://127.0.0.1:${port}/api`;

  return {
    baseUrl,
    port,
    control: {
      setDefaultOutcome: (suffix) => sessions.setUsual(suffix),
      setWebhook: (target) => {
        events.target = target;
      },
      setLatency: (milliseconds) => faults.setLatency(milliseconds),
      failNext: (count, status, retryAfterSeconds) => faults.failNext(count, status, retryAfterSeconds),
      failNextUploads: (count, status, seconds) => uploadFaults.failNext(count, status, seconds),
      dropNextUploads: (count, afterBytes) => mishaps.dropNext(count, afterBytes),
      finish: (id) => sessions.finish(id),
      decide: (id, decision, reason) => sessions.decide(id, decision, reason),
      sendTest: () => events.sendTest(),
      idle: () => events.idle(),
      reset: () => {
        sessions.clear();
        events.reset();
        faults.reset();
        uploadFaults.reset();
        mishaps.clear();
        rateLimit.clear();
      },
    },
    sessions: () => sessions.all(),
    uploads: () => sessions.uploads,
    attempts: () => events.attempts,
    close: async () => {
      events.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await events.idle();
    },
  };
}
