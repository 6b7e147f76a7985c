import { KycError } from '../errors.ts';
import type { Frame, Region } from '../quality/types.ts';
import { dropCanvas, type Studio } from './canvas.ts';
import { type Decoded, decode, readFileHeader } from './decode.ts';
import { drawPicture, drawStraight, frameOf } from './draw.ts';
import { type Encoded, encode } from './encode.ts';
import { planPicture, planStraight, refuseBomb } from './geometry.ts';
import { formatFor, isBelow, type Limits, type Size } from './limits.ts';
import type { Corners } from './warp.ts';

/** Files of more bytes than this are not even opened. */
const MAX_FILE = 60_000_000;

export interface OpenQuestion {
  /** Given by the page; another one for every picture. */
  readonly id: number;
  readonly source: Blob;
  readonly limits: Limits;
}

/** The same as `Cut` of the ports, which a worker cannot name. */
export interface Wanted {
  readonly crop: Region | null;
  readonly straighten?: { readonly corners: Corners; readonly ratio: number };
}

export interface MakeQuestion extends OpenQuestion {
  readonly cut: Wanted;
}

export interface Opened extends Size {
  readonly frame: Frame;
}

/** The picture that was opened last: its pixels may fill half of a phone's memory, so that there is never another one. */
let held: { readonly id: number; readonly picture: Decoded } | null = null;

function hold(next: typeof held): void {
  held?.picture.close();
  held = next;
}

async function read({ source, limits }: OpenQuestion, studio: Studio, signal: AbortSignal): Promise<Decoded> {
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
    if (isBelow(picture, limits)) throw new KycError('image_too_small');
    return picture;
  } catch (thrown) {
    picture.close();
    throw thrown;
  }
}

/** Decodes and turns upright, for the judge: in a worker or in the page, whichever runs it. Holds the picture for `makePicture`. */
export async function openPicture(
  studio: Studio,
  question: OpenQuestion,
  signal: AbortSignal,
): Promise<Opened> {
  hold(null);
  const picture = await read(question, studio, signal);
  hold({ id: question.id, picture });
  return { frame: frameOf(studio, picture), width: picture.width, height: picture.height };
}

/** Cuts, scales and encodes. The blob may still be larger than the slot takes. Decodes again what is no longer held. */
export async function makePicture(
  studio: Studio,
  question: MakeQuestion,
  signal: AbortSignal,
): Promise<Encoded> {
  const { limits, cut } = question;
  const picture = held?.id === question.id ? held.picture : await read(question, studio, signal);
  if (held?.picture === picture) held = null;
  try {
    const canvas = cutOut(studio, picture, cut, limits);
    picture.close();
    try {
      return await encode(studio, canvas, limits);
    } finally {
      dropCanvas(canvas);
    }
  } finally {
    picture.close();
  }
}

function cutOut(studio: Studio, picture: Decoded, cut: Wanted, limits: Limits): OffscreenCanvas {
  const { straighten } = cut;
  const straight = straighten && planStraight(picture, straighten.corners, straighten.ratio, limits);
  if (straight) return drawStraight(studio, picture, straight);
  const { box, target } = planPicture(picture, cut.crop, limits);
  return drawPicture(studio, picture, box, target);
}
