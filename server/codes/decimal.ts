/** The largest QR code (version 40) holds 7,089 digits. */
const MOST_DIGITS = 7089;

/**
 * The big-endian bytes of a decimal number, without leading zeros; null for what is none, or more than a QR code holds.
 * Bounded: 7,089 digits are 2,944 bytes.
 */
export function bytesOfDecimal(text: string): Buffer | null {
  if (text.length > MOST_DIGITS || !/^[0-9]+$/.test(text)) return null;
  const hex = BigInt(text).toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}
