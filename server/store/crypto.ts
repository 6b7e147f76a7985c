import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { StoreError } from './errors.ts';

/** Encrypts what is kept of a person, and blinds what is looked up by. */
export interface Vault {
  /** AES-256-GCM over the JSON of `value`, bound to `place`: moved to another row or column it does not open. */
  seal(value: unknown, place: string): Uint8Array;
  /** Throws StoreError `damaged` when the bytes were not sealed for `place` with this key. */
  open(sealed: Uint8Array, place: string): unknown;
  /** HMAC-SHA256, so that a value can be found again but not read or guessed from the database. */
  blind(...parts: readonly string[]): Uint8Array;
}

/** Layout of sealed bytes: 1 version, 12 nonce, ciphertext, 16 tag. */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES;

/** Nonces from the system's generator, fetched many at a time: each call of it costs more than an encryption. */
function createNonces(): () => Buffer {
  let pool = Buffer.alloc(0);
  return () => {
    if (pool.length === 0) pool = randomBytes(NONCE_BYTES * 256);
    const nonce = pool.subarray(0, NONCE_BYTES);
    pool = pool.subarray(NONCE_BYTES);
    return nonce;
  };
}

/** `dataKey` holds 32 bytes; the keys that are used are derived from it (HKDF-SHA256, RFC 5869), one for each purpose. */
export function createVault(dataKey: Uint8Array): Vault {
  if (dataKey.byteLength !== 32) throw new StoreError('data_key_wrong', 'the data key must have 32 bytes');
  const nextNonce = createNonces();
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', dataKey, '', `kyc-flow/${purpose}/1`, 32));
  const sealKey = derive('seal');
  const blindKey = derive('blind');

  return {
    seal(value, place) {
      const nonce = nextNonce();
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(place));
      const text = cipher.update(JSON.stringify(value), 'utf8');
      return Buffer.concat([Buffer.of(VERSION), nonce, text, cipher.final(), cipher.getAuthTag()]);
    },

    open(sealed, place) {
      if (sealed.byteLength < HEAD_BYTES + TAG_BYTES || sealed[0] !== VERSION) throw damaged();
      const decipher = createDecipheriv('aes-256-gcm', sealKey, sealed.subarray(1, HEAD_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(place));
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      try {
        const text = decipher.update(sealed.subarray(HEAD_BYTES, -TAG_BYTES));
        return JSON.parse(Buffer.concat([text, decipher.final()]).toString('utf8'));
      } catch {
        // Whatever it was, its message might quote what was inside.
        throw damaged();
      }
    },

    // JSON keeps ["a", "bc"] and ["ab", "c"] apart.
    blind: (...parts) => createHmac('sha256', blindKey).update(JSON.stringify(parts)).digest(),
  };
}

const damaged = () => new StoreError('damaged', 'a stored value does not open with the data key');
