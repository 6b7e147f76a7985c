import { parseRetryAfter } from '../call.ts';

/** Watches the limit that EnxtAI tells with its answers, for `callerOf`. */
export interface RateGate {
  observe(headers: Headers, status: number): void;
  /** Milliseconds until a call makes sense again; 0 for now. */
  holdMs(): number;
}

/** More than this is a time since the epoch, in seconds; less is how many seconds are left. */
const EPOCH_FROM = 1e9;
/** The documented window is a minute. A wait that is far longer is a mistake, and must not stop us for days. */
const LONGEST_HOLD_MS = 3_600_000;

/**
 * The limit is 100 calls a minute for one key. When none is left, or a call was refused with Retry-After, nothing is
 * called before the window ends: it would only be refused. Answers may arrive out of order, so that a hold is never
 * taken back. `now` in milliseconds since the epoch.
 */
export function createRateGate(now: () => number): RateGate {
  let closedUntil = Number.NEGATIVE_INFINITY;
  const close = (ms: number | null) => {
    if (ms !== null) closedUntil = Math.max(closedUntil, now() + Math.min(Math.ceil(ms), LONGEST_HOLD_MS));
  };
  return {
    observe(headers, status) {
      if (status === 429) close(parseRetryAfter(headers.get('retry-after'), now()));
      if (headers.get('x-ratelimit-remaining')?.trim() === '0') close(readReset(headers, now()));
    },
    holdMs: () => Math.max(0, closedUntil - now()),
  };
}

/** Milliseconds until `X-RateLimit-Reset`; null when it cannot be read. */
export function readReset(headers: Headers, now: number): number | null {
  const text = headers.get('x-ratelimit-reset')?.trim() ?? '';
  if (!/^\d{1,10}(\.\d{1,6})?$/.test(text)) return null;
  const value = Number(text);
  if (value <= EPOCH_FROM) return value * 1000;
  // A time of their clock is compared with their clock, where the answer tells it: ours may be off.
  const theirs = Date.parse(headers.get('date') ?? '');
  return Math.max(0, value * 1000 - (Number.isNaN(theirs) ? now : theirs));
}
