import type { KeyObject } from 'node:crypto';
import type { WantedCode } from '../contract/code.ts';
import { decodePanQr } from './pan-qr.ts';
import { decodeSecureQr } from './secure-qr.ts';
import { checkSignature } from './signature.ts';
import type { CodeReading } from './types.ts';
import { maskedNumber } from './values.ts';
import { decodeXmlQr, isXmlQr } from './xml-qr.ts';

export type { CodePerson, CodeReading } from './types.ts';

const other: CodeReading = { kind: 'other', signature: 'unverified', person: null };

/** A code of another document is said to be that, and nothing of it is kept. */
const strange = (kind: CodeReading['kind']): CodeReading => ({ ...other, kind });

/**
 * Understands the text of a code that was read in the picture of a document.
 *
 * @param text As it was read; 8,000 characters at the most. What it takes to read it is bounded by its length.
 * @param wanted Whose code is looked for.
 * @param keys Public keys of UIDAI; each is tried.
 * @returns null for what means to be an Aadhaar code and is none: damaged, cut off, packed too large, or of another layout.
 */
export function readCode(text: string, wanted: WantedCode, keys: readonly KeyObject[]): CodeReading | null {
  const code = text.trim();
  if (/^\d+$/.test(code)) return readSecure(code, wanted, keys);
  if (isXmlQr(code)) return readXml(code, wanted);
  const pan = decodePanQr(code);
  if (!pan) return other;
  if (wanted !== 'pan') return strange('pan');
  return { kind: 'pan', signature: 'unverified', person: { ...pan, address: null } };
}

function readSecure(digits: string, wanted: WantedCode, keys: readonly KeyObject[]): CodeReading | null {
  const secure = decodeSecureQr(digits);
  // The code of a newer PAN card may be digits too.
  if (!secure) return wanted === 'pan' ? other : null;
  if (wanted !== 'aadhaar') return strange('aadhaar_secure');
  const { name, dateOfBirth, lastFour, address } = secure;
  return {
    kind: 'aadhaar_secure',
    signature: checkSignature(secure.signed, secure.signature, keys),
    person: { name, dateOfBirth, number: maskedNumber(lastFour), address },
  };
}

function readXml(text: string, wanted: WantedCode): CodeReading | null {
  const xml = decodeXmlQr(text);
  if (!xml) return wanted === 'pan' ? other : null;
  if (wanted !== 'aadhaar') return strange('aadhaar_xml');
  const { name, dateOfBirth, lastFour, address } = xml;
  const number = lastFour === null ? null : maskedNumber(lastFour);
  return { kind: 'aadhaar_xml', signature: 'unverified', person: { name, dateOfBirth, number, address } };
}
