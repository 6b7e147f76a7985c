import { checkPan } from '../contract/documents/pan.ts';
import { clean, readBirth } from './values.ts';

/** The plain text in the QR of PAN cards that were made before July 2018. */
export interface PanQr {
  readonly number: string;
  readonly name: string | null;
  readonly dateOfBirth: string | null;
}

const MOST_LINES = 20;
const LONGEST_LABEL = 60;

/** Labels are in English, or in Hindi and English: `नाम / Name : …`. Relatives have names too, which are nobody's business. */
const isRelative = /father|mother|husband|parent|guardian|spouse|पिता|माता|पति/i;
const labels = {
  name: /\bname\b/i,
  dateOfBirth: /\b(?:date of birth|dob|birth)\b/i,
  number: /\b(?:pan|permanent account number)\b/i,
} as const;

/**
 * Reads lines of the form `label : value`. Null for any other text, as the signed form of newer cards, which only the Income
 * Tax Department's own application reads.
 */
export function decodePanQr(text: string): PanQr | null {
  const lines = text.split(/\r?\n|\r/).slice(0, MOST_LINES);
  const values = new Map<keyof typeof labels, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const label = line.slice(0, Math.max(colon, 0));
    if (label === '' || label.length > LONGEST_LABEL || isRelative.test(label)) continue;
    for (const [fact, pattern] of Object.entries(labels) as [keyof typeof labels, RegExp][]) {
      if (pattern.test(label) && !values.has(fact)) values.set(fact, line.slice(colon + 1));
    }
  }
  const number = checkPan(values.get('number') ?? '');
  if (!number.ok) return null;
  return {
    number: number.value,
    name: clean(values.get('name')),
    dateOfBirth: readBirth(values.get('dateOfBirth')),
  };
}
