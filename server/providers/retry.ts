import type { ProviderError, ProviderErrorKind } from './errors.ts';

/** Waits `ms` milliseconds, or until the signal aborts; never rejects. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** When a call that may be repeated is made again. Times in milliseconds. */
export interface RetryPolicy {
  /** Before the second attempt, the third, and so on; there is one attempt more than there are waits. */
  readonly waitsMs: readonly number[];
  /** What is tried again. After a timeout there is one more attempt only: somebody is waiting. */
  readonly kinds: readonly ProviderErrorKind[];
  /** A Retry-After up to this is waited for; a longer one is left to whoever asked. */
  readonly patienceMs: number;
}

export const usualRetry: RetryPolicy = {
  waitsMs: [200, 800],
  kinds: ['unavailable', 'timeout'],
  patienceMs: 0,
};

/** How long to wait before the next attempt; null when there is none. `attempt` counts from 0. */
export function waitBefore(error: ProviderError, policy: RetryPolicy, attempt: number): number | null {
  if (!policy.kinds.includes(error.kind)) return null;
  if (error.kind === 'timeout' && attempt > 0) return null;
  const wait = policy.waitsMs[attempt];
  if (wait === undefined) return null;
  const asked = error.info.retryAfterMs ?? 0;
  return asked > Math.max(wait, policy.patienceMs) ? null : Math.max(wait, asked);
}

export const pause: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });

const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000;

/** RFC 9110, 10.2.3: seconds or an HTTP date. In milliseconds from `now`, at the most a day; null when unreadable. */
export function parseRetryAfter(value: string | null, now: number): number | null {
  const text = value?.trim() ?? '';
  const seconds = /^\d{1,10}$/.test(text) ? Number(text) * 1000 : null;
  // Date.parse takes almost anything for a date, so that the form is checked first.
  const wait = seconds ?? (/^[A-Z][a-z]{2,8},? .+ GMT$/.test(text) ? Date.parse(text) - now : Number.NaN);
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), LONGEST_RETRY_AFTER_MS);
}
