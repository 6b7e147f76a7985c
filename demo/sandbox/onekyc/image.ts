export interface ImageInfo {
  readonly type: 'image/jpeg' | 'image/png';
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

/** Start-of-frame markers: C0 to CF but DHT (C4), JPG (C8) and DAC (CC). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Markers without a length: TEM and RST0 to RST7. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

function readJpeg(bytes: Buffer): { width: number; height: number } | null {
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xff) at += 1;
    else if (isBare(marker)) at += 2;
    else if (isFrame(marker))
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    else {
      const length = bytes.readUInt16BE(at + 2);
      // Start of scan or end of image before any frame: there is no picture in it.
      if (length < 2 || marker === 0xda || marker === 0xd9) return null;
      at += 2 + length;
    }
  }
  return null;
}

/**
 * Says what a file really is, by its first bytes and the size written in it (JPEG: ITU T.81 annex B, PNG: IHDR).
 * @returns null for anything but a JPEG or PNG with readable, non-zero dimensions
 */
export function inspectImage(bytes: Buffer): ImageInfo | null {
  const png =
    bytes.length >= 24 && bytes.subarray(0, 8).equals(PNG) && bytes.toString('latin1', 12, 16) === 'IHDR';
  const jpeg = bytes.length >= 4 && bytes.readUInt16BE(0) === 0xffd8;
  const size = png
    ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
    : jpeg
      ? readJpeg(bytes)
      : null;
  if (!size || size.width === 0 || size.height === 0) return null;
  return { type: png ? 'image/png' : 'image/jpeg', ...size };
}
