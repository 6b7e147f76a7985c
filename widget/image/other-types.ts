import type { Header } from './header.ts';

/**
 * Types that are known by their bytes, so that they are refused with the right word, and read only where a slot names
 * them. What comes out is JPEG or PNG all the same.
 */

const text = (view: DataView, at: number): string =>
  view.byteLength < at + 4
    ? ''
    : String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));

/** Brands of an ISO file (ISO/IEC 23008-12) that hold HEVC still pictures. */
const HEIC_BRANDS: ReadonlySet<string> = new Set([
  'heic',
  'heix',
  'hevc',
  'hevx',
  'heim',
  'heis',
  'mif1',
  'msf1',
]);

export function otherTypeOf(bytes: Uint8Array): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = text(view, 0);
  if (start === 'RIFF' && text(view, 8) === 'WEBP') return 'image/webp';
  if (start === 'GIF8') return 'image/gif';
  if (start === '%PDF') return 'application/pdf';
  if (text(view, 4) === 'ftyp' && HEIC_BRANDS.has(text(view, 8))) return 'image/heic';
  return null;
}

type Found = Omit<Header, 'type'>;

/** RFC 9649, section 2: lossy, lossless or extended. */
function readWebp(view: DataView): Found | null {
  const three = (at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  const rest = { orientation: 1, isWhole: view.getUint32(4, true) + 8 <= view.byteLength };
  switch (text(view, 12)) {
    case 'VP8 ':
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, ...rest };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, ...rest };
    }
    case 'VP8X':
      return { width: three(24) + 1, height: three(27) + 1, ...rest };
    default:
      return null;
  }
}

/** The directory of a HEIC file lies in front of its pictures and is short. */
const DIRECTORY = 1 << 16;
const ISPE = 0x69737065;

/** The largest `ispe` box: the others are of tiles and previews. The decoder turns the picture by itself. */
function readHeic(view: DataView): Found | null {
  let largest = { width: 0, height: 0 };
  for (let at = 8; at + 16 <= Math.min(view.byteLength, DIRECTORY); at++) {
    if (view.getUint32(at) !== ISPE) continue;
    const size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (size.width * size.height > largest.width * largest.height) largest = size;
  }
  return { ...largest, orientation: 1, isWhole: true };
}

/** Size of a picture that is neither JPEG nor PNG; null where it cannot be read. May throw a RangeError on damaged bytes. */
export function readOther(type: string, view: DataView): Found | null {
  if (type === 'image/webp') return readWebp(view);
  if (type === 'image/heic') return readHeic(view);
  if (type === 'image/gif')
    return { width: view.getUint16(6, true), height: view.getUint16(8, true), orientation: 1, isWhole: true };
  return null;
}
