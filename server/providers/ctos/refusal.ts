import type { Refusal } from '../call.ts';
import type { ProviderErrorKind } from '../errors.ts';

/** The gateway's own codes, and the HTTP ones that it writes in the same place. */
const codes: Readonly<Record<string, { readonly kind: ProviderErrorKind; readonly reason: string }>> = {
  100: { kind: 'bad_request', reason: 'MISSING_PARAMETER' },
  101: { kind: 'unauthorized', reason: 'INVALID_API_KEY' },
  102: { kind: 'unauthorized', reason: 'INVALID_PACKAGE_NAME' },
  103: { kind: 'bad_request', reason: 'INVALID_REF_ID' },
  104: { kind: 'unauthorized', reason: 'INVALID_SECURITY_TOKEN' },
  105: { kind: 'unavailable', reason: 'SERVICE_NOT_AVAILABLE' },
  400: { kind: 'bad_request', reason: 'BAD_REQUEST' },
  401: { kind: 'unauthorized', reason: 'INVALID_CREDENTIAL' },
  403: { kind: 'forbidden', reason: 'FORBIDDEN' },
  404: { kind: 'not_found', reason: 'NOT_FOUND' },
  429: { kind: 'rate_limited', reason: 'TOO_MANY_REQUESTS' },
};

/** 103 says more in words. Known words only: the text itself goes nowhere. */
const words: readonly (readonly [RegExp, string])[] = [
  [/\bduplicate\b/i, 'DUPLICATE_TRANSACTION'],
  [/\bnric\b/i, 'INVALID_NRIC_FORMAT'],
];

/**
 * Reads an error object: `{message, name, code, status, type}` in the clear, or `{message, error_code, description}`. The
 * first code that is known counts, since `code` is 0 where `status` says what happened. Nothing known is a refusal of
 * what was sent, as trying again would be no use.
 */
export function readRefusal(error: Readonly<Record<string, unknown>>): Refusal {
  const given = [error['error_code'], error['code'], error['status'], error['status_code']].map((code) =>
    typeof code === 'number' || typeof code === 'string' ? String(code).trim() : '',
  );
  const known = given.find((code) => Object.hasOwn(codes, code) || /^5\d\d$/.test(code));
  if (known === undefined) return { kind: 'bad_request' };
  const meaning = codes[known] ?? { kind: 'unavailable', reason: 'SERVER_ERROR' };
  if (known !== '103') return meaning;
  const text = [error['description'], error['message']]
    .filter((value) => typeof value === 'string')
    .join(' ');
  return { ...meaning, reason: words.find(([word]) => word.test(text))?.[1] ?? meaning.reason };
}
