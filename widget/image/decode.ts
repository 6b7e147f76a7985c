import { KycError } from '../errors.ts';
import { bitmapOf, bitmapsAreUpright } from '../upright.ts';
import type { Studio } from './canvas.ts';
import { uprightSize } from './geometry.ts';
import { type Header, readHeader, typeOf } from './header.ts';
import type { Size } from './limits.ts';

const ALWAYS_READ: readonly string[] = ['image/jpeg', 'image/png'];
const DOCUMENT = 'application/pdf';

/** A decoded picture. `draw` puts a part of the upright picture onto a canvas. */
export interface Decoded extends Size {
  readonly source: CanvasImageSource;
  /** How the source has to be turned; 1 when the browser has done so. */
  readonly orientation: number;
  /** Of the source, as it is stored. */
  readonly stored: Size;
  close(): void;
}

/**
 * Reads what a file says of itself. Rejects with `file_type_unsupported` or `file_unreadable`, the latter for one that was
 * cut off too.
 *
 * @param accept MIME types of the slot; JPEG and PNG are read in any case.
 */
export async function readFileHeader(file: Blob, accept: readonly string[] = []): Promise<Header> {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new KycError('file_unreadable', { cause });
  }
  if (bytes.length === 0) throw new KycError('file_unreadable');
  const type = typeOf(bytes);
  if (!type || type === DOCUMENT || ![...ALWAYS_READ, ...accept].includes(type))
    throw new KycError('file_type_unsupported');
  const header = readHeader(bytes);
  if (!header?.isWhole) throw new KycError('file_unreadable');
  return header;
}

/** Decodes a picture whose header is known. Rejects with `file_unreadable`. */
export async function decode(studio: Studio, file: Blob, header: Header): Promise<Decoded> {
  // By the magic bytes: a wrong declared type stops some decoders.
  const typed = file.slice(0, file.size, header.type);
  try {
    const orientation = (await bitmapsAreUpright()) ? 1 : header.orientation;
    const source = await bitmapOf(typed);
    const stored = { width: source.width, height: source.height };
    return { source, orientation, stored, ...uprightSize(stored, orientation), close: () => source.close() };
  } catch (cause) {
    // Only where bitmaps do not exist: an image element also shows pictures that are damaged.
    if (typeof createImageBitmap === 'function') throw new KycError('file_unreadable', { cause });
    const decoded = await studio.decode?.(typed).catch(() => null);
    if (!decoded) throw new KycError('file_unreadable', { cause });
    const { source, width, height } = decoded;
    const size = { width, height };
    return { source, orientation: 1, stored: size, ...size, close() {} };
  }
}
