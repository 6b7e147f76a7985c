import type { Clock } from '../clock.ts';

export interface Allowance {
  readonly allowed: boolean;
  /** `X-RateLimit-*`, of which the reset says when to come back: Retry-After is nowhere documented. */
  readonly headers: Readonly<Record<string, string>>;
}

/** So many calls of a client in each minute by the clock. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #counts = new Map<string, { minute: number; calls: number }>();
  /** Null for no limit. */
  perMinute: number | null;

  constructor(clock: Clock, perMinute: number | null) {
    this.#clock = clock;
    this.perMinute = perMinute;
  }

  clear(): void {
    this.#counts.clear();
  }

  take(client: string): Allowance {
    const { perMinute } = this;
    if (perMinute === null) return { allowed: true, headers: {} };
    const now = this.#clock.now();
    const minute = Math.floor(now / 60_000);
    const before = this.#counts.get(client);
    const calls = (before?.minute === minute ? before.calls : 0) + 1;
    this.#counts.set(client, { minute, calls });
    const reset = (minute + 1) * 60;
    const allowed = calls <= perMinute;
    return {
      allowed,
      headers: {
        'x-ratelimit-limit': String(perMinute),
        'x-ratelimit-remaining': String(Math.max(0, perMinute - calls)),
        'x-ratelimit-reset': String(reset),
      },
    };
  }
}
