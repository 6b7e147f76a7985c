import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';
import type { Settings } from './settings.ts';

const ALGORITHM = 'aes-256-cbc';
const KEY_BYTES = 32;
const BLOCK_BYTES = 16;

/** The envelope of every call, answer and postback. Texts are UTF-8, what is sealed is base64. */
export interface Cipher {
  seal(text: string): string;
  /** Null for whatever was not sealed with our key. CBC proves nothing beyond that: bytes in between may be changed. */
  open(sealed: string): string | null;
}

/**
 * AES-256-CBC with PKCS #7 padding. The IV is the 16 characters themselves; the key is the first 32 bytes of IV and API
 * key together, filled up with zeros where they are fewer, as PHP's openssl does.
 */
export function createCipher(iv: string, apiKey: string): Cipher {
  const ivBytes = Buffer.from(iv, 'utf8');
  const key = Buffer.alloc(KEY_BYTES);
  key.set(Buffer.from(iv + apiKey, 'utf8').subarray(0, KEY_BYTES));
  return {
    seal(text) {
      const cipher = createCipheriv(ALGORITHM, key, ivBytes);
      return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      if (bytes.length === 0 || bytes.length % BLOCK_BYTES !== 0) return null;
      try {
        const decipher = createDecipheriv(ALGORITHM, key, ivBytes);
        const plain = Buffer.concat([decipher.update(bytes), decipher.final()]);
        return new TextDecoder('utf-8', { fatal: true }).decode(plain);
      } catch {
        return null;
      }
    },
  };
}

/** Signature v2, 88 characters: the base64 of the hex digits of the SHA-256, not of its bytes. */
export function sign(values: Settings, refId: string, requestTime: string): string {
  const { CTOS_API_KEY: apiKey, CTOS_SECURITY_KEY: securityKey, CTOS_PACKAGE_NAME: packageName } = values;
  const text = apiKey + securityKey + packageName + refId + securityKey + requestTime;
  return Buffer.from(createHash('sha256').update(text).digest('hex')).toString('base64');
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** Whether `given` is one of `accepted`. The time that it takes says neither which one nor how much of it was right. */
export function isOneOf(given: string, accepted: readonly string[]): boolean {
  const digest = sha256(given);
  return accepted.map((one) => timingSafeEqual(digest, sha256(one))).includes(true);
}
