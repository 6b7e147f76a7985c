import type { DocumentType } from '../../contract/session.ts';
import { type Extracted, nothingExtracted } from '../../contract/status.ts';
import { readDate, readText } from '../values.ts';

/** Twelve digits or more, however they are grouped: an Aadhaar number, or the number that stands for one. */
const longNumber = /\p{Nd}(?:[\s.-]{0,3}\p{Nd}){11,}/gu;

/** Leaves the last four digits of whatever could be an Aadhaar number. */
const masked = (text: string): string =>
  text.replace(longNumber, (found) => `XXXX XXXX ${(found.match(/\p{Nd}/gu) ?? []).slice(-4).join('')}`);

const text = (value: unknown): string | null => {
  const plain = readText(value);
  return plain === null ? null : masked(plain);
};

/** `XXXX XXXX 1234` of a number that is masked already, or was not; null when it is no Aadhaar number. */
export function readAadhaar(value: unknown): string | null {
  const plain = typeof value === 'string' ? value.replace(/[\s-]/g, '') : '';
  const lastFour = /^[0-9Xx*•]{8}([0-9]{4})$/.exec(plain)?.[1];
  return lastFour === undefined ? null : `XXXX XXXX ${lastFour}`;
}

export function readPan(value: unknown): string | null {
  const plain = typeof value === 'string' ? value.trim().toUpperCase() : '';
  return /^[A-Z]{5}[0-9]{4}[A-Z]$/.test(plain) ? plain : null;
}

/** The number is that of the document the session is about; the PAN where it named none. */
export function readExtracted(
  data: Readonly<Record<string, unknown>>,
  documentType: DocumentType | null,
): Extracted {
  const pan = readPan(data['panNumber']);
  const aadhaar = readAadhaar(data['aadhaarNumber']);
  const either = documentType === null ? (pan ?? aadhaar) : pan;
  return {
    ...nothingExtracted,
    fullName: text(data['fullName']),
    documentNumber: documentType === 'aadhaar' ? aadhaar : either,
    dateOfBirth: readDate(data['dateOfBirth']),
    address: text(data['address']),
  };
}
