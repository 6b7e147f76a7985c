import { KycError } from '../errors.ts';
import type { Frame } from '../quality/types.ts';
import { dropCanvas, openCanvas, type Studio } from './canvas.ts';
import type { Decoded } from './decode.ts';
import { type Box, fitInto, type StraightPlan, uprightTransform } from './geometry.ts';
import type { Size } from './limits.ts';
import { warp } from './warp.ts';

/** Long side in pixels of what the judge looks at. */
const FRAME_SIDE = 1600;
/** Canvases of more pixels than this fail on older phones. */
const MAX_CANVAS = 16_000_000;

/** Draws `box` of the upright picture onto a new canvas of `target`. The caller drops it. */
export function drawPicture(studio: Studio, picture: Decoded, box: Box, target: Size): OffscreenCanvas {
  // A scaler that looks at four pixels skips most of them below a half: go there in two steps.
  const half = { width: target.width * 2, height: target.height * 2 };
  if (box.width > half.width && half.width * half.height <= MAX_CANVAS) {
    const step = drawOnce(studio, picture, box, half);
    const { canvas, context } = openCanvas(studio, target.width, target.height);
    context.drawImage(step, 0, 0, target.width, target.height);
    dropCanvas(step);
    return canvas;
  }
  return drawOnce(studio, picture, box, target);
}

function drawOnce(studio: Studio, picture: Decoded, box: Box, target: Size): OffscreenCanvas {
  const { canvas, context } = openCanvas(studio, target.width, target.height);
  // What is transparent becomes paper, not black.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, target.width, target.height);
  context.scale(target.width / box.width, target.height / box.height);
  context.translate(-box.x, -box.y);
  context.transform(...uprightTransform(picture.orientation, picture.stored));
  context.drawImage(picture.source, 0, 0);
  return canvas;
}

/** A canvas again, larger or smaller. */
export function redraw(studio: Studio, canvas: OffscreenCanvas, target: Size): OffscreenCanvas {
  const next = openCanvas(studio, target.width, target.height);
  next.context.drawImage(canvas, 0, 0, target.width, target.height);
  return next.canvas;
}

/** The pixels of a part of the picture. */
function pixelsOf(studio: Studio, picture: Decoded, box: Box, target: Size): Frame {
  const canvas = drawPicture(studio, picture, box, target);
  const { width, height } = target;
  const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data;
  dropCanvas(canvas);
  if (!data) throw new KycError('encode_failed');
  return { data, width, height };
}

/** The pixels for the judge: the whole picture, at most 1600 on the long side. */
export function frameOf(studio: Studio, picture: Decoded): Frame {
  const { width, height } = picture;
  const size = fitInto(picture, { width: FRAME_SIDE, height: FRAME_SIDE });
  return pixelsOf(studio, picture, { x: 0, y: 0, width, height }, size);
}

/** A card as it is seen from straight above, on a new canvas. The caller drops it. */
export function drawStraight(studio: Studio, picture: Decoded, plan: StraightPlan): OffscreenCanvas {
  const source = pixelsOf(studio, picture, plan.box, plan.scaled);
  const { data, width, height } = warp(source, plan.corners, plan.card, plan.margin);
  const { canvas, context } = openCanvas(studio, width, height);
  const image = context.createImageData(width, height);
  image.data.set(data);
  context.putImageData(image, 0, 0);
  return canvas;
}
