import type { Clock } from '../clock.ts';
import { EnxtaiError } from './errors.ts';

/** How `X-RateLimit-Reset` is written: seconds left, as the library does, or seconds since the epoch, as documented. */
export type ResetForm = 'seconds' | 'epoch';

export interface RateLimitRules {
  readonly clock: Clock;
  /** Calls in one window. */
  readonly limit: number;
  readonly reset: ResetForm;
}

const WINDOW = 60_000;

/** So many calls a minute for each bucket; a window begins with the first call after the last one ended. */
export class RateLimit {
  readonly #rules: RateLimitRules;
  readonly #windows = new Map<string, { hits: number; endsAt: number }>();

  constructor(rules: RateLimitRules) {
    this.#rules = rules;
  }

  /** Counts one call. @throws EnxtaiError busy */
  count(bucket: string): void {
    const window = this.#window(bucket);
    window.hits += 1;
    if (window.hits <= this.#rules.limit) return;
    throw new EnxtaiError('busy', { retryAfterSeconds: this.#secondsLeft(window.endsAt) });
  }

  /** What every answer but a 429 says of the bucket's window. */
  headers(bucket: string): Record<string, string> {
    const { hits, endsAt } = this.#window(bucket);
    const { limit, reset } = this.#rules;
    return {
      'X-RateLimit-Limit': String(limit),
      'X-RateLimit-Remaining': String(Math.max(0, limit - hits)),
      'X-RateLimit-Reset': String(reset === 'epoch' ? Math.ceil(endsAt / 1000) : this.#secondsLeft(endsAt)),
    };
  }

  clear(): void {
    this.#windows.clear();
  }

  #window(bucket: string): { hits: number; endsAt: number } {
    const now = this.#rules.clock.now();
    const present = this.#windows.get(bucket);
    if (present && present.endsAt > now) return present;
    const fresh = { hits: 0, endsAt: now + WINDOW };
    this.#windows.set(bucket, fresh);
    return fresh;
  }

  #secondsLeft(endsAt: number): number {
    return Math.ceil((endsAt - this.#rules.clock.now()) / 1000);
  }
}
