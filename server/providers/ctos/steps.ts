import type { Checks, Extracted } from '../../contract/status.ts';
import { asFields, type Fields } from './answer.ts';
import type { StatusAnswer } from './wire.ts';

const LONGEST_TEXT = 500;

const inside = (fields: Fields | null | undefined, name: string): Fields | null =>
  asFields(fields?.[name] ?? null);

/** Verdicts come as booleans, as 1 and 0, and as their strings. */
function readVerdict(value: unknown): boolean | null {
  const word = typeof value === 'object' ? '' : String(value).toLowerCase();
  if (['true', '1'].includes(word)) return true;
  return ['false', '0'].includes(word) ? false : null;
}

/** A percentage, as a number or as `"80.99"`, to 0..1. */
function readPercentage(value: unknown): number | null {
  const isNumeric =
    typeof value === 'number' || (typeof value === 'string' && /^\d{1,3}(\.\d+)?$/.test(value));
  const share = isNumeric ? Number(value) / 100 : Number.NaN;
  return share >= 0 && share <= 1 ? share : null;
}

/** The vendor's names, and beside them those of the v2.8 sample. Sanctions and PEP lists have no place in the contract. */
export function readChecks({ step1, step2 }: StatusAnswer): Partial<Checks> {
  const similarity = inside(step1, 'text_similarity_result');
  const faceMatch = readVerdict(step2?.['is_identical']) ?? readVerdict(step1?.['selfie_match']);
  return {
    documentValid: readVerdict(step1?.['status']),
    nameMatch: readVerdict(similarity?.['name_similarity_status']) ?? readVerdict(step2?.['name_match']),
    idMatch: readVerdict(similarity?.['document_number_similarity_status']),
    frontBackMatch: readVerdict(similarity?.['front_back_number_similarity_status']),
    landmarkValid: readVerdict(inside(step1, 'landmark_status')?.['landmark_is_valid']),
    faceMatch,
    faceMatchScore: readPercentage(step2?.['percentage']),
    livenessPassed: readVerdict(step1?.['liveness']),
  };
}

const text = (value: unknown): string | null => {
  const trimmed = typeof value === 'string' ? value.trim() : '';
  return trimmed === '' || trimmed.length > LONGEST_TEXT ? null : trimmed;
};

/** `YYYY-MM-DD` only; a day that no calendar has is null. */
function readDate(value: unknown): string | null {
  const iso = text(value) ?? '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return null;
  const date = new Date(`${iso}T00:00:00Z`);
  // 31 February would roll over into March, so that only a date that comes back unchanged exists.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}

/** In English and Malay; a MyKad prints LELAKI and PEREMPUAN, a passport M and F. */
const genders: Readonly<Record<string, string>> = {
  male: 'male',
  m: 'male',
  lelaki: 'male',
  l: 'male',
  female: 'female',
  f: 'female',
  perempuan: 'female',
  p: 'female',
};

const readGender = (value: unknown): string | null => {
  const word = text(value)?.toLowerCase() ?? '';
  return Object.hasOwn(genders, word) ? (genders[word] ?? null) : null;
};

/** What was read from the document: MyKad and passport name some fields differently. Null when nothing is told. */
export function readExtracted({ step1, step5 }: StatusAnswer): Partial<Extracted> | null {
  const ocr = inside(step1, 'ocr_result') ?? {};
  const found: Partial<Extracted> = {
    fullName: text(ocr['full_name']),
    documentNumber: text(ocr['front_document_number']) ?? text(ocr['document_number']),
    dateOfBirth: readDate(ocr['date_of_birth']),
    address: text(ocr['address']) ?? text(ocr['front_document_address']),
    gender: readGender(ocr['gender']) ?? readGender(ocr['front_document_gender']),
    nationality: text(ocr['nationality']),
    expiresAt: readDate(ocr['date_of_expiry']) ?? readDate(step5?.['document_expiry']),
  };
  return Object.values(found).some((value) => value !== null) ? found : null;
}
