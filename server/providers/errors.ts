import type { ProviderName } from '../contract/session.ts';

/** What went wrong with a provider, in words that do not depend on which provider it was. */
export type ProviderErrorKind =
  | 'bad_request' // the provider refused what we sent; trying again is no use
  | 'unauthorized' // our credentials are wrong or were withdrawn
  | 'forbidden'
  | 'not_found'
  | 'conflict' // the provider's session is in a state that does not allow the call
  | 'upload_missing' // a file that should be there is not, or was not readable
  | 'details_invalid' // the provider does not accept what the person filled in: the form has to open again
  | 'rate_limited'
  | 'quota' // credit or quota used up
  | 'unavailable' // 5xx, or no connection
  | 'timeout'
  | 'clock' // the provider refused our time: this machine's clock is off
  | 'invalid_response' // broken JSON, truncated body, a shape that is not documented
  | 'aborted';

const transient: ReadonlySet<ProviderErrorKind> = new Set(['rate_limited', 'unavailable', 'timeout']);

/**
 * The only error that an adapter throws for a call. It carries no upstream text: `reason` is a documented upstream
 * code, checked against a list by the adapter, and safe to log.
 */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';

  constructor(
    readonly provider: ProviderName,
    readonly operation: string,
    readonly kind: ProviderErrorKind,
    readonly info: {
      /** HTTP status of the provider's answer, if there was one. */
      readonly status?: number;
      /** Documented upstream code or cause (`SUBMISSION_DOES_NOT_EXIST`); never free text. */
      readonly reason?: string;
      /** From Retry-After, in milliseconds. */
      readonly retryAfterMs?: number;
      /** With `clock`: how far this machine is ahead of the provider, in milliseconds, where its answer told. */
      readonly clockAheadMs?: number;
      /** With `details_invalid` and `upload_missing`: the fields or slots that are at fault, where the provider told. */
      readonly fields?: readonly string[];
    } = {},
  ) {
    super(`${provider} ${operation}: ${kind}${info.status ? ` (HTTP ${info.status})` : ''}`);
  }

  get retryable(): boolean {
    return transient.has(this.kind);
  }
}

/** A webhook that is not accepted: malformed (400), not authenticated (401) or about nothing we know (404). */
export class WebhookRejected extends Error {
  override readonly name = 'WebhookRejected';

  constructor(
    readonly status: 400 | 401 | 404,
    /** For our log: what was wrong, without any value of the request. */
    readonly why: string,
  ) {
    super(`webhook rejected: ${why}`);
  }
}
