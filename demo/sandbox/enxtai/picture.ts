import { createHash } from 'node:crypto';
import { type ImageInfo, inspectImage } from '../onekyc/image.ts';
import { EnxtaiError } from './errors.ts';

/** Of a file's beginning, in bytes: far more than the metadata that cameras write before a picture's size. */
const MAX_PREFIX = 1024 * 1024;

const MAX_FILE = 5 * 1024 * 1024;
/** Of each side, in pixels. */
const MIN_SIDE = 300;
const MAX_SIDE = 8192;

/** What is kept of an uploaded file: never its content. */
export interface FileFacts {
  /** Bytes. */
  readonly size: number;
  /** Lowercase hex. */
  readonly sha256: string;
  /** What it really is; null for anything but a JPEG or PNG. */
  readonly image: ImageInfo | null;
}

/** Looks at a file while it passes, holding its beginning only until the picture's size is known. */
export class PassingFile {
  readonly #hash = createHash('sha256');
  #prefix: Buffer = Buffer.alloc(0);
  #image: ImageInfo | null = null;
  #looking = true;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Bytes held at this moment. */
  get held(): number {
    return this.#prefix.length;
  }

  add(chunk: Buffer): void {
    this.#size += chunk.length;
    this.#hash.update(chunk);
    if (!this.#looking) return;
    // Copied, so that the buffer which the chunk is a part of can go.
    this.#prefix = Buffer.concat([this.#prefix, chunk.subarray(0, MAX_PREFIX - this.#prefix.length)]);
    this.#image = inspectImage(this.#prefix);
    if (this.#image || this.#prefix.length === MAX_PREFIX) this.#forget();
  }

  /** To be called once, at the end of the file. */
  finish(): FileFacts {
    this.#forget();
    return { size: this.#size, sha256: this.#hash.digest('hex'), image: this.#image };
  }

  #forget(): void {
    this.#looking = false;
    this.#prefix = Buffer.alloc(0);
  }
}

/**
 * What the provider takes: a JPEG or PNG that is what it says it is, of at most 5 MiB, each side 300 to 8192 px.
 * @param declaredType of the form's part. @throws EnxtaiError tooLarge, badType, badDimensions
 */
export function acceptFile({ size, image }: FileFacts, declaredType: string): ImageInfo {
  if (size > MAX_FILE) throw new EnxtaiError('tooLarge');
  if (image?.type !== declaredType) throw new EnxtaiError('badType');
  const fits = (side: number): boolean => side >= MIN_SIDE && side <= MAX_SIDE;
  if (!fits(image.width) || !fits(image.height)) throw new EnxtaiError('badDimensions');
  return image;
}
