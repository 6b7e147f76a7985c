import { KycError } from '../errors.ts';

/**
 * What drawing needs of its surroundings. A worker has one kind of canvas; an older page has another one, which does
 * the same and is handed on under this type (`page.ts`).
 */
export interface Studio {
  /** A new canvas, or null where the device cannot give one of this size. */
  createCanvas(width: number, height: number): OffscreenCanvas;
  /** @param quality 0..1, for JPEG. */
  encode(canvas: OffscreenCanvas, type: string, quality: number): Promise<Blob | null>;
  /** Decodes upright where bitmaps cannot be had; null in a worker. */
  readonly decode:
    | ((file: Blob) => Promise<{ source: CanvasImageSource; width: number; height: number }>)
    | null;
}

/** True where pictures can be drawn without a page: Safari has had the canvas for longer than its 2D context. */
export function canDrawOffscreen(): boolean {
  try {
    return new OffscreenCanvas(1, 1).getContext('2d') !== null;
  } catch {
    return false;
  }
}

export const offscreen: Studio = {
  createCanvas: (width, height) => new OffscreenCanvas(width, height),
  encode: (canvas, type, quality) => canvas.convertToBlob({ type, quality }),
  decode: null,
};

/** An empty canvas and its context. Throws `encode_failed` where the device cannot give one of this size. */
export function openCanvas(
  studio: Studio,
  width: number,
  height: number,
): { canvas: OffscreenCanvas; context: OffscreenCanvasRenderingContext2D } {
  const canvas = studio.createCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new KycError('encode_failed');
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  return { canvas, context };
}

/** Gives the memory back at once; Safari keeps it until the collector comes otherwise. */
export function dropCanvas(canvas: OffscreenCanvas): void {
  canvas.width = 0;
  canvas.height = 0;
}

/** Rejects with `encode_failed`. */
export async function encodeCanvas(
  studio: Studio,
  canvas: OffscreenCanvas,
  type: string,
  quality: number,
): Promise<Blob> {
  const blob = await studio.encode(canvas, type, quality);
  // A browser that cannot encode a type silently gives PNG.
  if (blob?.type !== type) throw new KycError('encode_failed');
  return blob;
}
