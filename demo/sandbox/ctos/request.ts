import { isHttpUrl } from '../hosted/return-url.ts';
import { type CtosKeys, decrypt, isSame, sign } from './crypto.ts';
import { CtosError } from './errors.ts';
import { isFresh, readTime } from './time.ts';

export type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/**
 * Opens the envelope `{data, api_key}`.
 * @throws CtosError 101 for another API key, 400 for what cannot be decrypted; both in the clear
 */
export function openEnvelope(keys: CtosKeys, envelope: unknown): Fields {
  const { data, api_key: apiKey } = isFields(envelope) ? envelope : {};
  if (typeof apiKey !== 'string' || !isSame(apiKey, keys.apiKey)) throw new CtosError('apiKey');
  const text = typeof data === 'string' ? decrypt(keys, data) : null;
  const fields = text === null ? null : parse(text);
  if (!isFields(fields)) throw new CtosError('badRequest', 'encrypt failed', true);
  return fields;
}

/** A field as text; numbers are taken too, since clients send both. Undefined when it is not there. */
export function optional(fields: Fields, name: string, limit: number): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') throw new CtosError('badRequest', name);
  const text = String(value);
  if (text.length > limit) throw new CtosError('badRequest', `${name} is longer than ${limit}`);
  return text;
}

export function required(fields: Fields, name: string, limit: number): string {
  const text = optional(fields, name, limit);
  if (text === undefined) throw new CtosError('missing', name);
  return text;
}

/** @throws CtosError 400 for any other value */
export function choice<Value extends string>(text: string, name: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === text);
  if (found === undefined) throw new CtosError('badRequest', name);
  return found;
}

/** @throws CtosError 400 for what is no http(s) address, or leads to a port that the gateway does not call */
export function address(text: string, name: string, ports: readonly number[] | null = null): string {
  if (!isHttpUrl(text)) throw new CtosError('badRequest', name);
  const { port, protocol } = new URL(text);
  const real = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  if (ports && !ports.includes(real)) {
    throw new CtosError('badRequest', `${name} must use port ${ports.join(' or ')}`);
  }
  return text;
}

/** 0 to n, as numbers in text. */
export const numbersTo = (last: number): string[] =>
  Array.from({ length: last + 1 }, (_, index) => `${index}`);

/** The part that every call has in common. */
export interface Signed {
  readonly refId: string;
  readonly requestTime: string;
  readonly signature: string;
}

/**
 * Checks who calls, and that nothing was changed: keys, request_time, signature.
 * @throws CtosError 100 to 104, 400 for a time of another form
 */
export function authenticate(keys: CtosKeys, fields: Fields, now: number): Signed {
  if (!isSame(required(fields, 'api_key', 64), keys.apiKey)) throw new CtosError('apiKey');
  const packageName = required(fields, 'package_name', 255);
  if (!isSame(packageName, keys.packageName)) throw new CtosError('packageName');
  const refId = required(fields, 'ref_id', 255);
  const signature = required(fields, 'signature', 100);
  const requestTime = required(fields, 'request_time', 100);
  const time = readTime(requestTime);
  if (time === null) throw new CtosError('badRequest', 'request_time must be YYYY-MM-DD HH:mm:ss');
  if (!isSame(signature, sign(keys, refId, requestTime))) throw new CtosError('signature');
  if (!isFresh(time, now)) throw new CtosError('signature', 'request_time is too old or too new');
  return { refId, requestTime, signature };
}
