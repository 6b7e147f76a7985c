import type { Refusal } from '../call.ts';
import { readRefusal } from './refusal.ts';
import type { Cipher } from './seal.ts';

export type Fields = Readonly<Record<string, unknown>>;

export const asFields = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;

export function parseFields(text: string | null): Fields | null {
  if (text === null) return null;
  try {
    return asFields(JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * Opens an answer. `data` is a sealed text as documented; an object, or the fields without an envelope, are what other
 * clients have met. A refusal comes with HTTP 200 too: as `success: false` in the clear, or sealed with an `error_code`.
 * Null when it is nothing of that.
 */
export function openAnswer(
  body: unknown,
  cipher: Cipher,
): { readonly fields: Fields } | { readonly refusal: Refusal } | null {
  const envelope = asFields(body);
  if (envelope === null) return null;
  const { data } = envelope;
  const inner = typeof data === 'string' ? parseFields(cipher.open(data)) : asFields(data);
  if (isRefused(envelope)) return { refusal: readRefusal(inner ?? envelope) };
  if (data !== undefined && data !== null && inner === null) return null;
  const fields = inner ?? envelope;
  return isRefusal(fields) ? { refusal: readRefusal(fields) } : { fields };
}

/** `status_code` stands in for `success` with some versions of the gateway. */
function isRefused({ success, status_code: statusCode }: Fields): boolean {
  // PHP writes its booleans as 0 and "" too, where a database stood between.
  if (success !== undefined && success !== null)
    return [false, 'false', 0, '0', ''].some((no) => no === success);
  return statusCode !== undefined && statusCode !== null && String(statusCode) !== '200';
}

/** A status answer may hold an `error_code` beside its status; an error has no status, or one of HTTP. */
function isRefusal({ error_code: code, status, name, message }: Fields): boolean {
  const isErrorCode = code !== undefined && code !== null && code !== '';
  if (isErrorCode && (status === undefined || status === null)) return true;
  return typeof name === 'string' && typeof message === 'string' && Number(status) >= 400;
}
