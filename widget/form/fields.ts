import type { Field } from '../../server/contract/flow.ts';

/** How a field is put in: what keyboard a phone shows, and what the browser may fill in by itself. */
export interface Input {
  readonly element: 'input' | 'select';
  readonly type: 'text' | 'date';
  readonly inputmode: 'text' | 'decimal' | 'numeric' | null;
  /** A value of the HTML attribute; `off` where a browser would guess wrongly. */
  readonly autocomplete: string;
  /** False where correcting and capitals do harm: in numbers and addresses of another kind. */
  readonly isWords: boolean;
}

const fills: ReadonlyMap<string, string> = new Map([
  ['firstName', 'given-name'],
  ['lastName', 'family-name'],
  ['fullName', 'name'],
  ['birthdate', 'bday'],
  ['country', 'country'],
  ['streetAddress', 'street-address'],
  ['city', 'address-level2'],
  ['state', 'address-level1'],
  ['postalCode', 'postal-code'],
  ['email', 'email'],
  ['phone', 'tel'],
]);

/** Formats of digits alone get the pad of digits. */
const digits: readonly Field['format'][] = ['mykad', 'nik', 'aadhaar'];

export function inputOf({ name, type, format }: Field): Input {
  const isList = type === 'country' || type === 'select';
  return {
    element: isList ? 'select' : 'input',
    // A number as text: browsers change what is typed into number fields, and lose what they do not understand.
    type: type === 'date' ? 'date' : 'text',
    inputmode: type === 'number' ? 'decimal' : digits.includes(format) ? 'numeric' : null,
    autocomplete: fills.get(name) ?? 'off',
    isWords: type === 'text' && !format && !/number|code|id$/i.test(name),
  };
}

/**
 * A number with a comma before its decimals, which is all that some keyboards offer, with a point. Three digits behind a
 * comma may be thousands: that one stays as it is, for the person to say.
 */
export const withPoint = (text: string): string => text.trim().replace(/^(-?\d+),(\d{1,2}|\d{4,})$/, '$1.$2');

/** A label for a field that the locale has no word for: `placeOfWork` is `Place of work`. */
export function readable(name: string): string {
  const words = name
    .replace(/[_-]+/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .trim()
    .split(/\s+/)
    // What is in capitals throughout is an abbreviation.
    .map((word) => (/^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase()))
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
