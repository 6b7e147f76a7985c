import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { OstError } from './errors.ts';
import { canonical, type Hash } from './query.ts';

/** A request may be this much older or newer than the server's clock, in seconds. */
const WINDOW = 10;

/** @returns HMAC-SHA256 in lower-case hex */
export const sign = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('hex');

const comparisonKey = randomBytes(32);
const digest = (text: string): Buffer => createHmac('sha256', comparisonKey).update(text).digest();

/** Compares in a time that depends on neither text. */
const isSame = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right));

export interface Credentials {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/**
 * Verifies a request by what was read from it; the order on the wire does not matter.
 * @param path as in the request line, e.g. `/api/v2/users`
 * @param now seconds since the epoch
 * @throws OstError 401, `um_vac_1` for the time and `a_ar_b_vc_1` for the key or the signature
 */
export function verifyRequest(path: string, parameters: Hash, credentials: Credentials, now: number): void {
  const { signature, ...signed } = parameters;
  const { api_key: apiKey, request_timestamp: timestamp } = signed;
  const isTime = typeof timestamp === 'string' && /^\d{1,12}$/.test(timestamp);
  if (!isTime || Math.abs(now - Number(timestamp)) > WINDOW) throw new OstError(401, 'um_vac_1');
  const expected = sign(credentials.apiSecret, `${path}?${canonical(signed)}`);
  const known = isSame(typeof apiKey === 'string' ? apiKey : '', credentials.apiKey);
  const right = isSame(typeof signature === 'string' ? signature : '', expected);
  if (!known || !right) throw new OstError(401, 'a_ar_b_vc_1');
}
