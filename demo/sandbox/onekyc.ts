import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from './clock.ts';
import { Faults } from './faults.ts';
import { createApp } from './onekyc/app.ts';
import { type CallbackAttempt, Callbacks, type CallbackTarget } from './onekyc/callback.ts';
import { faultAnswer } from './onekyc/errors.ts';
import { Misbehaviour } from './onekyc/misbehaviour.ts';
import { parseTestValues } from './onekyc/outcomes.ts';
import { type Submission, Submissions } from './onekyc/submissions.ts';
import { Tokens } from './onekyc/tokens.ts';
import type { Storage } from './s3/presign.ts';

export interface OneKycOptions {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  /** Any S3 endpoint, path style; the bucket must exist. */
  readonly storage: Storage;
  readonly clientId: string;
  readonly passKey: string;
  /** `PARTNER_CODE-PLATFORM-FLOW`. */
  readonly onboardingPartner: string;
  /** Without it no callback is sent. */
  readonly callback?: CallbackTarget;
  readonly clock?: Clock;
  /** Lifetime of a presigned URL; 600 s by default. */
  readonly urlExpirySeconds?: number;
  /** Lifetime of every token; by default 5184000 s for users and 3600 s for partners, as in production. */
  readonly tokenExpirySeconds?: number;
  /** Before every answer, in milliseconds; 0 by default. */
  readonly latencyMs?: number;
  /** From confirm to the verdict, in milliseconds; 1500 by default, and 10000 for `+slow`. */
  readonly processingMs?: number;
  readonly slowMs?: number;
  /** From the verdict to the callback for `+late-callback`, in milliseconds; 10000 by default. */
  readonly lateCallbackMs?: number;
  /** The verdict comes with this status call at the latest, whatever the time. */
  readonly finishAfterPolls?: number;
  /** The key under which the urls call names the front of the card; `KTP_FRONT` by default, `KTP` elsewhere. */
  readonly documentKey?: 'KTP_FRONT' | 'KTP';
  /** The key under which it names the face; `SELFIE` by default, printed nowhere. */
  readonly faceKey?: string;
  /** Which token the details call takes; `either` by default, as the documentation disagrees with itself. */
  readonly detailsToken?: 'user' | 'partner' | 'either';
}

export interface OneKycControl {
  /** What users get whose id ends in no test value, e.g. `+reject+slow`; an empty text for approval. */
  setDefaultOutcome(suffix: string): void;
  setCallback(target: CallbackTarget | undefined): void;
  setLatency(milliseconds: number): void;
  /** The next `count` calls of either host get `status` (503 by default), `retryAfterSeconds` in Retry-After, and do nothing. */
  failNext(count: number, status?: number, retryAfterSeconds?: number): void;
  /** Keeps callbacks back, until `releaseCallbacks` sends them in the wrong order: the newest first. */
  holdCallbacks(): void;
  releaseCallbacks(): void;
  /** Brings the verdict now. With a suffix such as `+reject` that one: so ends a review, or `+never`. */
  finish(submissionId: string, suffix?: string): void;
  /** Every token handed out so far is refused with 401. */
  revokeTokens(): void;
  /** Resolves when no callback is under way. */
  idle(): Promise<void>;
  /** Forgets submissions and faults. */
  reset(): void;
}

export interface OneKycSandbox {
  /** Origin of the token host. */
  readonly tokenUrl: string;
  /** Base of the gateway, ending in `/coe`. */
  readonly baseUrl: string;
  readonly port: number;
  readonly control: OneKycControl;
  /** All submissions, the oldest first. */
  submissions(): readonly Submission[];
  /** Every try to deliver a callback, the oldest first. */
  callbacks(): readonly CallbackAttempt[];
  close(): Promise<void>;
}

/** Starts OneKYC's token host and gateway on one port of the loopback interface. */
export async function startOneKycSandbox(options: OneKycOptions): Promise<OneKycSandbox> {
  const clock = options.clock ?? systemClock;
  const callbacks = new Callbacks(clock, options.lateCallbackMs ?? 10_000, options.callback);
  const tokens = new Tokens(() => clock.now());
  const submissions = new Submissions({
    clock,
    documentKeys: {
      KTP_SCAN: options.documentKey ?? 'KTP_FRONT',
      STANDALONE_LIVENESS: options.faceKey ?? 'SELFIE',
    },
    processingMs: options.processingMs ?? 1_500,
    slowMs: options.slowMs ?? 10_000,
    finishAfterPolls: options.finishAfterPolls ?? null,
    onFinal: (submission) => callbacks.announce(submission),
  });
  const faults = new Faults(faultAnswer);
  faults.setLatency(options.latencyMs ?? 0);
  const misbehaviour = new Misbehaviour(tokens);
  const app = createApp({
    clock,
    storage: options.storage,
    tokens,
    submissions,
    clientId: options.clientId,
    passKey: options.passKey,
    onboardingPartner: options.onboardingPartner,
    userTokenSeconds: options.tokenExpirySeconds ?? 5_184_000,
    partnerTokenSeconds: options.tokenExpirySeconds ?? 3_600,
    urlSeconds: options.urlExpirySeconds ?? 600,
    detailsToken: options.detailsToken ?? 'either',
    faults,
    misbehaviour,
  });

  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const tokenUrl = `http://127.0.0.1:${port}`;

  return {
    tokenUrl,
    baseUrl: `${tokenUrl}/coe`,
    port,
    control: {
      setDefaultOutcome: (suffix) => submissions.setUsual(suffix),
      setCallback: (target) => {
        callbacks.target = target;
      },
      setLatency: (milliseconds) => faults.setLatency(milliseconds),
      failNext: (count, status, retryAfterSeconds) => faults.failNext(count, status, retryAfterSeconds),
      holdCallbacks: () => callbacks.hold(),
      releaseCallbacks: () => callbacks.release(),
      finish: (id, suffix) =>
        submissions.finish(id, suffix === undefined ? undefined : parseTestValues(suffix)),
      revokeTokens: () => tokens.revokeAll(),
      idle: () => callbacks.idle(),
      reset: () => {
        submissions.clear();
        misbehaviour.clear();
        faults.reset();
      },
    },
    submissions: () => submissions.all(),
    callbacks: () => callbacks.attempts,
    close: async () => {
      callbacks.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await callbacks.idle();
    },
  };
}
