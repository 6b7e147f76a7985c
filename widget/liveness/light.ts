import type { Frame } from '../quality/types.ts';
import { pointOf } from './points.ts';
import type { Face, FaceLight, Light } from './types.ts';

/** Samples on each side of the grids that are laid over a region: enough for a mean, and a fraction of a millisecond. */
const GRID = 48;
/** Pixels from temple to temple at which sharpness is measured, so that it is the same at any size. */
const FACE_WIDTH = 112;
const BURNT = 250;

interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const lumaAt = ({ data, width }: Frame, x: number, y: number): number => {
  const at = (y * width + x) * 4;
  return 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
};

/** Visits a grid of pixels over an area, as far as it lies in the frame; `u` is 0..1 across the area. */
function scan(frame: Frame, area: Area, visit: (luma: number, u: number) => void): void {
  const { width, height } = frame;
  for (let row = 0; row < GRID; row += 1) {
    const y = Math.floor(area.top + ((row + 0.5) / GRID) * (area.bottom - area.top));
    if (y < 0 || y >= height) continue;
    for (let column = 0; column < GRID; column += 1) {
      const u = (column + 0.5) / GRID;
      const x = Math.floor(area.left + u * (area.right - area.left));
      if (x >= 0 && x < width) visit(lumaAt(frame, x, y), u);
    }
  }
}

function meanOf(frame: Frame, areas: readonly Area[]): number | null {
  let sum = 0;
  let count = 0;
  for (const area of areas) {
    scan(frame, area, (luma) => {
      sum += luma;
      count += 1;
    });
  }
  return count > 0 ? sum / count / 255 : null;
}

/** FNV-1a over the grid's pixels. */
function printOf(frame: Frame): number {
  let hash = 0x811c9dc5;
  scan(frame, { left: 0, top: 0, right: frame.width, bottom: frame.height }, (luma) => {
    hash = Math.imul(hash ^ Math.round(luma * 4), 0x01000193);
  });
  return hash >>> 0;
}

/** The luma of an area, averaged down to `columns` x `rows`; null where it is not wholly in the frame. */
function shrink(frame: Frame, area: Area, columns: number, rows: number): Float32Array | null {
  if (area.left < 0 || area.top < 0 || area.right > frame.width || area.bottom > frame.height) return null;
  const shrunk = new Float32Array(columns * rows);
  const across = (area.right - area.left) / columns;
  const down = (area.bottom - area.top) / rows;
  for (let row = 0; row < rows; row += 1) {
    const y0 = Math.floor(area.top + row * down);
    const y1 = Math.max(y0 + 1, Math.floor(area.top + (row + 1) * down));
    for (let column = 0; column < columns; column += 1) {
      const x0 = Math.floor(area.left + column * across);
      const x1 = Math.max(x0 + 1, Math.floor(area.left + (column + 1) * across));
      let sum = 0;
      for (let y = y0; y < y1; y += 1) for (let x = x0; x < x1; x += 1) sum += lumaAt(frame, x, y);
      shrunk[row * columns + column] = sum / ((y1 - y0) * (x1 - x0));
    }
  }
  return shrunk;
}

/** How much of the differences between neighbours a blur by this many pixels takes away along one axis (0..1), and how many there are. */
const REBLUR = 5;

/**
 * Sharpness by blurring once more: what was blurred before loses little by it. After F. Crete et al., "The Blur Effect: Perception
 * and Estimation with a New No-Reference Perceptual Blur Metric" (2007), with a box of five pixels, the weaker axis counting, as a
 * movement smears along one alone.
 */
function crete(luma: Float32Array, columns: number, rows: number): number {
  const half = (REBLUR - 1) / 2;
  const along = (step: number, length: number, lines: number, stride: number): number => {
    let sharp = 0;
    let kept = 0;
    for (let line = 0; line < lines; line += 1) {
      const start = line * stride;
      const value = (at: number): number => luma[start + Math.min(length - 1, Math.max(0, at)) * step] ?? 0;
      const mean = (at: number): number => {
        let sum = 0;
        for (let offset = -half; offset <= half; offset += 1) sum += value(at + offset);
        return sum / REBLUR;
      };
      let former = mean(0);
      for (let at = 1; at < length; at += 1) {
        const blurred = mean(at);
        const difference = Math.abs(value(at) - value(at - 1));
        const lost = Math.max(0, difference - Math.abs(blurred - former));
        former = blurred;
        sharp += difference;
        kept += lost;
      }
    }
    return sharp > 0 ? kept / sharp : 0;
  };
  return Math.min(along(1, columns, rows, columns), along(columns, rows, columns, 1));
}

function faceLight(frame: Frame, { points, box }: Face): FaceLight | null {
  const { width, height } = frame;
  const at = (name: Parameters<typeof pointOf>[1]): readonly [number, number] => {
    const [x, y] = pointOf(points, name);
    return [x * width, y * height];
  };
  const [[rightX], [leftX], [, chinY], [, browY]] = [
    at('rightEyeOuter'),
    at('leftEyeOuter'),
    at('chin'),
    at('noseBridge'),
  ];
  const skin: Area = {
    left: Math.min(rightX, leftX),
    right: Math.max(rightX, leftX),
    top: browY,
    bottom: browY + (chinY - browY) * 0.85,
  };
  let [sum, count, burnt, left] = [0, 0, 0, 0];
  scan(frame, skin, (luma, u) => {
    sum += luma;
    count += 1;
    if (luma >= BURNT) burnt += 1;
    if (u < 0.5) left += luma;
  });
  if (count === 0) return null;
  const [x0, x1, y0] = [box.x * width, (box.x + box.width) * width, box.y * height];
  const [w, h] = [box.width * width, box.height * height];
  const around = meanOf(frame, [
    { left: x0 - w * 0.7, right: x0 - w * 0.25, top: y0 - h * 0.2, bottom: y0 + h * 0.6 },
    { left: x1 + w * 0.25, right: x1 + w * 0.7, top: y0 - h * 0.2, bottom: y0 + h * 0.6 },
  ]);
  const rows = Math.round((FACE_WIDTH * h * 0.7) / Math.max(1, w));
  const middle = { left: x0, right: x1, top: y0 + h * 0.15, bottom: y0 + h * 0.85 };
  const small = w >= FACE_WIDTH * 0.75 && rows > 8 ? shrink(frame, middle, FACE_WIDTH, rows) : null;
  const mean = sum / count / 255;
  return {
    mean,
    around: around ?? mean,
    burnt: burnt / count,
    side: sum > 0 ? left / sum : 0.5,
    sharpness: small ? crete(small, FACE_WIDTH, rows) : 0,
  };
}

/** The light of a picture and of the face in it. Pure. */
export function lightOf(frame: Frame, face: Face | null): Light {
  const whole = { left: 0, top: 0, right: frame.width, bottom: frame.height };
  return {
    frame: meanOf(frame, [whole]) ?? 0,
    face: face && faceLight(frame, face),
    print: printOf(frame),
  };
}
