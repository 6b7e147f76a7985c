import { bytesOfDecimal } from './decimal.ts';
import { inflate } from './inflate.ts';
import type { Address } from './types.ts';
import { clean, decodeText, readBirth } from './values.ts';

/** From one byte to before another, counted from the start of what is signed. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Aadhaar's Secure QR, taken apart. Which parts of it go any further is for others to say. */
export interface SecureQr {
  /** Null for the first form, which names none. */
  readonly version: number | null;
  /** Of the Aadhaar number. */
  readonly lastFour: string;
  /** When it was made, as the reference id has it: `YYYYMMDDHHMMSSmmm`, in India's time; null where it is not there. */
  readonly issued: string | null;
  readonly name: string | null;
  readonly dateOfBirth: string | null;
  readonly gender: string | null;
  readonly careOf: string | null;
  readonly address: Address;
  /** Of the mobile number, in codes that name a version; null where there is none. */
  readonly mobileLastFour: string | null;
  /** A JPEG 2000 code stream; null where there is none. */
  readonly photo: Span | null;
  /** SHA-256 values, repeated as the last digit of the number says. */
  readonly emailHash: Span | null;
  readonly mobileHash: Span | null;
  /** Everything before the signature, and the signature itself: 256 bytes, RSA with SHA-256 (PKCS #1 v1.5). */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

const SIGNATURE_BYTES = 256;
const HASH_BYTES = 32;
const SEPARATOR = 0xff;
/** As in UIDAI's manual of 15 March 2019; what comes before the flag and after the town depends on the version. */
const FIELDS = 16;

/** Texts that end with a separator, from `start`; null when there are fewer. */
function readTexts(bytes: Buffer, start: number, count: number): { texts: string[]; end: number } | null {
  const texts: string[] = [];
  let from = start;
  while (texts.length < count) {
    const to = bytes.indexOf(SEPARATOR, from);
    if (to === -1) return null;
    texts.push(decodeText(bytes.subarray(from, to)));
    from = to + 1;
  }
  return { texts, end: from };
}

const endsPhoto = (bytes: Buffer, end: number): boolean => bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9;

/**
 * What stands between the texts and the signature: the photograph, and a hash of the e-mail address (flag 1 or 3) and of the
 * mobile number (2 or 3). Later versions leave the hashes out although the flag is set: the photograph then ends at the very end.
 */
function readTail(
  signed: Buffer,
  start: number,
  flag: number,
): Pick<SecureQr, 'photo' | 'emailHash' | 'mobileHash'> {
  const hashes = (flag & 1) + ((flag & 2) >> 1);
  let end = signed.length;
  const bare = endsPhoto(signed, end) && !endsPhoto(signed, end - hashes * HASH_BYTES);
  const take = (isThere: boolean): Span | null => {
    if (!isThere || bare || end - HASH_BYTES < start) return null;
    end -= HASH_BYTES;
    return { start: end, end: end + HASH_BYTES };
  };
  const mobileHash = take((flag & 2) !== 0);
  const emailHash = take((flag & 1) !== 0);
  return { photo: end > start ? { start, end } : null, emailHash, mobileHash };
}

/**
 * Reads the digits of a Secure QR: a decimal number that is gzip or zlib, in it texts that each end with 0xFF, the
 * photograph, hashes and a signature. Null for anything that is not laid out like that.
 */
export function decodeSecureQr(digits: string): SecureQr | null {
  const packed = bytesOfDecimal(digits);
  const bytes = packed && inflate(packed);
  if (!bytes || bytes.length <= SIGNATURE_BYTES) return null;
  const signed = bytes.subarray(0, -SIGNATURE_BYTES);
  const marker = /^V(\d{1,2})\xff/.exec(signed.subarray(0, 4).toString('latin1'));
  const found = readTexts(signed, marker?.[0].length ?? 0, FIELDS + (marker ? 1 : 0));
  if (!found) return null;
  const [flag = '', reference = '', ...texts] = found.texts;
  // Whatever is laid out in another way must not be taken for a name or a date.
  if (!/^[0-3]$/.test(flag) || !/^\d{4}(\d{14,17})?$/.test(reference)) return null;
  const [name, birth, gender, careOf, district, landmark, house, location, pin] = texts.map(clean);
  const [postOffice, state, street, subDistrict, town, mobile] = texts.slice(9).map(clean);
  return {
    version: marker ? Number(marker[1]) : null,
    lastFour: reference.slice(0, 4),
    issued: reference.slice(4) || null,
    name: name ?? null,
    dateOfBirth: readBirth(birth),
    gender: gender ?? null,
    careOf: careOf ?? null,
    address: {
      house: house ?? null,
      street: street ?? null,
      landmark: landmark ?? null,
      location: location ?? null,
      town: town ?? null,
      postOffice: postOffice ?? null,
      subDistrict: subDistrict ?? null,
      district: district ?? null,
      state: state ?? null,
      postalCode: pin ?? null,
    },
    mobileLastFour: mobile ?? null,
    ...readTail(signed, found.end, Number(flag)),
    signed,
    signature: bytes.subarray(-SIGNATURE_BYTES),
  };
}
