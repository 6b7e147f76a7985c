import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { isLoopbackHost } from './hosts.ts';

/** Throws one of these with a sentence that says what to set; it never holds the value. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
}

export interface ApiKey {
  /** First 12 hex digits of the digest: names the key in logs and idempotency records. */
  readonly id: string;
  /** SHA-256 of the key, 32 bytes. */
  readonly sha256: Buffer;
}

/** A private Ed25519 key as RFC 8037 writes it. */
export interface TokenKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly d: string;
}

const SHORTEST_API_KEY = 24;
/** RFC 8410: what stands before the 32 bytes of the seed. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

export function integer(minimum: number, maximum: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d{1,9}$/.test(value) && number >= minimum && number <= maximum) return number;
    throw new ValueError(`must be a whole number from ${minimum} to ${maximum}`);
  };
}

export function oneOf<const T extends string>(...words: readonly T[]): (value: string) => T {
  return (value) => {
    const word = words.find((candidate) => candidate === value);
    if (word !== undefined) return word;
    throw new ValueError(`must be one of ${words.join(', ')}`);
  };
}

/** The canonical origin, or null when the text is anything but an http(s) origin. */
function originOf(value: string): URL | null {
  const url = URL.canParse(value) ? new URL(value) : null;
  const plain = url !== null && /^https?:$/.test(url.protocol) && !url.hostname.includes('*');
  return plain && url.origin === value ? url : null;
}

export function publicUrl(allowLoopback: boolean): (value: string) => string {
  return (value) => {
    const url = originOf(value);
    if (url?.protocol === 'https:') return value;
    if (url && isLoopbackHost(url.hostname) && allowLoopback) return value;
    throw new ValueError(
      'must be an https origin such as https://kyc.example.com, without path or trailing slash ' +
        '(http only for a loopback host together with KYC_ALLOW_PRIVATE_HOSTS=true)',
    );
  };
}

export function allowedOrigins(value: string): readonly string[] {
  const origins = [...new Set(list(value))];
  const exact = (text: string) => {
    const url = originOf(text);
    return url !== null && (url.protocol === 'https:' || isLoopbackHost(url.hostname));
  };
  if (origins.length > 0 && origins.every(exact)) return origins;
  throw new ValueError(
    'must list exact https origins such as https://shop.example.com, separated by commas, ' +
      'without wildcard, path or trailing slash (http only for localhost)',
  );
}

export function apiKeys(value: string): readonly ApiKey[] {
  const digests = list(value).map((entry) => {
    const hex = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(entry)?.[1];
    if (hex !== undefined) return Buffer.from(hex, 'hex');
    if (entry.length >= SHORTEST_API_KEY && /^[\x21-\x7e]+$/.test(entry) && !entry.startsWith('sha256:')) {
      return createHash('sha256').update(entry).digest();
    }
    throw new ValueError(
      `must list keys of at least ${SHORTEST_API_KEY} visible ASCII characters, or their SHA-256 as 64 hex digits, separated by commas`,
    );
  });
  if (digests.length === 0) throw new ValueError('must list at least one key');
  const ids = new Set(digests.map((digest) => digest.toString('hex')));
  if (ids.size < digests.length) throw new ValueError('lists the same key twice; list each key once');
  return digests.map((sha256) => ({ id: sha256.toString('hex').slice(0, 12), sha256 }));
}

/** Keys as they stand in the value, digests left out: what must not show in a log. */
export function plainApiKeys(value: string): readonly string[] {
  return list(value).filter((entry) => !/^(?:sha256:)?[0-9a-f]{64}$/i.test(entry));
}

export function tokenKeys(value: string): readonly TokenKey[] {
  const keys = parseKeySet(value);
  if (keys === null) {
    throw new ValueError(
      'must be a JSON JWK set of private Ed25519 keys: {"keys":[{"kty":"OKP","crv":"Ed25519","x":…,"d":…}]}',
    );
  }
  if (new Set(keys.map(({ x }) => x)).size < keys.length) {
    throw new ValueError('lists the same key twice; list each key once');
  }
  return keys;
}

/** Reads a JWK set and keeps what an Ed25519 private key consists of; null when it is not one. */
export function parseKeySet(text: string): readonly TokenKey[] | null {
  let set: unknown;
  try {
    set = JSON.parse(text);
  } catch {
    return null;
  }
  const entries = isRecord(set) && Array.isArray(set['keys']) ? set['keys'] : [];
  const keys = entries.map((entry: unknown): TokenKey | null => {
    if (!isRecord(entry) || entry['kty'] !== 'OKP' || entry['crv'] !== 'Ed25519') return null;
    const { x, d } = entry as { x: unknown; d: unknown };
    if (!is32Bytes(x) || !is32Bytes(d)) return null;
    const key: TokenKey = { kty: 'OKP', crv: 'Ed25519', x, d };
    return isPair(key) ? key : null;
  });
  const good = keys.filter((key) => key !== null);
  return good.length > 0 && good.length === keys.length ? good : null;
}

export function dataKey(value: string): Buffer {
  const bytes = base64(value);
  if (bytes?.length === 32) return bytes;
  throw new ValueError('must be 32 random bytes in base64; make them with: openssl rand -base64 32');
}

/** Standard Webhooks: `whsec_` and 24 to 64 bytes in base64. */
export function webhookSecret(value: string): string {
  const bytes = value.startsWith('whsec_') ? base64(value.slice('whsec_'.length)) : null;
  if (bytes && bytes.length >= 24 && bytes.length <= 64) return value;
  throw new ValueError('must be whsec_ followed by 24 to 64 random bytes in base64');
}

function base64(value: string): Buffer | null {
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? bytes : null;
}

export function list(value: string): readonly string[] {
  return value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Whether `x` is the public half of `d`: a mixed pair would sign what nobody can verify. */
function isPair(key: TokenKey): boolean {
  try {
    const seed = Buffer.concat([PKCS8_ED25519, Buffer.from(key.d, 'base64url')]);
    const truth = createPublicKey(createPrivateKey({ key: seed, format: 'der', type: 'pkcs8' }));
    return truth.export({ format: 'jwk' }).x === key.x;
  } catch {
    return false;
  }
}

const is32Bytes = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/.test(value);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
