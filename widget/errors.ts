/**
 * Every error that a person or the merchant's page can meet, by stable code. A code never changes its meaning; texts
 * are in i18n. Codes of the server (`server/contract/error.ts`) pass through where the widget has no better word.
 */
export type KycErrorCode =
  // the page and its settings
  | 'config_missing'
  | 'contract_unsupported'
  | 'browser_unsupported'
  // the camera
  | 'insecure_context'
  | 'camera_unsupported'
  | 'camera_denied'
  | 'camera_missing'
  | 'camera_busy'
  | 'camera_lost'
  | 'camera_failed'
  // the picture
  | 'file_type_unsupported'
  | 'file_unreadable'
  | 'file_too_large'
  | 'file_too_small'
  | 'image_too_small'
  | 'image_too_large'
  | 'encode_failed'
  // the network and the server
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'upload_failed'
  | 'upload_expired'
  | 'upload_missing'
  | 'token_missing'
  | 'token_invalid'
  | 'token_expired'
  | 'origin_not_allowed'
  | 'session_expired'
  | 'session_closed'
  | 'session_not_found'
  | 'liveness_round_over'
  | 'details_invalid'
  | 'rate_limited'
  | 'provider_error'
  | 'provider_unavailable'
  | 'provider_timeout'
  | 'server_error';

/** The widget's only error class. `cause` is for a debugger; it is never shown, sent or put in an event. */
export class KycError extends Error {
  override readonly name = 'KycError';

  constructor(
    readonly code: KycErrorCode,
    options: {
      readonly cause?: unknown;
      readonly retryAfterMs?: number;
      readonly paths?: readonly string[];
    } = {},
  ) {
    super(code, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
    this.paths = options.paths;
  }

  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Names of the fields or slots at fault, where the server told; no values. */
  readonly paths: readonly string[] | undefined;
}

/** Whatever was thrown, as a KycError; unknown things become `fallback`. */
export function toKycError(thrown: unknown, fallback: KycErrorCode): KycError {
  // By name: a chunk that was fetched anew has a class of its own, and a DOMException is unknown to rooms without DOM.
  if (thrown instanceof Error && thrown.name === 'KycError') return thrown as KycError;
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return new KycError('aborted', { cause: thrown });
  return new KycError(fallback, { cause: thrown });
}
