import type { Refusal } from '../call.ts';
import type { ProviderErrorKind } from '../errors.ts';
import { errorBody } from './wire.ts';

/** The documented causes; some mean more than the HTTP status they come with. */
const causes: Readonly<Record<string, Partial<Record<number, ProviderErrorKind>>>> = {
  MISSING_CLIENT_ID_OR_PASS_KEY: {},
  CLIENT_ID_CAN_NOT_BE_EMPTY: {},
  UNAUTHORIZED: {},
  FORBIDDEN: {},
  GENERIC_SERVICE_ERROR: {},
  SERVICE_UNAVAILABLE: {},
  COE_PARTNER_CAN_NOT_BE_EMPTY: {},
  INVALID_SUBMISSION_TYPE: {},
  SUBMISSION_QUOTA_EXCEEDED: { 429: 'quota' },
  TOO_MANY_REQUESTS: {},
  X_SDK_SESSION_ID_CAN_NOT_BE_EMPTY: {},
  INVALID_CONFIRM_UPLOAD_REQUEST: {},
  INVALID_SUBMISSION_ID: {},
  // The details call says 400 where the others say 404.
  SUBMISSION_DOES_NOT_EXIST: { 400: 'not_found' },
  SUBMISSION_STATE_CONFLICT: {},
  INVALID_UPLOAD_ARTIFACT: { 422: 'upload_missing' },
  PARTNER_USER_ID_CAN_NOT_BE_EMPTY: {},
  PARTNER_SESSION_ID_DOES_NOT_BELONG_TO_THE_USER: { 400: 'forbidden' },
};

/** Reads status and cause, never `code`: the same number stands for different things from call to call. */
export function readRefusal(status: number, body: unknown): Refusal {
  const cause = errorBody.safeParse(body).data?.errors[0]?.cause;
  if (cause === undefined || !Object.hasOwn(causes, cause)) return {};
  const kind = causes[cause]?.[status];
  return { reason: cause, ...(kind && { kind }) };
}
