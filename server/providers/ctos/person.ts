import type { DocumentType } from '../../contract/session.ts';
import type { SessionInput } from '../provider.ts';
import { LONGEST_URL } from './addresses.ts';

const LONGEST_NAME = 100;

interface Sort {
  /** The gateway's `document_type`. */
  readonly code: string;
  /** The number as it is sent; null when it cannot be one. */
  readonly number: (given: string) => string | null;
  readonly form: string;
}

const sorts: Partial<Readonly<Record<DocumentType, Sort>>> = {
  mykad: {
    code: '1',
    // Documented without dashes; with them it is taken too, but not by every version.
    number: (given) => (/^\d{6}[- ]?\d{2}[- ]?\d{4}$/.test(given) ? given.replace(/\D/g, '') : null),
    form: 'must be 12 digits, with or without dashes (YYMMDD-PB-NNNN)',
  },
  passport: {
    code: '3',
    number: (given) => (/^[A-Za-z0-9]{5,14}$/.test(given) ? given.toUpperCase() : null),
    form: 'must be 5 to 14 letters and digits',
  },
};

export const documents = Object.keys(sorts) as DocumentType[];

interface Person {
  readonly document_name: string;
  readonly document_number: string;
  readonly document_type: string;
}

/** What the gateway wants to know of the person before it makes a transaction, or what of it is missing, by path. */
export function readPerson({
  document,
  returnUrl,
}: SessionInput):
  | { readonly person: Person }
  | { readonly missing: readonly { readonly path: string; readonly message: string }[] } {
  const missing: { readonly path: string; readonly message: string }[] = [];
  const miss = (path: string, message: string): string => {
    missing.push({ path, message });
    return '';
  };
  const sort = document ? sorts[document.type] : undefined;
  const name = document?.name?.trim() ?? '';
  const number = document?.number?.trim() ?? '';

  if (!sort) miss('document.type', `must be one of ${documents.join(', ')}`);
  if (name === '') miss('document.name', 'is needed: the name as the document has it');
  else if (name.length > LONGEST_NAME) miss('document.name', `must be at most ${LONGEST_NAME} characters`);
  if (number === '') miss('document.number', 'is needed');
  const sent = sort && number !== '' ? (sort.number(number) ?? miss('document.number', sort.form)) : '';
  if (returnUrl.length > LONGEST_URL) {
    miss('redirectUrl', `must be at most ${LONGEST_URL} characters for this provider`);
  }
  if (!sort || missing.length > 0) return { missing };
  return { person: { document_name: name, document_number: sent, document_type: sort.code } };
}
