import type { Clock } from '../clock.ts';
import { type WebhookPlan, Webhooks } from '../webhooks.ts';
import { callbackBody } from './answers.ts';
import type { TestValues } from './outcomes.ts';
import type { Submission } from './submissions.ts';

export interface CallbackTarget {
  /** The partner's endpoint, as a whole. */
  readonly url: string;
  /** Value of the Authorization header, e.g. `Bearer …`. */
  readonly authorization: string;
  readonly method?: 'POST' | 'PUT' | 'PATCH';
}

export interface CallbackAttempt {
  readonly submissionId: string;
  readonly attempt: number;
  /** HTTP status of the partner's answer; null when there was none. */
  readonly status: number | null;
}

/** Waits before the second and the third try, in milliseconds. */
const BACKOFF = [1_000, 5_000];

function planOf(values: TestValues): WebhookPlan {
  if (values.has('no-callback')) return 'none';
  if (values.has('double-callback')) return 'double';
  return values.has('late-callback') ? 'late' : 'once';
}

/** Tells the partner of verdicts: up to three tries each, until one is answered with 2xx. Redirects are not followed. */
export class Callbacks {
  readonly #webhooks: Webhooks;
  readonly #lateMs: number;
  target: CallbackTarget | undefined;

  constructor(clock: Clock, lateMs: number, target: CallbackTarget | undefined) {
    this.#webhooks = new Webhooks({ clock, retryWaitsMs: BACKOFF });
    this.#lateMs = lateMs;
    this.target = target;
  }

  get attempts(): readonly CallbackAttempt[] {
    return this.#webhooks.attempts.map(({ label, ...attempt }) => ({ submissionId: label, ...attempt }));
  }

  /** Sends what the submission's test values ask for. All tries of a callback go to where the first one went. */
  announce(submission: Submission): void {
    const { target } = this;
    if (!target) return;
    const { url, authorization, method = 'POST' } = target;
    const message = {
      url,
      method,
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(callbackBody(submission)),
    };
    this.#webhooks.send(submission.id, () => message, planOf(submission.values), this.#lateMs);
  }

  /** From now on nothing is sent, until `release` sends all of it, the newest first. */
  hold(): void {
    this.#webhooks.hold();
  }

  release(): void {
    this.#webhooks.release();
  }

  /** Resolves when no delivery is on its way; tries that wait for their time are not waited for. */
  idle(): Promise<void> {
    return this.#webhooks.idle();
  }

  stop(): void {
    this.#webhooks.stop();
  }
}
