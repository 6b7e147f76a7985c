import type { Refusal } from '../call.ts';
import type { ProviderErrorKind } from '../errors.ts';
import { errorBody } from './wire.ts';

const codes = new Set([
  'INVALID_API_KEY',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'VALIDATION_ERROR',
  'PROCESSING_FAILED',
  'RATE_LIMIT_EXCEEDED',
  'INTERNAL_ERROR',
]);

/** Documented sentences that say more than their code: by status, what they begin with, and a word of ours for each. */
const sentences: readonly {
  readonly status: number;
  readonly begin: RegExp;
  readonly reason: string;
  readonly kind?: ProviderErrorKind;
}[] = [
  { status: 400, begin: /^No file uploaded/i, reason: 'NO_FILE', kind: 'upload_missing' },
  { status: 400, begin: /^Required documents not/i, reason: 'DOCUMENTS_MISSING', kind: 'upload_missing' },
  { status: 400, begin: /^Invalid file type/i, reason: 'FILE_TYPE', kind: 'upload_missing' },
  { status: 400, begin: /^Image dimensions must/i, reason: 'IMAGE_DIMENSIONS', kind: 'upload_missing' },
  { status: 400, begin: /^Missing or invalid externalUserId/i, reason: 'EXTERNAL_USER_ID' },
  { status: 401, begin: /^API key required/i, reason: 'API_KEY_MISSING' },
  { status: 401, begin: /^Invalid or inactive API key/i, reason: 'INVALID_API_KEY' },
  { status: 403, begin: /^Access denied to this KYC session/i, reason: 'OTHER_CLIENT' },
  { status: 403, begin: /^Domain not whitelisted/i, reason: 'DOMAIN_NOT_ALLOWED' },
  { status: 404, begin: /^KYC session not found/i, reason: 'SESSION_NOT_FOUND' },
  { status: 404, begin: /^User not found/i, reason: 'USER_NOT_FOUND' },
  { status: 413, begin: /^File size exceeds/i, reason: 'FILE_TOO_LARGE', kind: 'upload_missing' },
];

/** A picture that is missing or cannot be processed is one to take again; 422 is answered for nothing else. */
export function readRefusal(status: number, body: unknown): Refusal {
  const { error, message = [] } = errorBody.safeParse(body).data ?? {};
  const known = sentences.find(
    (each) => each.status === status && message.some((text) => each.begin.test(text)),
  );
  // As documented, `error` has the words of the HTTP status instead of a code: the status has to do.
  const code =
    status === 422 ? 'PROCESSING_FAILED' : error !== undefined && codes.has(error) ? error : undefined;
  const reason = known?.reason ?? code;
  const kind = known?.kind ?? (status === 422 ? 'upload_missing' : undefined);
  return { ...(reason !== undefined && { reason }), ...(kind !== undefined && { kind }) };
}
