/** Why a number cannot be one of its kind. */
export type NumberProblem =
  | 'length'
  | 'characters'
  | 'date'
  | 'place'
  | 'region'
  | 'serial'
  | 'check_digit'
  | 'holder'
  | 'checksum';

export interface Refused {
  readonly ok: false;
  /** Says what is wrong, never what was given. */
  readonly problem: NumberProblem;
}

/** `value` is the number as it is stored and compared; the facts are what can be read from it. */
export type Checked<Facts extends object = object> =
  | ({ readonly ok: true; readonly value: string } & Facts)
  | Refused;

export const refuse = (problem: NumberProblem): Refused => ({ ok: false, problem });

/** What people put between groups of digits: spaces of any kind, hyphens and dashes. */
export const withoutSeparators = (text: string): string => text.replace(/[\s\u2010-\u2015-]/g, '');
