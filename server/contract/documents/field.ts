import type { Field } from '../flow.ts';
import type { Keccak256 } from './ethereum.ts';
import { checkNumber } from './index.ts';
import type { NumberProblem } from './result.ts';

/** Why a field cannot be taken as it is. */
export type FieldProblem =
  | NumberProblem
  | 'required'
  | 'text'
  | 'too_long'
  | 'pattern'
  | 'option'
  | 'country'
  | 'number'
  | 'least'
  | 'most'
  | 'day'
  | 'earliest'
  | 'latest';

/** `value` is null where nothing was given and nothing has to be. */
export type FieldResult =
  | { readonly ok: true; readonly value: string | number | null }
  | { readonly ok: false; readonly problem: FieldProblem };

export interface FieldWorld {
  /** ISO 8601. */
  readonly today: string;
  /** Without it the checksum of an Ethereum address is not looked at. */
  readonly keccak256?: Keccak256 | undefined;
}

const wrong = (problem: FieldProblem): FieldResult => ({ ok: false, problem });
const right = (value: string | number | null): FieldResult => ({ ok: true, value });

/** The one rule of what a field of a form takes, for the page where it is typed and for the server that gets it. */
export function checkField(
  field: Field,
  given: string | number | null | undefined,
  world: FieldWorld,
): FieldResult {
  const value = typeof given === 'string' ? given.trim() : (given ?? '');
  if (value === '') return field.required ? wrong('required') : right(null);
  if (field.type === 'number') return checkAmount(field, value);
  if (typeof value !== 'string') return wrong('text');
  if (field.maxLength !== undefined && value.length > field.maxLength) return wrong('too_long');
  // As the `pattern` of an HTML input: it covers the whole value.
  if (field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`, 'u').test(value)) {
    return wrong('pattern');
  }
  if (field.options) return field.options.includes(value) ? right(value) : wrong('option');
  if (field.type === 'country' && !/^[A-Z]{2,3}$/.test(value)) return wrong('country');
  if (field.type === 'date') return checkDay(field, value);
  return field.format ? checkNumber(field.format, value, world.today, world.keccak256) : right(value);
}

function checkAmount({ min, max }: Field, value: string | number): FieldResult {
  const plain = typeof value === 'number' || /^-?\d{1,15}(\.\d{1,10})?$/.test(value);
  const number = plain ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) return wrong('number');
  if (min !== undefined && number < Number(min)) return wrong('least');
  return max !== undefined && number > Number(max) ? wrong('most') : right(number);
}

/** ISO 8601 dates of one length compare as text. */
function checkDay({ min, max }: Field, value: string): FieldResult {
  if (!isDay(value)) return wrong('day');
  if (min !== undefined && value < String(min)) return wrong('earliest');
  return max !== undefined && value > String(max) ? wrong('latest') : right(value);
}

function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  // The 31st of a short month would roll over.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
