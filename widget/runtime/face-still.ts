import { scoreOf } from '../liveness/best.ts';
import type { FaceEngine } from '../liveness/index.ts';
import type { CameraView } from './ports.ts';

/** 0..1. The picture is encoded once more later; this keeps the first loss invisible. */
const JPEG_QUALITY = 0.95;
/** A photo with fewer pixels than this many times the preview's is no better than it. */
const LARGER = 1.3;
/** Of the preview's score that a photo has to reach. */
const AS_GOOD = 0.9;
const LONG_SIDE = 640;

/** The best picture of the preview so far, at full size. Holds one at a time: phones run out of memory soon. */
export class BestFrame {
  private _copy: ImageBitmap | null = null;
  score = Number.NEGATIVE_INFINITY;

  /** Keeps the copy if it is better than what is there; it is this object's from now on. */
  offer(copy: ImageBitmap | null, score: number | null): void {
    if (!copy) return;
    if (score === null || score <= this.score) {
      copy.close();
      return;
    }
    this._copy?.close();
    this._copy = copy;
    this.score = score;
  }

  /** Pixels of what is kept. */
  get area(): number {
    return (this._copy?.width ?? 0) * (this._copy?.height ?? 0);
  }

  /** As JPEG; null where nothing was kept. */
  async encode(): Promise<Blob | null> {
    const copy = this._copy;
    if (!copy) return null;
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: copy.width, height: copy.height });
    try {
      canvas.getContext('2d', { alpha: false })?.drawImage(copy, 0, 0);
      return await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY));
    } finally {
      // Safari counts the memory of a canvas until it is collected.
      Object.assign(canvas, { width: 0, height: 0 });
    }
  }

  drop(): void {
    this._copy?.close();
    this._copy = null;
    this.score = Number.NEGATIVE_INFINITY;
  }
}

function frameOf(bitmap: ImageBitmap): ImageData | null {
  const scale = Math.min(1, LONG_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  const [width, height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.drawImage(bitmap, 0, 0, width, height);
  return context?.getImageData(0, 0, width, height) ?? null;
}

/** True when the photo is larger than the preview, and the face in it as good. */
async function isBetter(
  photo: Blob,
  best: BestFrame,
  engine: FaceEngine,
  signal: AbortSignal,
): Promise<boolean> {
  const bitmap = await createImageBitmap(photo);
  try {
    if (bitmap.width * bitmap.height < best.area * LARGER) return false;
    const frame = frameOf(bitmap);
    if (!frame) return false;
    const { reading } = await engine.read(frame, performance.now(), signal);
    return (scoreOf(reading, null) ?? Number.NEGATIVE_INFINITY) >= best.score * AS_GOOD;
  } finally {
    bitmap.close();
  }
}

/**
 * The picture of a face: the best one of the preview, or the device's own photo, which may be larger, where the person kept looking
 * until it was taken. Null where there is none of the preview.
 */
export async function bestStill(
  view: CameraView,
  best: BestFrame,
  engine: FaceEngine,
  signal: AbortSignal,
): Promise<Blob | null> {
  const kept = await best.encode();
  if (!kept) return null;
  const photo = await view.still(signal).catch(() => null);
  const takesPhoto = photo && (await isBetter(photo, best, engine, signal).catch(() => false));
  best.drop();
  return takesPhoto ? photo : kept;
}
