import { createHmac } from 'node:crypto';
import { isSame } from '../values.ts';

/** Milliseconds; the window of TrueStack's own verifier. */
const TOLERANCE_MS = 5 * 60_000;
const SHA256_BYTES = 32;

export type Proof = 'good' | 'bad' | 'none';

export interface Keys {
  readonly apiKey: string;
  readonly secret: string | undefined;
}

/**
 * HMAC-SHA256 as bytes. How it is written is documented nowhere, and clients know it in all of these forms: hex of any
 * case, perhaps behind `sha256=`, or base64 of either alphabet, with or without padding. Null for anything else.
 */
export function readMac(text: string): Uint8Array | null {
  const plain = text.trim().replace(/^sha256=/i, '');
  if (/^[0-9a-f]{64}$/i.test(plain)) return Buffer.from(plain, 'hex');
  if (!/^[\w+/-]{43}=?$/.test(plain)) return null;
  const bytes = Buffer.from(plain, 'base64');
  return bytes.length === SHA256_BYTES ? bytes : null;
}

const isMac = (given: string, key: string, ...parts: (string | Uint8Array)[]): boolean => {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  const read = readMac(given);
  return isSame(read ?? '', mac.digest());
};

/**
 * Two schemes: `X-Webhook-Signature`, keyed with the API key over the body as it came, and the pair
 * `x-trueidentity-signature` and `-timestamp` (milliseconds), keyed with a secret of its own over `<timestamp>.<body>`.
 * One good signature is enough. `none`: there is nothing that could be checked. `now` in milliseconds.
 */
export function proofOf(
  headers: Readonly<Record<string, string | undefined>>,
  body: Uint8Array,
  { apiKey, secret }: Keys,
  now: number,
): Proof {
  const documented = headers['x-webhook-signature'];
  const second = secret === undefined ? undefined : headers['x-trueidentity-signature'];
  if (documented === undefined && second === undefined) return 'none';
  if (documented !== undefined && isMac(documented, apiKey, body)) return 'good';
  const timestamp = headers['x-trueidentity-timestamp'] ?? '';
  if (second === undefined || secret === undefined || !/^\d{1,15}$/.test(timestamp)) return 'bad';
  if (Math.abs(now - Number(timestamp)) > TOLERANCE_MS) return 'bad';
  return isMac(second, secret, `${timestamp}.`, body) ? 'good' : 'bad';
}
