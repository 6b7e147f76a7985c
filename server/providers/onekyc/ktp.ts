import { type Extracted, nothingExtracted } from '../../contract/status.ts';
import type { SubmissionDetails } from './wire.ts';

const LONGEST_TEXT = 500;

const text = (value: unknown): string | null => {
  const trimmed = typeof value === 'string' ? value.trim() : '';
  return trimmed === '' || trimmed.length > LONGEST_TEXT ? null : trimmed;
};

/** `DD-MM-YYYY`, or already ISO 8601, to ISO 8601. A day that no calendar has is null, as is `SEUMUR HIDUP`. */
export function readDate(value: unknown): string | null {
  const printed = text(value) ?? '';
  const dayFirst = /^(\d{2})-(\d{2})-(\d{4})$/.exec(printed);
  const iso = dayFirst ? `${dayFirst[3]}-${dayFirst[2]}-${dayFirst[1]}` : printed;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return null;
  const date = new Date(`${iso}T00:00:00Z`);
  // 31 February would roll over into March, so that only a date that comes back unchanged exists.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}

const genders: Readonly<Record<string, string>> = {
  male: 'male',
  m: 'male',
  'laki-laki': 'male',
  female: 'female',
  f: 'female',
  perempuan: 'female',
};

const readGender = (value: unknown): string | null => {
  const word = text(value)?.toLowerCase() ?? '';
  return Object.hasOwn(genders, word) ? (genders[word] ?? null) : null;
};

type Fields = Readonly<Record<string, unknown>>;

const readers: Partial<Record<keyof Extracted, (fields: Fields) => string | null>> = {
  fullName: (f) => text(f['name']),
  // As text only: a number would have lost its leading zeros.
  documentNumber: (f) => text(f['nik']) ?? text(f['documentNumber']),
  dateOfBirth: (f) => readDate(f['dateOfBirth']) ?? readDate(f['dob']),
  placeOfBirth: (f) => text(f['birthPlace']),
  address: (f) => text(f['address']),
  gender: (f) => readGender(f['gender']),
  nationality: (f) => text(f['citizenship']),
  religion: (f) => text(f['religion']),
  maritalStatus: (f) => text(f['maritalStatus']),
  occupation: (f) => text(f['occupation']),
  bloodType: (f) => text(f['bloodType']),
  province: (f) => text(f['province']),
  city: (f) => text(f['city']),
  district: (f) => text(f['district']),
  // A KTP prints kelurahan or desa below kecamatan: `town` below `district`.
  village: (f) => text(f['town']),
  issuedAt: (f) => readDate(f['issuanceDate']),
  expiresAt: (f) => readDate(f['validUntil']),
};

/** Both documented shapes, the first one preferred field by field; null when neither is there. */
export function readKtp(details: SubmissionDetails): Extracted | null {
  const sources = [details.submissionDetails?.ktpData, details.submissionData?.ktp].filter(
    (fields) => !!fields,
  );
  if (sources.length === 0) return null;
  const found = Object.entries(readers).map(([name, read]) => [
    name,
    sources.map(read).find((value) => value !== null) ?? null,
  ]);
  return { ...nothingExtracted, ...Object.fromEntries(found) };
}
