/** Test code only: the beginnings of made-up pictures, byte by byte. */

export const ascii = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
const twoBytes = (value: number): number[] => [(value >> 8) & 255, value & 255];

/** An APP1 segment with an orientation and a GPS position (made up), as a camera writes it. */
export function exifSegment(orientation: number, little: boolean): number[] {
  const short = (value: number): number[] => (little ? twoBytes(value).reverse() : twoBytes(value));
  const long = (value: number): number[] => {
    const bytes = [...twoBytes(value >>> 16), ...twoBytes(value & 0xffff)];
    return little ? bytes.reverse() : bytes;
  };
  const gpsAt = 8 + 2 + 2 * 12 + 4;
  const tiff = [
    ...ascii(little ? 'II' : 'MM'),
    ...short(42),
    ...long(8),
    ...short(2),
    ...[...short(0x0112), ...short(3), ...long(1), ...short(orientation), ...short(0)],
    ...[...short(0x8825), ...short(4), ...long(1), ...long(gpsAt)],
    ...long(0),
    ...short(1),
    ...[...short(1), ...short(2), ...long(2), ...ascii('S'), 0, 0, 0],
    ...long(0),
  ];
  const content = [...ascii('Exif'), 0, 0, ...tiff];
  return [0xff, 0xe1, ...twoBytes(content.length + 2), ...content];
}

/** A JPEG up to and with its frame header. */
export function jpegHeader(options: {
  readonly width: number;
  readonly height: number;
  readonly segments?: readonly (readonly number[])[];
  readonly frame?: number;
}): Uint8Array {
  const jfif = [0xff, 0xe0, 0, 16, ...ascii('JFIF'), 0, 1, 2, 0, 0, 1, 0, 1, 0, 0];
  const huffman = [0xff, 0xc4, 0, 4, 0, 0];
  const frame = [
    0xff,
    options.frame ?? 0xc0,
    0,
    11,
    8,
    ...twoBytes(options.height),
    ...twoBytes(options.width),
  ];
  return Uint8Array.from([
    0xff,
    0xd8,
    ...(options.segments?.flat() ?? jfif),
    ...huffman,
    ...frame,
    ...[1, 1, 0x11, 0],
  ]);
}

/** A PNG up to and with its header chunk. */
export function pngHeader(width: number, height: number): Uint8Array {
  const long = (value: number): number[] => [...twoBytes(value >>> 16), ...twoBytes(value & 0xffff)];
  const magic = [0x89, ...ascii('PNG'), 13, 10, 26, 10];
  return Uint8Array.from([
    ...magic,
    ...long(13),
    ...ascii('IHDR'),
    ...long(width),
    ...long(height),
    8,
    6,
    0,
    0,
    0,
  ]);
}
