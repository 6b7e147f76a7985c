import imageCompression from 'browser-image-compression';

/** Where this file lies, so that a worker can import the same one: it is too large to be shipped twice. */
export const url = import.meta.url;

/** The first quality tried; `prepare` has tried a higher one. */
const QUALITY = 0.85;
/** Each round takes a twentieth off the sides and the quality: the last one leaves less than a tenth of the pixels. */
const ROUNDS = 24;

export interface Target {
  readonly maxBytes: number;
  /** True to lower the quality only. */
  readonly keepSize: boolean;
}

/**
 * Makes a picture smaller until it has at most `maxBytes`, or as small as it gets. Runs where it is called: the
 * library's own worker would load its code from a public CDN. Rejects with whatever the library throws.
 */
export async function compress(picture: Blob, target: Target, signal: AbortSignal): Promise<Blob> {
  const smaller = await imageCompression(new File([picture], 'picture', { type: picture.type }), {
    maxSizeMB: target.maxBytes / 1024 / 1024,
    fileType: picture.type,
    initialQuality: QUALITY,
    maxIteration: ROUNDS,
    alwaysKeepResolution: target.keepSize,
    signal,
    useWebWorker: false,
  });
  // A plain Blob: the library hangs a name and a date onto its own.
  return new Blob([smaller], { type: picture.type });
}
