import type { DocumentType } from '../../contract/session.ts';
import { type Extracted, nothingExtracted } from '../../contract/status.ts';
import { isSafeUrl } from '../safe-url.ts';
import { readDate, readText as text } from '../values.ts';
import type { KycDetail } from './wire.ts';

const join = (parts: readonly (string | null | undefined)[], glue: string): string | null =>
  text(
    parts
      .map(text)
      .filter((part) => part !== null)
      .join(glue),
  );

/** Twelve digits, in groups or not. */
const aadhaar = /(?<!\d)\d{4}[ -]?\d{4}[ -]?(\d{4})(?!\d)/g;

/**
 * The case as OST holds it. It has no fields that a machine read from the document: these are the words that were handed in
 * and that its administrator compared with the pictures. Of an Aadhaar number the last four digits are left.
 */
export function readFacts(detail: KycDetail, documentType: DocumentType | null): Extracted {
  const nationality = text(detail.nationality);
  const mayHoldAadhaar =
    documentType === 'aadhaar' || (documentType !== 'mykad' && nationality?.toUpperCase() === 'INDIAN');
  const masked = (value: string | null) =>
    value !== null && mayHoldAadhaar ? value.replace(aadhaar, 'XXXX XXXX $1') : value;
  const { street_address: street, city, state, postal_code: postalCode } = detail;
  return {
    ...nothingExtracted,
    fullName: join([detail.first_name, detail.last_name], ' '),
    documentNumber: masked(text(detail.document_id_number)),
    dateOfBirth: readDate(detail.birthdate),
    address: masked(join([street, city, state, postalCode], ', ')),
    nationality,
    province: text(state),
    city: text(city),
  };
}

/** Links to the files by slot; OST lets each of them live for twelve hours. What is no safe address is left out. */
export function readImages(detail: KycDetail, base: string): Readonly<Record<string, string>> {
  const [first, second] = detail.investor_proof_files ?? [];
  const links: Readonly<Record<string, string | null | undefined>> = {
    document_id: detail.document_id_file,
    selfie: detail.selfie_file,
    residence_proof: detail.residence_proof_file,
    investor_proof_1: first,
    investor_proof_2: second,
  };
  return Object.fromEntries(
    Object.entries(links).flatMap(([slot, link]) => (link && isSafeUrl(link, base) ? [[slot, link]] : [])),
  );
}
