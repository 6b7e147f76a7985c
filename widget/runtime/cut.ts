import type { Outline, Point, Region } from '../quality/types.ts';
import { widthOf } from './auto-capture.ts';
import type { Size } from './camera-geometry.ts';
import type { Cut, SlotLimits } from './ports.ts';

/** Of the card's width, kept around it where a picture is cut to the card; more than an outline is ever off. */
const MARGIN = 0.08;
/** An outline that the judge is less sure of decides nothing: what it left out would be lost. 0..1. */
const LEAST_CONFIDENCE = 0.5;
/** Of the picture: a smaller card is likely something else. */
const LEAST_SHARE = 0.05;
/** By how much a card's sides may seem longer or shorter than they are, seen at an angle. */
const FORESHORTENING = 1.35;

/** Corners as fractions 0..1 of a picture, top left first, clockwise. */
export type Corners = Outline['corners'];

export const cornersIn = ({ corners: [a, b, c, d] }: Outline, { width, height }: Size): Corners => {
  const part = ([x, y]: Point): Point => [x / width, y / height];
  return [part(a), part(b), part(c), part(d)];
};

const cross = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number =>
  (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);

/** Signed area of a quadrilateral by the shoelace formula, in square pixels; positive clockwise, as y points down. */
const areaOf = ([a, b, c, d]: Corners): number => (cross(a, b, c) + cross(a, c, d)) / 2;

/**
 * The card's corners as fractions, where they can be trusted to decide what is kept: surely found, convex, of the card's ratio
 * within what an angle does to it, and no speck. Null otherwise.
 *
 * @param frame What the judge saw.
 * @param ratio Width to height of the card as it is made; either way round.
 */
export function trustedCorners(outline: Outline | null, frame: Size, ratio: number): Corners | null {
  if (!outline || outline.confidence < LEAST_CONFIDENCE) return null;
  const { corners } = outline;
  const [a, b, c, d] = corners;
  const isConvex = [cross(a, b, c), cross(b, c, d), cross(c, d, a), cross(d, a, b)].every((turn) => turn > 0);
  const area = areaOf(corners);
  if (!isConvex || area < LEAST_SHARE * frame.width * frame.height) return null;
  // Of a rectangle: its long side, squared, over its area.
  const seen = widthOf(corners) ** 2 / area / ratio;
  if (seen > FORESHORTENING || seen < 1 / FORESHORTENING) return null;
  return cornersIn(outline, frame);
}

const within = (value: number): number => Math.min(Math.max(value, 0), 1);

/** The box around the corners with its margin, cut off at the picture's edges. */
function boxAround(corners: Corners, { width, height }: Size): Region {
  const inPixels = corners.map(([x, y]): Point => [x * width, y * height]);
  const [a, b, c, d] = inPixels;
  const air = a && b && c && d ? widthOf([a, b, c, d]) * MARGIN : 0;
  const xs = inPixels.map(([x]) => x);
  const ys = inPixels.map(([, y]) => y);
  const left = within((Math.min(...xs) - air) / width);
  const top = within((Math.min(...ys) - air) / height);
  const right = within((Math.max(...xs) + air) / width);
  const bottom = within((Math.max(...ys) + air) / height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * What is kept of a picture: the card and a margin around it, where its corners are known; else `crop`. A card that has fewer
 * pixels than the slot wants keeps what is around it, as it would without an outline.
 */
export function cutOf(options: {
  readonly corners: Corners | null;
  /** Of the whole picture, in pixels. */
  readonly size: Size;
  readonly limits: SlotLimits;
  /** What is kept without an outline; all of it where it is null. */
  readonly crop: Region | null;
  /** Set where the card is to be looked at straight. */
  readonly ratio: number | null;
}): Cut {
  const { corners, size, limits, crop, ratio } = options;
  if (!corners) return { crop };
  const box = boxAround(corners, size);
  const isEnough =
    Math.floor(box.width * size.width) >= (limits.minWidth ?? 0) &&
    Math.floor(box.height * size.height) >= (limits.minHeight ?? 0);
  const kept = isEnough ? box : crop;
  return ratio === null ? { crop: kept } : { crop: kept, straighten: { corners, ratio } };
}
