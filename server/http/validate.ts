import type { z } from 'zod';
import type { ErrorCode } from '../contract/error.ts';
import { Problem } from './problem.ts';

type Issue = z.core.$ZodIssue;
type Detail = { readonly path: string; readonly message: string };

const MOST_DETAILS = 20;

const sentences: Partial<Record<ErrorCode, string>> = {
  body_invalid: 'The body is not what this route takes; see details.',
  query_invalid: 'The query is not what this route takes; see details.',
  header_invalid: 'A header is not what this route takes; see details.',
};

/**
 * The value as the schema reads it.
 * @throws Problem `code` with what is wrong by path; no value, and no name that is not a plain word, is repeated
 */
export function parse<S extends z.ZodType>(schema: S, value: unknown, code: ErrorCode): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const details = result.error.issues.flatMap((issue) => detailsOf(issue, value));
  throw new Problem(code, sentences[code] ?? 'The request is not valid; see details.', {
    details: details.slice(0, MOST_DETAILS),
  });
}

function detailsOf(issue: Issue, value: unknown): Detail[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: 'is not known here' }));
  }
  const missing = valueAt(value, issue.path) === undefined;
  return [{ path: pathOf(issue.path), message: missing ? 'is required' : messageOf(issue) }];
}

function messageOf(issue: Issue): string {
  // Words that a schema was given are sentences of this project; zod's own begin with a capital letter.
  if (/^[a-z]/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${article(issue.expected)}`;
    case 'too_small':
      return `must ${bound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', Number(issue.minimum))}`;
    case 'too_big':
      return `must ${bound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', Number(issue.maximum))}`;
    case 'invalid_format':
      return `must be a valid ${issue.format === 'regex' ? 'text for this field' : issue.format}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_key':
      return 'has a name that is not accepted';
    default:
      return 'is not accepted';
  }
}

function bound(origin: string, word: string, limit: number): string {
  if (origin === 'string') return `have ${word} ${limit} characters`;
  if (['array', 'set', 'map', 'object', 'record'].includes(origin)) return `have ${word} ${limit} entries`;
  return `be ${word} ${limit}`;
}

const article = (type: string): string => {
  if (type === 'int') return 'a whole number';
  if (type === 'record') return 'an object';
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
};

/** Names of members come from the caller where a record is open; only plain ones are repeated. */
const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (/^([A-Za-z][A-Za-z_]{0,39}\d{0,3}|\d{1,4})$/.test(String(part)) ? String(part) : '?'))
    .join('.');

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[part];
  }
  return current;
}
