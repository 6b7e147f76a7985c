import { randomBytes } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 24;
/** Bytes from here on would make the first letters of the alphabet more likely than the others. */
const LIMIT = 256 - (256 % alphabet.length);

/** `ses_` and 24 letters or digits: 124 bits, and usable as a reference with every provider. */
export function newSessionId(random: (bytes: number) => Uint8Array = randomBytes): string {
  let id = '';
  while (id.length < LENGTH) {
    for (const byte of random(2 * LENGTH)) {
      if (byte < LIMIT && id.length < LENGTH) id += alphabet.charAt(byte % alphabet.length);
    }
  }
  return `ses_${id}`;
}

export const sessionIdPattern = /^ses_[a-z0-9]{24}$/;
