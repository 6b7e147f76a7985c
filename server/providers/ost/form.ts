import type { Details, Field } from '../../contract/flow.ts';
import type { Params } from './canonical.ts';
import { countryName, nationalityName } from './countries.ts';

const YOUNGEST = 18;
const OLDEST = 100;

/** The form, with the limits of age as they stand at `today`. Lengths beyond those of the names are printed nowhere. */
export function formFields(today: Date): readonly Field[] {
  return [
    { name: 'firstName', type: 'text', required: true, maxLength: 100 },
    { name: 'lastName', type: 'text', required: true, maxLength: 100 },
    {
      name: 'birthdate',
      type: 'date',
      required: true,
      min: yearsBefore(today, OLDEST),
      max: yearsBefore(today, YOUNGEST),
    },
    { name: 'country', type: 'country', required: true },
    { name: 'nationality', type: 'country', required: true },
    { name: 'documentIdNumber', type: 'text', required: true, maxLength: 40 },
    { name: 'streetAddress', type: 'text', required: true, maxLength: 255 },
    { name: 'city', type: 'text', required: true, maxLength: 100 },
    { name: 'state', type: 'text', required: true, maxLength: 100 },
    { name: 'postalCode', type: 'text', required: true, maxLength: 20 },
    {
      name: 'ethereumAddress',
      type: 'text',
      required: true,
      format: 'ethereum_address',
      pattern: '0x[0-9a-fA-F]{40}',
      maxLength: 42,
    },
    { name: 'estimatedParticipationAmount', type: 'number', required: true, min: 0 },
  ];
}

/** ISO 8601, in UTC. Who was born on 29 February has their birthday on the 28th of a common year. */
export function yearsBefore(date: Date, years: number): string {
  const earlier = new Date(date);
  earlier.setUTCFullYear(date.getUTCFullYear() - years);
  if (earlier.getUTCMonth() !== date.getUTCMonth()) earlier.setUTCDate(0);
  return earlier.toISOString().slice(0, 10);
}

/** Null where OST has no word for the value, or the value is not there. */
type Write = (value: string | number) => string | null;

/** Half a character would arrive as another one, and a control character is part of no name or address. */
const asText: Write = (value) =>
  typeof value === 'string' && value !== '' && !/[\p{Cc}\p{Cs}]/u.test(value) ? value : null;

/** ISO 8601 to dd/mm/yyyy. */
const asDate: Write = (value) => {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(String(value));
  return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : null;
};

/** Without an exponent, which not every reader of decimals takes. */
const asAmount: Write = (value) =>
  typeof value === 'number' && Number.isFinite(value)
    ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 18 })
    : null;

const parameters: Readonly<Record<string, readonly [field: string, write: Write]>> = {
  first_name: ['firstName', asText],
  last_name: ['lastName', asText],
  birthdate: ['birthdate', asDate],
  country: ['country', (code) => countryName(String(code))],
  nationality: ['nationality', (code) => nationalityName(String(code))],
  document_id_number: ['documentIdNumber', asText],
  street_address: ['streetAddress', asText],
  city: ['city', asText],
  state: ['state', asText],
  postal_code: ['postalCode', asText],
  ethereum_address: ['ethereumAddress', asText],
  estimated_participation_amount: ['estimatedParticipationAmount', asAmount],
};

/** The filled form in OST's words, or the fields that cannot be said in them. */
export function readForm(
  details: Details | null,
): { readonly params: Params } | { readonly faults: readonly string[] } {
  const written = Object.entries(parameters).map(([parameter, [field, write]]) => {
    const value = details?.[field] ?? null;
    return { parameter, field, text: value === null ? null : write(value) };
  });
  const faults = written.filter(({ text }) => text === null).map(({ field }) => field);
  if (faults.length > 0) return { faults };
  return { params: Object.fromEntries(written.map(({ parameter, text }) => [parameter, text])) };
}

/** The fields of the form that these parameters are made from. */
export const fieldsOf = (refused: readonly string[]): readonly string[] =>
  Object.entries(parameters).flatMap(([parameter, [field]]) => (refused.includes(parameter) ? [field] : []));
