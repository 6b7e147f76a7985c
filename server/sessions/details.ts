import { keccak_256 } from '@noble/hashes/sha3.js';
import { maskAadhaar } from '../contract/documents/aadhaar.ts';
import { checkField } from '../contract/documents/field.ts';
import { fieldMessage } from '../contract/documents/messages.ts';
import type { Details, Field } from '../contract/flow.ts';
import { Problem } from '../http/problem.ts';

export interface Fault {
  readonly path: string;
  /** Says what is expected, never what was sent. */
  readonly message: string;
}

/**
 * Checks a filled form against its fields, and returns it with numbers as numbers, document numbers in their one form, an
 * Aadhaar number without all but its last four digits, and without empty values. Throws Problem `details_invalid` that
 * names all fields at fault.
 */
export function readDetails(fields: readonly Field[], values: Details, now: Date): Details {
  const faults: Fault[] = [];
  const read: Details = {};
  const world = { today: now.toISOString().slice(0, 10), keccak256: keccak_256 };
  for (const name of Object.keys(values)) {
    if (fields.some((field) => field.name === name)) continue;
    // The name came from outside: it may be anything.
    faults.push({
      path: /^[A-Za-z]\w{0,39}$/.test(name) ? name : '',
      message: 'is not a field of this form',
    });
  }
  for (const field of fields) {
    const result = checkField(field, Object.hasOwn(values, field.name) ? values[field.name] : null, world);
    if (!result.ok) faults.push({ path: field.name, message: fieldMessage(field, result.problem) });
    else if (result.value !== null) read[field.name] = storable(field, result.value);
  }
  if (faults.length > 0)
    throw new Problem('details_invalid', 'Some details are not valid.', { details: faults });
  return read;
}

/** Whoever reads the database later has no need of a whole Aadhaar number. */
const storable = ({ format }: Field, value: string | number): string | number =>
  format === 'aadhaar' ? maskAadhaar(String(value)) : value;
