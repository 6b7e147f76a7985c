import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';

/** What both sides know of one another. */
export interface CtosKeys {
  /** 32 characters. */
  readonly apiKey: string;
  readonly securityKey: string;
  readonly packageName: string;
  /** 16 characters, of which the bytes themselves are the IV. */
  readonly iv: string;
}

type CipherKeys = Pick<CtosKeys, 'apiKey' | 'iv'>;

/** The first 32 bytes of IV and API key, filled with zeros where they are fewer, as PHP's openssl does. */
const cipherKey = ({ iv, apiKey }: CipherKeys): Buffer => {
  const key = Buffer.alloc(32);
  Buffer.from(iv + apiKey, 'utf8').copy(key);
  return key;
};

/** AES-256-CBC with PKCS#7 padding. @returns standard base64 */
export function encrypt(keys: CipherKeys, text: string): string {
  const cipher = createCipheriv('aes-256-cbc', cipherKey(keys), Buffer.from(keys.iv, 'utf8'));
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

/** @returns null for what is no base64, no whole blocks, or was encrypted with another key */
export function decrypt(keys: CipherKeys, data: string): string | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(data)) return null;
  try {
    const cipher = createDecipheriv('aes-256-cbc', cipherKey(keys), Buffer.from(keys.iv, 'utf8'));
    const bytes = Buffer.concat([cipher.update(Buffer.from(data, 'base64')), cipher.final()]);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Base64 of the lower-case hex text of SHA-256: 88 characters. */
export function sign(keys: Omit<CtosKeys, 'iv'>, refId: string, requestTime: string): string {
  const { apiKey, securityKey, packageName } = keys;
  const text = apiKey + securityKey + packageName + refId + securityKey + requestTime;
  return Buffer.from(createHash('sha256').update(text).digest('hex'), 'ascii').toString('base64');
}

export function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** JSON as PHP writes it: slashes escaped, and nothing beyond ASCII. */
export const phpJson = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(
      /[\u0080-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
