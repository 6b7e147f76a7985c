import { KycError } from '../errors.ts';
import { dropCanvas, encodeCanvas, type Studio } from './canvas.ts';
import { redraw } from './draw.ts';
import { boundsOf, fitInto } from './geometry.ts';
import { formatFor, isBelow, type Limits } from './limits.ts';

/** Fine print survives this; a document of 2000 pixels weighs well under a megabyte. */
const QUALITY = 0.92;
/** What is tried when a slot wants more bytes, in this order. */
const HIGHER = [0.97, 1] as const;
/** And then the picture is enlarged by this much at most. */
const ENLARGE = 2;
/** How often a PNG is made smaller, and by how much more than its bytes say: small pictures compress less well. */
const SHRINKS = 6;
const MARGIN = 0.95;

export interface Encoded {
  readonly blob: Blob;
  readonly width: number;
  readonly height: number;
}

/** A PNG that weighs too much, with fewer pixels. Rejects with `file_too_large` where the slot wants more of them. */
async function shrinkPng(
  studio: Studio,
  canvas: OffscreenCanvas,
  first: Blob,
  limits: Limits,
): Promise<Encoded> {
  let { width, height } = canvas;
  let blob = first;
  for (let round = 0; round < SHRINKS && blob.size > limits.maxBytes; round++) {
    const scale = Math.sqrt(limits.maxBytes / blob.size) * MARGIN;
    ({ width, height } = fitInto(canvas, { width: width * scale, height: height * scale }));
    if (isBelow({ width, height }, limits)) break;
    const smaller = redraw(studio, canvas, { width, height });
    blob = await encodeCanvas(studio, smaller, 'image/png', 1);
    dropCanvas(smaller);
  }
  if (blob.size > limits.maxBytes || isBelow({ width, height }, limits)) throw new KycError('file_too_large');
  if (blob.size < (limits.minBytes ?? 0)) throw new KycError('file_too_small');
  return { blob, width, height };
}

/**
 * Encodes, and makes more bytes where the slot wants more: first quality, then size. A JPEG may still be larger than the
 * slot takes (`compress.ts` is for that). Rejects with `file_too_small`, `encode_failed` and, for PNG, `file_too_large`.
 */
export async function encode(studio: Studio, canvas: OffscreenCanvas, limits: Limits): Promise<Encoded> {
  const { encoder } = formatFor(limits.accept);
  const least = limits.minBytes ?? 0;
  const { width, height } = canvas;
  let blob = await encodeCanvas(studio, canvas, encoder, QUALITY);
  for (const quality of encoder === 'image/jpeg' ? HIGHER : []) {
    if (blob.size >= least) break;
    blob = await encodeCanvas(studio, canvas, encoder, quality);
  }
  // Not left to the compressor: it counts colours in script, for up to a minute.
  if (encoder === 'image/png' && blob.size > limits.maxBytes) return shrinkPng(studio, canvas, blob, limits);
  if (blob.size >= least) return { blob, width, height };

  const bounds = boundsOf(limits);
  const shape = { width: width * ENLARGE, height: height * ENLARGE };
  const larger = redraw(studio, canvas, fitInto(shape, bounds));
  const size = { width: larger.width, height: larger.height };
  blob = await encodeCanvas(studio, larger, encoder, 1);
  dropCanvas(larger);
  if (blob.size < least) throw new KycError('file_too_small');
  return { blob, ...size };
}
