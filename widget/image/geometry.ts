import { KycError } from '../errors.ts';
import { isBelow, type Limits, type Size } from './limits.ts';
import type { Corners } from './warp.ts';

export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

/** More pixels than this are refused before they are decoded: four bytes each. Phones do give 50 million (8160 x 6144). */
export const MAX_PIXELS = 64_000_000;
/** And longer sides than this: no canvas takes them. */
const MAX_STORED_SIDE = 16_384;
/** Longest side of what is sent where the slot names none; the oldest phones have canvases of 4096 x 4096. */
const MAX_SIDE = 4096;

/** The size once upright: orientations 5 to 8 lie on their side. */
export const uprightSize = ({ width, height }: Size, orientation: number): Size =>
  orientation >= 5 ? { width: height, height: width } : { width, height };

/**
 * The canvas transform (a, b, c, d, e, f) that turns a stored picture upright (EXIF 2.32, tag 0x0112).
 *
 * @param size As stored, in pixels.
 */
export function uprightTransform(
  orientation: number,
  { width, height }: Size,
): readonly [number, number, number, number, number, number] {
  switch (orientation) {
    case 2:
      return [-1, 0, 0, 1, width, 0];
    case 3:
      return [-1, 0, 0, -1, width, height];
    case 4:
      return [1, 0, 0, -1, 0, height];
    case 5:
      return [0, 1, 1, 0, 0, 0];
    case 6:
      return [0, 1, -1, 0, height, 0];
    case 7:
      return [0, -1, -1, 0, height, width];
    case 8:
      return [0, -1, 1, 0, 0, width];
    default:
      return [1, 0, 0, 1, 0, 0];
  }
}

const within = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** Fractions 0..1 of a picture as whole pixels of it; the whole picture without a crop. */
export function cropBox(size: Size, crop: Box | null): Box {
  if (!crop) return { x: 0, y: 0, ...size };
  const left = within(Math.round(crop.x * size.width), 0, size.width);
  const top = within(Math.round(crop.y * size.height), 0, size.height);
  const right = within(Math.round((crop.x + crop.width) * size.width), left, size.width);
  const bottom = within(Math.round((crop.y + crop.height) * size.height), top, size.height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** `size` made to fit into `bounds`, its shape kept; never larger than it is. */
export function fitInto(size: Size, bounds: Size): Size {
  const scale = Math.min(1, bounds.width / size.width, bounds.height / size.height);
  return {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
}

/** The largest size that a slot takes. */
export const boundsOf = (limits: Limits): Size => ({
  width: Math.min(limits.maxWidth ?? MAX_SIDE, MAX_SIDE),
  height: Math.min(limits.maxHeight ?? MAX_SIDE, MAX_SIDE),
});

/** Throws `image_too_large` for a picture that would fill the memory. Needs its header only. */
export function refuseBomb({ width, height }: Size): void {
  if (width * height > MAX_PIXELS || Math.max(width, height) > MAX_STORED_SIDE)
    throw new KycError('image_too_large');
}

/** Of the card's width, kept around a card that is looked at straight. */
const MARGIN = 0.03;
/** Longest side in pixels of a straightened card: 30 a millimetre on an ID-1 card, and its pixels are held twice. */
const MAX_CARD = 2560;

export interface StraightPlan {
  /** Without the margin. */
  readonly card: Size;
  /** On each side. */
  readonly margin: number;
  /** What of the picture is looked at, and how large. */
  readonly box: Box;
  readonly scaled: Size;
  /** In pixels of `scaled`. */
  readonly corners: Corners;
}

/**
 * How to look straight at a card: as large as its shorter sides are in the picture, so that nothing is scaled up. Null where
 * that is below the slot's least size.
 *
 * @param size Of the upright picture, in pixels.
 * @param corners Fractions of it.
 * @param ratio Of the card's width to its height as it is printed; a card that stands on end stays so.
 */
export function planStraight(
  size: Size,
  corners: Corners,
  ratio: number,
  limits: Limits,
): StraightPlan | null {
  const points = corners.map(([x, y]) => [x * size.width, y * size.height] as const);
  const side = (from: number, to: number): number => {
    const [x = 0, y = 0] = points[from] ?? [];
    const [tx = 0, ty = 0] = points[to] ?? [];
    return Math.hypot(tx - x, ty - y);
  };
  const [top, right, bottom, left] = [side(0, 1), side(1, 2), side(2, 3), side(3, 0)];
  const shape = top + bottom >= left + right ? ratio : 1 / ratio;
  const bounds = boundsOf(limits);
  const full = Math.min(top, bottom, Math.min(left, right) * shape);
  const width = Math.floor(
    Math.min(
      full,
      MAX_CARD * Math.min(1, shape),
      bounds.width / (1 + 2 * MARGIN),
      bounds.height / (1 / shape + 2 * MARGIN),
    ),
  );
  const card = { width, height: Math.round(width / shape) };
  const margin = Math.floor(width * MARGIN);
  if (isBelow({ width: card.width + 2 * margin, height: card.height + 2 * margin }, limits)) return null;

  const air = MARGIN * 2 * Math.max(top, bottom, left, right);
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const box = cropBox(size, {
    x: (Math.min(...xs) - air) / size.width,
    y: (Math.min(...ys) - air) / size.height,
    width: (Math.max(...xs) - Math.min(...xs) + 2 * air) / size.width,
    height: (Math.max(...ys) - Math.min(...ys) + 2 * air) / size.height,
  });
  const scale = Math.min(1, width / full);
  const scaled = {
    width: Math.max(1, Math.round(box.width * scale)),
    height: Math.max(1, Math.round(box.height * scale)),
  };
  const [a, b, c, d] = points.map(
    ([x, y]) =>
      [((x - box.x) * scaled.width) / box.width, ((y - box.y) * scaled.height) / box.height] as const,
  );
  return a && b && c && d ? { card, margin, box, scaled, corners: [a, b, c, d] } : null;
}

/**
 * What to cut out and how large to make it.
 *
 * @param size Of the upright picture, in pixels.
 * @throws KycError `image_too_large` as `refuseBomb` does, `image_too_small` when what is cut out is below the slot's
 *   least size.
 */
export function planPicture(size: Size, crop: Box | null, limits: Limits): { box: Box; target: Size } {
  refuseBomb(size);
  const box = cropBox(size, crop);
  if (isBelow(box, limits)) throw new KycError('image_too_small');
  const target = fitInto(box, boundsOf(limits));
  if (isBelow(target, limits)) throw new KycError('image_too_small');
  return { box, target };
}
