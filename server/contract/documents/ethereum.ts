import { type Checked, refuse } from './result.ts';

/** Keccak-256, 32 bytes of any bytes. This folder imports nothing, so that whoever calls brings it. */
export type Keccak256 = (bytes: Uint8Array) => Uint8Array;

/** EIP-55: a letter is upper case where the hash of the address in lower case has 8 or more at its place. */
function hasChecksum(digits: string, keccak256: Keccak256): boolean {
  const lower = digits.toLowerCase();
  const hash = keccak256(Uint8Array.from(lower, (letter) => letter.charCodeAt(0)));
  return [...lower].every((letter, at) => {
    const byte = hash[at >> 1] ?? 0;
    const nibble = at % 2 === 0 ? byte >> 4 : byte & 15;
    return digits[at] === (nibble >= 8 ? letter.toUpperCase() : letter);
  });
}

/**
 * An Ethereum address: `0x` and forty hexadecimal digits. In mixed case it carries a checksum (EIP-55), which is checked
 * where the hash is given; in one case it carries none. It stays as it was written.
 */
export function checkEthereumAddress(text: string, keccak256?: Keccak256): Checked {
  const value = text.trim();
  if (!/^0x[0-9a-f]*$/i.test(value)) return refuse('characters');
  if (value.length !== 42) return refuse('length');
  // `0X` is what some keyboards make of it; nobody else takes it.
  if (!value.startsWith('0x')) return refuse('characters');
  const digits = value.slice(2);
  const isMixed = /[a-f]/.test(digits) && /[A-F]/.test(digits);
  return isMixed && keccak256 && !hasChecksum(digits, keccak256) ? refuse('checksum') : { ok: true, value };
}
