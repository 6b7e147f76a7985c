import { type Extracted, nothingExtracted } from '../../contract/status.ts';
import { readDate, readGender, readText as text } from '../values.ts';
import type { SubmissionDetails } from './wire.ts';

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
