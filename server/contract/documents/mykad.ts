import { readBirthDate } from './birth-date.ts';
import { type Checked, refuse, withoutSeparators } from './result.ts';

/** Place codes that the National Registration Department gives: states, then countries and regions of birth. */
const places: readonly (readonly [from: number, to: number])[] = [
  [1, 16],
  [21, 68],
  [71, 72],
  [74, 79],
  [82, 93],
  [98, 99],
];

/** States of Malaysia and its territories; any other place is abroad or unknown. */
const LAST_STATE = 59;

export interface MyKadFacts {
  /** ISO 8601; null where the century is not certain. */
  readonly dateOfBirth: string | null;
  /** Two digits. */
  readonly place: string;
  readonly isBornInMalaysia: boolean;
  readonly gender: 'male' | 'female';
}

/**
 * A number of a MyKad (also MyKid, MyPR): `YYMMDD-PB-###G`, twelve digits with or without hyphens. The last one is odd
 * for men. It has no check digit.
 *
 * @param today ISO 8601.
 */
export function checkMyKad(text: string, today: string): Checked<MyKadFacts> {
  const value = withoutSeparators(text);
  if (!/^\d*$/.test(value)) return refuse('characters');
  const parts = /^(\d\d)(\d\d)(\d\d)(\d\d)\d{3}(\d)$/.exec(value);
  if (!parts) return refuse('length');
  const [, yy = '', mm = '', dd = '', place = '', last = ''] = parts;
  const dateOfBirth = readBirthDate(yy, mm, dd, today);
  if (dateOfBirth === undefined) return refuse('date');
  const code = Number(place);
  if (!places.some(([from, to]) => code >= from && code <= to)) return refuse('place');
  const gender = Number(last) % 2 === 1 ? 'male' : 'female';
  return { ok: true, value, dateOfBirth, place, isBornInMalaysia: code <= LAST_STATE, gender };
}

/** As printed on the card: `911231-14-5387`. A text that is no twelve digits comes back as it is. */
export const formatMyKad = (text: string): string =>
  withoutSeparators(text).replace(/^(\d{6})(\d{2})(\d{4})$/, '$1-$2-$3');
