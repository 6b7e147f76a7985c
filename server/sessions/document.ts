import { maskAadhaar } from '../contract/documents/aadhaar.ts';
import { checkNumber, messageOf } from '../contract/documents/index.ts';
import type { FieldFormat } from '../contract/flow.ts';
import type { CreateSession, DocumentType } from '../contract/session.ts';
import { Problem } from '../http/problem.ts';
import type { SessionInput } from '../providers/provider.ts';

/** Documents whose number has a rule; those of any other kind are taken as they are. */
const formats: Partial<Readonly<Record<DocumentType, FieldFormat>>> = {
  mykad: 'mykad',
  ktp: 'nik',
  pan: 'pan',
  aadhaar: 'aadhaar',
  passport: 'passport',
};

/**
 * The document that a session is about: the one that the merchant named, or the only one that the provider takes. Its
 * number comes back in the one form of its kind, an Aadhaar number with its last four digits only.
 *
 * @throws Problem `document_unsupported`, or `body_invalid` for a number that cannot be one.
 */
export function readDocument(
  { document }: CreateSession,
  documents: readonly DocumentType[],
  now: Date,
): SessionInput['document'] {
  if (document) {
    const { type, name, number } = document;
    if (!documents.includes(type)) {
      throw new Problem('document_unsupported', `This provider takes ${documents.join(', ')}.`);
    }
    return {
      type,
      ...(name === undefined ? {} : { name }),
      ...(number === undefined ? {} : { number: readNumber(type, number, now) }),
    };
  }
  const [only, ...others] = documents;
  return only !== undefined && others.length === 0 ? { type: only } : null;
}

function readNumber(type: DocumentType, number: string, now: Date): string {
  const format = formats[type];
  if (!format) return number;
  const checked = checkNumber(format, number, now.toISOString().slice(0, 10));
  if (checked.ok) return format === 'aadhaar' ? maskAadhaar(checked.value) : checked.value;
  throw new Problem('body_invalid', 'The number of the document cannot be one; see details.', {
    details: [{ path: 'document.number', message: messageOf(format, checked.problem) }],
  });
}
