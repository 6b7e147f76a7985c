import { z } from 'zod';

/** Every code that this server answers with, and its HTTP status. A code never changes its meaning. */
export const errorStatus = {
  json_invalid: 400,
  body_invalid: 400,
  query_invalid: 400,
  header_invalid: 400,
  api_key_invalid: 401,
  token_missing: 401,
  token_invalid: 401,
  token_expired: 401,
  webhook_unauthenticated: 401,
  origin_not_allowed: 403,
  not_found: 404,
  session_not_found: 404,
  method_not_allowed: 405,
  upload_timeout: 408,
  session_closed: 409,
  step_conflict: 409,
  liveness_round_over: 409,
  idempotency_conflict: 409,
  idempotency_in_progress: 409,
  session_expired: 410,
  body_too_large: 413,
  file_too_large: 413,
  content_type_unsupported: 415,
  provider_not_configured: 422,
  document_unsupported: 422,
  details_invalid: 422,
  slot_unknown: 422,
  file_type_unsupported: 422,
  file_too_small: 422,
  file_mismatch: 422,
  upload_missing: 422,
  code_unreadable: 422,
  rate_limited: 429,
  internal: 500,
  provider_error: 502,
  provider_quota: 502,
  clock_skewed: 502,
  provider_unavailable: 503,
  shutting_down: 503,
  provider_timeout: 504,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** The body of every answer that is not a success. `details` names fields, never their values. */
export const errorBody = z.object({
  error: z.object({
    code: z.enum(Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]]),
    message: z.string(),
    details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    requestId: z.string(),
  }),
});
export type ErrorBody = z.infer<typeof errorBody>;
