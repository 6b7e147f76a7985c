import { KycError } from '../errors.ts';
import type { Frame, Region } from '../quality/types.ts';
import { dropCanvas, type Studio } from './canvas.ts';
import { decode, readFileHeader } from './decode.ts';
import { drawPicture, frameOf } from './draw.ts';
import { type Encoded, encode } from './encode.ts';
import { planPicture, refuseBomb } from './geometry.ts';
import { formatFor, type Limits } from './limits.ts';

/** Files of more bytes than this are not even opened. */
const MAX_FILE = 60_000_000;

export interface PrepareQuestion {
  readonly source: Blob;
  readonly limits: Limits;
  readonly crop: Region | null;
}

/** `blob` may still be larger than the slot takes. */
export interface Made extends Encoded {
  readonly frame: Frame;
}

/** Decodes, turns upright, crops, scales and encodes: in a worker or in the page, whichever runs it. */
export async function preparePicture(
  studio: Studio,
  question: PrepareQuestion,
  signal: AbortSignal,
): Promise<Made> {
  const { source, limits, crop } = question;
  const goOn = (): void => {
    if (signal.aborted) throw new KycError('aborted');
  };
  formatFor(limits.accept);
  if (source.size > MAX_FILE) throw new KycError('file_too_large');
  const header = await readFileHeader(source, limits.accept);
  // Before it is decoded: a small file can hold a picture that fills the memory.
  refuseBomb(header);
  goOn();
  const picture = await decode(studio, source, header);
  try {
    goOn();
    const { box, target } = planPicture(picture, crop, limits);
    const canvas = drawPicture(studio, picture, box, target);
    picture.close();
    try {
      const frame = frameOf(studio, canvas);
      goOn();
      return { ...(await encode(studio, canvas, limits)), frame };
    } finally {
      dropCanvas(canvas);
    }
  } finally {
    picture.close();
  }
}
