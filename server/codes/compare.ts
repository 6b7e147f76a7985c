import type { CodeKind, CodeMatches } from '../contract/code.ts';
import type { Details } from '../contract/flow.ts';
import type { DocumentType } from '../contract/session.ts';
import { sameName } from './names.ts';
import type { CodePerson } from './types.ts';

/** What is known of the person from elsewhere: the merchant's word, and the form. */
export interface Known {
  readonly document: { readonly type: DocumentType; readonly name?: string; readonly number?: string } | null;
  readonly details: Details | null;
}

type Verdict = boolean | null;

/** False where one differs; null where none can be compared. */
const all = (verdicts: readonly Verdict[]): Verdict => {
  if (verdicts.includes(false)) return false;
  return verdicts.includes(true) ? true : null;
};

const textOf = (details: Details | null, name: string): string => String(details?.[name] ?? '').trim();

/** The names that were given, each as a whole. */
function namesIn({ document, details }: Known): readonly string[] {
  const both = `${textOf(details, 'firstName')} ${textOf(details, 'lastName')}`.trim();
  return [document?.name ?? '', textOf(details, 'fullName'), both].filter((name) => name !== '');
}

/** By the year where one of the two has no more. */
function sameBirth(read: string | null, given: string): Verdict {
  if (read === null || !/^\d{4}-\d{2}-\d{2}$/.test(given)) return null;
  return read.length === 4 ? given.startsWith(`${read}-`) : read === given;
}

const plain = (number: string): string => number.replace(/[\s-]/g, '').toUpperCase();

/** Of Aadhaar numbers the last four digits, which is all that is kept of either. */
function sameNumber(kind: 'aadhaar' | 'pan', read: string | null, given: string): Verdict {
  const [one, other] = [plain(read ?? ''), plain(given)];
  if (one === '' || other === '') return null;
  if (kind === 'pan') return one === other;
  return /^(?:\d{8}|X{8})\d{4}$/.test(other) && one.slice(-4) === other.slice(-4);
}

const documentOf: Readonly<Record<CodeKind, 'aadhaar' | 'pan' | null>> = {
  aadhaar_secure: 'aadhaar',
  aadhaar_xml: 'aadhaar',
  pan: 'pan',
  other: null,
};

export const nothingMatches: CodeMatches = { name: null, dateOfBirth: null, number: null };

/** Compares what a code says with what is known. The number of another document than the code's says nothing of it. */
export function compare(kind: CodeKind, person: CodePerson | null, known: Known): CodeMatches {
  if (!person) return nothingMatches;
  const { document, details } = known;
  const { name } = person;
  const type = documentOf[kind];
  const numbers =
    type !== null && document?.type === type
      ? [document.number ?? '', textOf(details, 'documentIdNumber')]
      : [];
  return {
    name: name === null ? null : all(namesIn(known).map((given) => sameName(name, given))),
    dateOfBirth: sameBirth(person.dateOfBirth, textOf(details, 'birthdate')),
    number: type === null ? null : all(numbers.map((given) => sameNumber(type, person.number, given))),
  };
}
