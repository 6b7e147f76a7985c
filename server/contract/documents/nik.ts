import { readBirthDate } from './birth-date.ts';
import { type Checked, refuse, withoutSeparators } from './result.ts';

/**
 * Provinces by the codes of the Ministry of Home Affairs, with the four of Papua of 2022 (93 to 96). Not those of the
 * statistics office, which numbers Papua otherwise.
 */
const provinces: ReadonlySet<string> = new Set(
  (
    '11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 ' +
    '91 92 93 94 95 96'
  ).split(' '),
);

/** Added to the day of birth of women. */
const WOMEN = 40;

export interface NikFacts {
  /** ISO 8601; null where the century is not certain. */
  readonly dateOfBirth: string | null;
  /** Two digits. */
  readonly province: string;
  readonly gender: 'male' | 'female';
}

/**
 * The number of an Indonesian KTP (NIK): province, regency and district of two digits each where it was first issued,
 * `DDMMYY` of birth, and a serial from 0001. It has no check digit.
 *
 * @param today ISO 8601.
 */
export function checkNik(text: string, today: string): Checked<NikFacts> {
  const value = withoutSeparators(text);
  if (!/^\d*$/.test(value)) return refuse('characters');
  const parts = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{4})$/.exec(value);
  if (!parts) return refuse('length');
  const [, province = '', regency, district, day = '', mm = '', yy = '', serial] = parts;
  if (!provinces.has(province) || regency === '00' || district === '00') return refuse('region');
  const isWoman = Number(day) > WOMEN;
  const dd = isWoman ? String(Number(day) - WOMEN).padStart(2, '0') : day;
  const dateOfBirth = readBirthDate(yy, mm, dd, today);
  if (dateOfBirth === undefined) return refuse('date');
  if (serial === '0000') return refuse('serial');
  return { ok: true, value, dateOfBirth, province, gender: isWoman ? 'female' : 'male' };
}
