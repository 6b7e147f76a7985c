import { checkField } from '../contract/documents/field.ts';
import type { CodeFields, Field } from '../contract/flow.ts';
import type { Address, CodePerson } from './types.ts';

const joined = (...parts: readonly (string | null | undefined)[]): string =>
  [...new Set(parts.filter((part) => part))].join(', ');

/** Aadhaar does not divide names; the last word goes for the family's, and one word for the given name. */
function divide(name: string): { readonly first: string; readonly last: string } {
  const words = name.split(' ');
  const last = words.length > 1 ? (words.pop() ?? '') : '';
  return { first: words.join(' '), last };
}

/** What is known for the fields of forms, by their names. No nationality: an Indian address is not that. */
function valuesOf({ name, dateOfBirth, number, address }: CodePerson): Readonly<Record<string, string>> {
  const { first, last } = divide(name ?? '');
  // A masked number, which has spaces, is none that could be handed in.
  const whole = number?.includes(' ') ? '' : (number ?? '');
  return {
    fullName: name ?? '',
    firstName: first,
    lastName: last,
    birthdate: dateOfBirth ?? '',
    documentIdNumber: whole,
    ...(address ? valuesOfAddress(address) : {}),
  };
}

function valuesOfAddress(address: Address): Readonly<Record<string, string>> {
  const { house, street, landmark, location, town, subDistrict, district, state, postalCode } = address;
  return {
    streetAddress: joined(house, street, landmark, location),
    city: town ?? subDistrict ?? district ?? '',
    state: state ?? '',
    postalCode: postalCode ?? '',
    country: joined(state, postalCode) === '' ? '' : 'IN',
  };
}

/**
 * What a code says for a form: values that its fields take as they are, by name. A year of birth alone fills in nothing, nor
 * does the rest of an Aadhaar number.
 *
 * @param today ISO 8601.
 */
export function fieldsOf(person: CodePerson, fields: readonly Field[], today: string): CodeFields {
  const values = valuesOf(person);
  const found: CodeFields = {};
  for (const field of fields) {
    const value = Object.hasOwn(values, field.name) ? (values[field.name] ?? '') : '';
    if (value !== '' && checkField(field, value, { today }).ok) found[field.name] = value;
  }
  return found;
}
