import { maskAadhaarIn } from '../contract/documents/aadhaar.ts';

/** Longer than any field of a card. */
const MOST_CHARACTERS = 300;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A field of a Secure QR as text. UIDAI's manual reads ISO 8859-1; names beyond ASCII are also met in UTF-8. What is valid
 * UTF-8 with a letter beyond ASCII is almost never meant as ISO 8859-1, so that UTF-8 is tried first.
 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

/** In one line, without characters that control a screen or the direction of writing, whole Aadhaar numbers masked wherever they stand; null when nothing is left. */
export function clean(text: string | null | undefined): string | null {
  const line = (text ?? '').replace(/[\p{Cc}\p{Cs}\s\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();
  return line === '' || line.length > MOST_CHARACTERS ? null : maskAadhaarIn(line);
}

/** `XXXX XXXX 1234`: of an Aadhaar number nothing else is ever handed on. */
export const maskedNumber = (lastFour: string): string => `XXXX XXXX ${lastFour}`;

const exists = (iso: string): boolean => {
  const date = new Date(`${iso}T00:00:00Z`);
  // The 31st of a short month would roll over.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
};

/**
 * A date of birth as cards have it (`31-12-1990`, `31/12/1990`, `1990-12-31`, `1990`): ISO 8601, a day, or the year where
 * only that is known; null for anything else.
 */
export function readBirth(text: string | null | undefined): string | null {
  const value = (text ?? '').trim();
  if (/^(?:18|19|20)\d{2}$/.test(value)) return value;
  const dayFirst = /^(\d{2})[-/.](\d{2})[-/.](\d{4})$/.exec(value);
  const iso = dayFirst ? `${dayFirst[3]}-${dayFirst[2]}-${dayFirst[1]}` : value.replace(/\//g, '-');
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) && exists(iso) ? iso : null;
}
