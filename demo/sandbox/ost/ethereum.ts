import { keccak_256 } from '@noble/hashes/sha3.js';

/**
 * Whether a text is an Ethereum address: `0x` and 40 hex digits. Mixed case is a checksum (EIP-55) and must be right:
 * a letter is upper case where the digit of the Keccak-256 of the lower-case address is 8 or more.
 */
export function isEthereumAddress(text: string): boolean {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return false;
  const digits = text.slice(2);
  const lower = digits.toLowerCase();
  if (digits === lower || digits === digits.toUpperCase()) return true;
  const hash = Buffer.from(keccak_256(Buffer.from(lower, 'ascii'))).toString('hex');
  const checked = [...lower].map((digit, at) =>
    Number.parseInt(hash.charAt(at), 16) >= 8 ? digit.toUpperCase() : digit,
  );
  return checked.join('') === digits;
}
