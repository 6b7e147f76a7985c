import type { DocumentType } from '../../contract/session.ts';
import { type Extracted, nothingExtracted } from '../../contract/status.ts';

const LONGEST_TEXT = 500;

/** Twelve digits or more, however they are grouped: an Aadhaar number, or the number that stands for one. */
const longNumber = /\p{Nd}(?:[\s.-]{0,3}\p{Nd}){11,}/gu;

/** Leaves the last four digits of whatever could be an Aadhaar number. */
const masked = (text: string): string =>
  text.replace(longNumber, (found) => `XXXX XXXX ${(found.match(/\p{Nd}/gu) ?? []).slice(-4).join('')}`);

const text = (value: unknown): string | null => {
  const trimmed = typeof value === 'string' ? value.trim() : '';
  return trimmed === '' || trimmed.length > LONGEST_TEXT ? null : masked(trimmed);
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

/** ISO 8601 as documented, or as the cards print it, `DD/MM/YYYY`. A day that no calendar has is null. */
export function readDate(value: unknown): string | null {
  const printed = typeof value === 'string' ? value.trim() : '';
  const dayFirst = /^(\d{2})[/-](\d{2})[/-](\d{4})$/.exec(printed);
  const iso = dayFirst
    ? `${dayFirst[3]}-${dayFirst[2]}-${dayFirst[1]}`
    : printed.replace(/T00:00:00(\.0+)?Z$/, '');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return null;
  const date = new Date(`${iso}T00:00:00Z`);
  // 31 February would roll over into March, so that only a date that comes back unchanged exists.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
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
