import type { Address } from './types.ts';
import { clean, readBirth } from './values.ts';

/** The older QR of Aadhaar letters: one empty XML element with everything in its attributes, and no signature. */
export interface XmlQr {
  /** Of the Aadhaar number, which is in the code as a whole and leaves it no other way; null where it is not there. */
  readonly lastFour: string | null;
  readonly name: string | null;
  readonly dateOfBirth: string | null;
  readonly address: Address;
}

const MOST_ATTRIBUTES = 64;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** True for a text that means to be such a code, whether or not it is a good one. */
export const isXmlQr = (text: string): boolean => /^\s*(?:<[/]?\?xml|<PrintLetterBarcodeData)/i.test(text);

/** The five entities of XML itself and characters by number; null for any other, as nothing is looked up or expanded. */
function unescapeValue(text: string): string | null {
  let isGood = true;
  const value = text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]\w{0,30}));/gi,
    (_whole, decimal, hex, name) => {
      const known = name === undefined ? null : entities[String(name)];
      const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
      if (known) return known;
      isGood = isGood && known === null && code <= 0x10ffff;
      return isGood ? String.fromCodePoint(code) : '';
    },
  );
  return isGood ? value : null;
}

/**
 * The attributes of the one element, by name. No other markup is taken: no DTD, no second element, no text, no comment; a
 * misprinted prolog (`</?xml …?>`) is, as real cards have it. Every expression begins where the last one ended and cannot go
 * back, so that the time is that of the length.
 */
function readAttributes(text: string): ReadonlyMap<string, string> | null {
  const open = /^\uFEFF?\s*(?:<[/]?\?xml\b[^<>]*>\s*)?<PrintLetterBarcodeData(?=[\s/>])/i.exec(text);
  if (!open) return null;
  const found = new Map<string, string>();
  const attribute = /\s+([a-z][\w.-]{0,40})\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/iy;
  let end = open[0].length;
  for (;;) {
    attribute.lastIndex = end;
    const [whole, name, double, single] = attribute.exec(text) ?? [];
    if (whole === undefined || name === undefined) break;
    const value = unescapeValue(double ?? single ?? '');
    if (value === null || found.has(name) || found.size === MOST_ATTRIBUTES) return null;
    found.set(name, value);
    end += whole.length;
  }
  return /^\s*(?:\/>|>\s*<\/PrintLetterBarcodeData\s*>)\s*$/i.test(text.slice(end)) ? found : null;
}

/** Null for anything but the one element with its attributes, and for one without a name. */
export function decodeXmlQr(text: string): XmlQr | null {
  const attributes = readAttributes(text);
  if (!attributes) return null;
  const get = (name: string): string | null => clean(attributes.get(name));
  // Not `get`: it masks.
  const uid = (attributes.get('uid') ?? '').replace(/[\s-]/g, '');
  const name = get('name');
  if (name === null) return null;
  return {
    lastFour: /^(?:\d|x|\*){8}(\d{4})$/i.exec(uid)?.[1] ?? null,
    name,
    dateOfBirth: readBirth(attributes.get('dob')) ?? readBirth(attributes.get('yob')),
    address: {
      house: get('house'),
      street: get('street'),
      landmark: get('lm'),
      location: get('loc'),
      town: get('vtc'),
      postOffice: get('po'),
      subDistrict: get('subdist'),
      district: get('dist'),
      state: get('state'),
      postalCode: get('pc'),
    },
  };
}
