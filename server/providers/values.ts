import { createHash, timingSafeEqual } from 'node:crypto';

/** Readers of what providers print, shared by the adapters. What cannot be read is null, never a guess. */

const LONGEST_TEXT = 500;

/** A text without spaces at its edges; null for anything else, for an empty one, and beyond 500 characters. */
export function readText(value: unknown): string | null {
  const trimmed = typeof value === 'string' ? value.trim() : '';
  return trimmed === '' || trimmed.length > LONGEST_TEXT ? null : trimmed;
}

/** `DD-MM-YYYY`, `DD/MM/YYYY` or ISO 8601, also with midnight in UTC, to YYYY-MM-DD. A day that no calendar has is null. */
export function readDate(value: unknown): string | null {
  const printed = readText(value) ?? '';
  const dayFirst = /^(\d{2})[-/](\d{2})[-/](\d{4})$/.exec(printed);
  const iso = dayFirst
    ? `${dayFirst[3]}-${dayFirst[2]}-${dayFirst[1]}`
    : printed.replace(/T00:00:00(\.0+)?Z$/, '');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return null;
  const date = new Date(`${iso}T00:00:00Z`);
  // 31 February would roll over into March, so that only a date that comes back unchanged exists.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}

const genders: Readonly<Record<string, 'male' | 'female'>> = {
  male: 'male',
  m: 'male',
  lelaki: 'male',
  'laki-laki': 'male',
  female: 'female',
  f: 'female',
  perempuan: 'female',
};

/** In English, Bahasa Indonesia or Bahasa Melayu. */
export function readGender(value: unknown): 'male' | 'female' | null {
  const word = readText(value)?.toLowerCase() ?? '';
  return Object.hasOwn(genders, word) ? (genders[word] ?? null) : null;
}

/** 0..1, or 0..100, as a number or as digits, to 0..1. */
export function readScore(value: unknown): number | null {
  const isDigits = typeof value === 'string' && /^\d{1,3}(\.\d{1,10})?$/.test(value.trim());
  const number = typeof value === 'number' ? value : isDigits ? Number(value) : Number.NaN;
  if (!(number >= 0 && number <= 100)) return null;
  return number > 1 ? number / 100 : number;
}

/** `true` and `false`, also as 1 and 0 or as text. */
export function readFlag(value: unknown): boolean | null {
  if (value === true || value === 1 || value === '1' || value === 'true') return true;
  return value === false || value === 0 || value === '0' || value === 'false' ? false : null;
}

const sha256 = (value: string | Uint8Array) => createHash('sha256').update(value).digest();

/** Compares in a time that tells nothing, whatever the lengths. */
export const isSame = (one: string | Uint8Array, other: string | Uint8Array): boolean =>
  timingSafeEqual(sha256(one), sha256(other));

/** JSON in UTF-8; undefined for anything else. */
export function decodeJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
