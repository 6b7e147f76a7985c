import { type Checked, refuse, withoutSeparators } from './result.ts';

/** Multiplication in the dihedral group D5: 0 to 4 turn, 5 to 9 turn and flip. */
const times = (a: number, b: number): number => {
  if (a < 5) return b < 5 ? (a + b) % 5 : ((a + b - 5) % 5) + 5;
  return b < 5 ? ((a - b) % 5) + 5 : (a - b + 5) % 5;
};

/** The permutation of each digit by its place from the right, eight of them in turn. */
const permuted = ((): readonly (readonly number[])[] => {
  const rows = [[1, 5, 7, 6, 2, 8, 3, 0, 9, 4]];
  const [once = []] = rows;
  while (rows.length < 7) rows.push((rows.at(-1) ?? []).map((digit) => once[digit] ?? 0));
  return [once.map((_, digit) => digit), ...rows];
})();

/** True for digits that end with the check digit of Verhoeff (1969). */
export function hasVerhoeffDigit(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    sum = times(sum, permuted[place % 8]?.[digit] ?? 0);
  }
  return sum === 0;
}

const MASKED = /^X{8}\d{4}$/;

/** `XXXX XXXX 1234`. */
const mask = (digits: string): string => `XXXX XXXX ${digits.slice(-4)}`;

export interface AadhaarFacts {
  /** The only form that may be stored or shown: `XXXX XXXX 1234`. */
  readonly masked: string;
}

/**
 * An Aadhaar number: twelve digits, usually in groups of four, the first one 2 to 9, the last one a check digit. One that
 * is masked already (`XXXX XXXX 1234`) is taken for what it is.
 */
export function checkAadhaar(text: string): Checked<AadhaarFacts> {
  const value = withoutSeparators(text).toUpperCase();
  if (MASKED.test(value)) return { ok: true, value: mask(value), masked: mask(value) };
  if (!/^\d*$/.test(value)) return refuse('characters');
  if (value.length !== 12) return refuse('length');
  if (!/^[2-9]/.test(value)) return refuse('characters');
  return hasVerhoeffDigit(value) ? { ok: true, value, masked: mask(value) } : refuse('check_digit');
}

/** `XXXX XXXX 1234` of a full or masked number; of anything else nothing is shown: `XXXX XXXX XXXX`. */
export function maskAadhaar(text: string): string {
  const value = withoutSeparators(text).toUpperCase();
  return /^(\d{12}|X{8}\d{4})$/.test(value) ? mask(value) : 'XXXX XXXX XXXX';
}

/**
 * The text with every run of twelve digits masked, in groups of four or not: also one with a wrong check digit, which may
 * be somebody's number, misread. Longer and shorter runs stay.
 */
export const maskAadhaarIn = (text: string): string =>
  text.replace(
    /(^|\D)(\d{4}[\s\u2010-\u2015-]{0,2}\d{4}[\s\u2010-\u2015-]{0,2}\d{4})(?!\d)/g,
    (_whole, before: string, number: string) => before + maskAadhaar(number),
  );
