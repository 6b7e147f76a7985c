import { bitmapOf, bitmapsAreUpright } from '../upright.ts';
import type { Luma } from './luma.ts';

/** Pixels beyond which a picture is drawn smaller: more show no more of a code. */
const MOST_PIXELS = 16_000_000;
/** Files of more bytes than this are not even opened. */
const MOST_BYTES = 60_000_000;
/** Pixels that are turned into levels at a time: the memory of a whole photograph is not needed twice. */
const STRIP_PIXELS = 1_000_000;

/** A canvas's context, or null where there is none. A page hands on its other kind of canvas under this type. */
export type OpenCanvas = (width: number, height: number) => OffscreenCanvasRenderingContext2D | null;

export const offscreen: OpenCanvas = (width, height) =>
  new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });

/** True where pictures can be drawn without a page: Safari has had the canvas for longer than its 2D context. */
export function canDrawOffscreen(): boolean {
  try {
    return offscreen(1, 1) !== null;
  } catch {
    return false;
  }
}

export interface Photograph {
  readonly luma: Luma;
  /** False where the browser left a picture lying on its side: what is known of its upright form does not hold. */
  readonly isUpright: boolean;
}

/** Decodes a picture into levels; null where it cannot be. Codes are read whichever way they lie. */
export async function decode(file: Blob, open: OpenCanvas): Promise<Photograph | null> {
  if (file.size > MOST_BYTES) return null;
  let bitmap: ImageBitmap | null = null;
  try {
    bitmap = await bitmapOf(file);
    const luma = levelsOf(bitmap, open);
    return luma && { luma, isUpright: await bitmapsAreUpright() };
  } catch {
    return null;
  } finally {
    bitmap?.close();
  }
}

function levelsOf(source: ImageBitmap, open: OpenCanvas): Luma | null {
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (source.width * source.height)));
  const width = Math.max(1, Math.round(source.width * scale));
  const height = Math.max(1, Math.round(source.height * scale));
  const rows = Math.min(height, Math.max(1, Math.floor(STRIP_PIXELS / width)));
  const context = open(width, rows);
  if (!context) return null;
  const data = new Uint8ClampedArray(width * height);
  // What is transparent becomes paper, not black.
  context.fillStyle = '#fff';
  for (let top = 0; top < height; top += rows) {
    context.fillRect(0, 0, width, rows);
    context.drawImage(source, 0, -top, width, height);
    const count = Math.min(rows, height - top) * width;
    const { data: pixels } = context.getImageData(0, 0, width, rows);
    for (let i = 0, at = top * width; i < count * 4; i += 4, at++) {
      // Rec. 601, in 256ths.
      data[at] =
        (77 * (pixels[i] as number) + 150 * (pixels[i + 1] as number) + 29 * (pixels[i + 2] as number)) >> 8;
    }
  }
  // The memory comes back at once; Safari keeps it until the collector comes otherwise.
  context.canvas.width = 0;
  context.canvas.height = 0;
  return { data, width, height };
}
