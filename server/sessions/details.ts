import type { Details, Field } from '../contract/flow.ts';
import { Problem } from '../http/problem.ts';

export interface Fault {
  readonly path: string;
  /** Says what is expected, never what was sent. */
  readonly message: string;
}

/**
 * Checks a filled form against its fields, and returns it with numbers as numbers and without empty values. Throws
 * Problem `details_invalid` that names all fields at fault.
 */
export function readDetails(fields: readonly Field[], values: Details): Details {
  const faults: Fault[] = [];
  const read: Details = {};
  for (const name of Object.keys(values)) {
    if (fields.some((field) => field.name === name)) continue;
    // The name came from outside: it may be anything.
    faults.push({
      path: /^[A-Za-z]\w{0,39}$/.test(name) ? name : '',
      message: 'is not a field of this form',
    });
  }
  for (const field of fields) {
    const value = Object.hasOwn(values, field.name) ? values[field.name] : null;
    const given = typeof value === 'string' ? value.trim() : (value ?? '');
    if (given === '') {
      if (field.required) faults.push({ path: field.name, message: 'is required' });
      continue;
    }
    const message = fault(field, given);
    if (message === null) read[field.name] = field.type === 'number' ? Number(given) : given;
    else faults.push({ path: field.name, message });
  }
  if (faults.length > 0)
    throw new Problem('details_invalid', 'Some details are not valid.', { details: faults });
  return read;
}

function fault(field: Field, value: string | number): string | null {
  if (field.type === 'number') return numberFault(field, value);
  if (typeof value !== 'string') return 'must be a text';
  if (field.maxLength !== undefined && value.length > field.maxLength) {
    return `must not be longer than ${field.maxLength} characters`;
  }
  // As the `pattern` of an HTML input: it covers the whole value.
  if (field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`, 'u').test(value)) {
    return 'does not have the expected form';
  }
  if (field.options) return field.options.includes(value) ? null : 'is not one of the options';
  if (field.type === 'country' && !/^[A-Z]{2,3}$/.test(value)) return 'must be an ISO 3166 country code';
  return field.type === 'date' ? dateFault(field, value) : null;
}

function numberFault({ min, max }: Field, value: string | number): string | null {
  const plain = typeof value === 'number' || /^-?\d{1,15}(\.\d{1,10})?$/.test(value);
  const number = plain ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) return 'must be a number';
  if (min !== undefined && number < Number(min)) return `must be ${min} or more`;
  return max !== undefined && number > Number(max) ? `must be ${max} or less` : null;
}

/** ISO 8601 dates of one length compare as text. */
function dateFault({ min, max }: Field, value: string): string | null {
  if (!isDate(value)) return 'must be a date such as 1990-12-31';
  if (min !== undefined && value < String(min)) return `must be ${min} or later`;
  return max !== undefined && value > String(max) ? `must be ${max} or earlier` : null;
}

function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  // The 31st of a short month would roll over.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
