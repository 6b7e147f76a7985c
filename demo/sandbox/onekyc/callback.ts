import type { Clock } from '../clock.ts';
import { callbackBody } from './answers.ts';
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
const TIMEOUT = 10_000;

/** Tells the partner of verdicts: up to three tries each, until one is answered with 2xx. Redirects are not followed. */
export class Callbacks {
  readonly #clock: Clock;
  readonly #lateMs: number;
  readonly #running = new Set<Promise<void>>();
  readonly #attempts: CallbackAttempt[] = [];
  readonly #stop = new AbortController();
  target: CallbackTarget | undefined;

  constructor(clock: Clock, lateMs: number, target: CallbackTarget | undefined) {
    this.#clock = clock;
    this.#lateMs = lateMs;
    this.target = target;
  }

  get attempts(): readonly CallbackAttempt[] {
    return this.#attempts;
  }

  /** Sends what the submission's test values ask for. */
  announce(submission: Submission): void {
    const { values } = submission;
    if (values.has('no-callback')) return;
    const send = (): void => {
      this.#start(submission, 0);
      if (values.has('double-callback')) this.#start(submission, 0);
    };
    if (values.has('late-callback')) this.#clock.after(this.#lateMs, send);
    else send();
  }

  /** Resolves when no delivery is on its way; tries that wait for their time are not waited for. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  stop(): void {
    this.#stop.abort();
  }

  #start(submission: Submission, attempt: number): void {
    const { target } = this;
    if (!target || this.#stop.signal.aborted) return;
    const run = this.#deliver(target, submission, attempt).finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async #deliver(target: CallbackTarget, submission: Submission, attempt: number): Promise<void> {
    const status = await fetch(target.url, {
      method: target.method ?? 'POST',
      headers: { 'content-type': 'application/json', authorization: target.authorization },
      body: JSON.stringify(callbackBody(submission)),
      redirect: 'manual',
      signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(TIMEOUT)]),
    }).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
      () => null,
    );
    this.#attempts.push({ submissionId: submission.id, attempt: attempt + 1, status });
    const wait = BACKOFF[attempt];
    const delivered = status !== null && status >= 200 && status < 300;
    if (!delivered && wait !== undefined) this.#clock.after(wait, () => this.#start(submission, attempt + 1));
  }
}
