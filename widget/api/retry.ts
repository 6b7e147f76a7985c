import type { KycErrorCode } from '../errors.ts';

/** Why one try of an upload did not succeed. `network` is also what a refusal without CORS headers looks like. */
export type Failure =
  | { readonly kind: 'network' }
  | { readonly kind: 'stalled' }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfterMs?: number | undefined;
      /** Our own server's code, where the bytes went through it. */
      readonly code?: KycErrorCode | null;
    };

/** Tries and upload targets used up so far, the failed one included. */
export interface Used {
  readonly tries: number;
  readonly targets: number;
}

export type Move =
  | { readonly type: 'give_up'; readonly code: KycErrorCode; readonly retryAfterMs?: number }
  | { readonly type: 'again'; readonly afterMs: number; readonly freshTarget: boolean };

export const MAX_TRIES = 5;
export const MAX_TARGETS = 3;
/** Our own server asks the provider several times before it refuses: the person is told sooner. */
export const MAX_TRIES_OF_SERVER = 3;
const BASE_MS = 500;
const CAP_MS = 15_000;
/** A server that asks for more patience than this is not waited for. */
const MAX_RETRY_AFTER_MS = 60_000;

/**
 * Exponential backoff with full jitter: uniform between 0 and the ceiling, which doubles with each try.
 *
 * @param chance 0..1
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const backoffMs = (tries: number, chance: number): number =>
  Math.round(chance * Math.min(CAP_MS, BASE_MS * 2 ** Math.max(0, tries - 1)));

/** What to do after a failure. Pure. */
export function nextMove(failure: Failure, used: Used, isExpired: boolean, chance: number): Move {
  const code = codeOf(failure);
  if (used.tries >= MAX_TRIES) return { type: 'give_up', code };
  if (failure.kind === 'status' && failure.code && used.tries >= MAX_TRIES_OF_SERVER) {
    return { type: 'give_up', code };
  }
  const afterMs = backoffMs(used.tries, chance);
  const mayFreshen = used.targets < MAX_TARGETS;
  if (failure.kind !== 'status') return { type: 'again', afterMs, freshTarget: mayFreshen };

  const { status, retryAfterMs = 0 } = failure;
  if (isRefusedTarget(status) || (isExpired && status >= 400 && status < 500)) {
    return mayFreshen ? { type: 'again', afterMs, freshTarget: true } : { type: 'give_up', code };
  }
  if (isPassing(status) && retryAfterMs <= MAX_RETRY_AFTER_MS) {
    return { type: 'again', afterMs: Math.max(afterMs, retryAfterMs), freshTarget: isExpired && mayFreshen };
  }
  return { type: 'give_up', code, ...(retryAfterMs > 0 ? { retryAfterMs } : {}) };
}

/** A presigned URL that has expired or was used up: 403 of S3, 401 and 410 of others. */
const isRefusedTarget = (status: number): boolean => status === 401 || status === 403 || status === 410;

/** May go better in a while: request timeout, too early, too many requests, any failure of the server. */
const isPassing = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500;

function codeOf(failure: Failure): KycErrorCode {
  if (failure.kind !== 'status') return 'network';
  if (failure.code) return failure.code;
  return isRefusedTarget(failure.status) ? 'upload_expired' : 'upload_failed';
}
