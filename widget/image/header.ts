import { otherTypeOf, readOther } from './other-types.ts';

/** What the first bytes of a picture say, before anything is decoded. */
export interface Header {
  /** A MIME type; JPEG and PNG are always read, others where the slot names them. */
  readonly type: string;
  /** In pixels, as stored: not turned yet. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1..8; 1 is upright. */
  readonly orientation: number;
  /** False when the end of the file is missing: some decoders then give half a picture without a word. */
  readonly isWhole: boolean;
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The type by its magic bytes; names and declared types lie. Null where nobody knows it. */
export function typeOf(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg';
  return PNG.every((byte, at) => bytes[at] === byte) ? 'image/png' : otherTypeOf(bytes);
}

const TIFF_HEADER = 'Exif\0\0';
const ORIENTATION = 0x0112;

/** The orientation in an APP1 segment's content; 1 where it says nothing usable (EXIF 2.32, TIFF 6.0). */
function orientationIn(segment: DataView): number {
  const name = Array.from(TIFF_HEADER, (_, at) => (at < segment.byteLength ? segment.getUint8(at) : -1));
  if (String.fromCharCode(...name) !== TIFF_HEADER) return 1;
  const start = TIFF_HEADER.length;
  const little = segment.getUint16(start) === 0x4949;
  const directory = start + segment.getUint32(start + 4, little);
  const count = segment.getUint16(directory, little);
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + entry * 12;
    if (segment.getUint16(at, little) !== ORIENTATION) continue;
    const value = segment.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** A start-of-frame marker; C4, C8 and CC in the same range are other things (ITU-T T.81, table B.1). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** The last place of a byte pair at or after `from`, or -1. */
function lastPair(bytes: Uint8Array, first: number, second: number, from: number): number {
  for (let at = bytes.lastIndexOf(second); at > from; at = bytes.lastIndexOf(second, at - 1)) {
    if (bytes[at - 1] === first) return at - 1;
  }
  return -1;
}

/** The end marker after the frame: a preview in the metadata has one too, and phones append films after it. */
const hasEnd = (view: DataView, frameAt: number): boolean =>
  lastPair(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), 0xff, 0xd9, frameAt) > 0;

/** The IEND chunk: its name lies eight bytes before the end, or further where something was appended. */
function hasLastChunk(view: DataView): boolean {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const at = lastPair(bytes, 0x4e, 0x44, PNG.length);
  return at >= 2 && bytes[at - 2] === 0x49 && bytes[at - 1] === 0x45;
}

function readJpeg(view: DataView): Omit<Header, 'type'> | null {
  let orientation = 1;
  for (let at = 2; at + 4 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2) return null;
    if (isFrame(marker)) {
      const size = { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
      return { ...size, orientation, isWhole: hasEnd(view, at + 2) };
    }
    if (marker === 0xe1) {
      const end = Math.min(length - 2, view.byteLength - at - 4);
      try {
        const found = orientationIn(new DataView(view.buffer, view.byteOffset + at + 4, end));
        if (found !== 1) orientation = found;
      } catch {
        // Damaged metadata: the picture itself may be sound.
      }
    }
    at += 2 + length;
  }
  return null;
}

const IHDR = 0x49484452;

function readPng(view: DataView): Omit<Header, 'type'> | null {
  if (view.getUint32(12) !== IHDR) return null;
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  return { ...size, orientation: 1, isWhole: hasLastChunk(view) };
}

/**
 * Reads the header of a picture; null where there is none to be read. Never throws, whatever the bytes.
 *
 * @param bytes The whole file: metadata of any length may come before the size.
 */
export function readHeader(bytes: Uint8Array): Header | null {
  const type = typeOf(bytes);
  if (!type) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const read = { 'image/jpeg': readJpeg, 'image/png': readPng }[type];
    const found = read ? read(view) : readOther(type, view);
    return found && found.width > 0 && found.height > 0 ? { type, ...found } : null;
  } catch {
    return null;
  }
}
