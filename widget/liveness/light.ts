import type { Frame } from '../quality/types.ts';
import { type PointName, pointOf } from './points.ts';
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

/** The luma of an area that lies in the frame, averaged down to `columns` x `rows`. */
function shrink(frame: Frame, area: Area, columns: number, rows: number): Float32Array {
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

/** Pixels to each side of an edge between which its height is measured. */
const REACH = 5;
/** The strongest of all differences, 0..1: lids, brows, nostrils and lips, well above the sensor's noise. */
const STRONGEST = 0.02;

/**
 * How steep the strongest edges are: the difference of neighbouring pixels against that of the whole edge. A step that no lens blurs gives 1,
 * one that is blurred by sigma pixels about 0.8 / sigma; the edge's height, and so light and contrast, cancel out. That is the edge's
 * width of P. Marziliano et al., "A no-reference perceptual blur metric" (2002), taken at the strongest edges alone, because noise and JPEG make edges of their own
 * elsewhere. Along the edge three pixels are averaged. The weaker axis counts, as a movement smears along one alone.
 */
function steepness(luma: Float32Array, columns: number, rows: number): number {
  const along = (step: number, length: number, stride: number, lines: number): number => {
    const smooth = new Float32Array(length);
    const differences: number[] = [];
    const heights: number[] = [];
    for (let line = 1; line < lines - 1; line += 1) {
      for (let at = 0; at < length; at += 1) {
        const middle = line * stride + at * step;
        smooth[at] = ((luma[middle - stride] ?? 0) + (luma[middle] ?? 0) + (luma[middle + stride] ?? 0)) / 3;
      }
      for (let at = REACH; at < length - REACH; at += 1) {
        const difference = Math.abs((smooth[at + 1] ?? 0) - (smooth[at - 1] ?? 0)) / 2;
        let [low, high] = [Infinity, -Infinity];
        for (let near = at - REACH; near <= at + REACH; near += 1) {
          const value = smooth[near] ?? 0;
          if (value < low) low = value;
          if (value > high) high = value;
        }
        differences.push(difference);
        heights.push(high - low);
      }
    }
    const least =
      Float32Array.from(differences).sort()[Math.floor(differences.length * (1 - STRONGEST))] ?? 0;
    let [steep, high] = [0, 0];
    differences.forEach((difference, at) => {
      if (difference < least) return;
      steep += difference;
      high += heights[at] ?? 0;
    });
    return high > 0 ? Math.min(1, (2 * steep) / high) : 0;
  };
  return Math.min(along(1, columns, columns, rows), along(columns, rows, 1, columns));
}

/** How much is to be seen in an area: from its dark to its bright parts, against its middle. Sorted: 5th, 50th and 95th percentile. */
function detailOf(frame: Frame, area: Area): number {
  const lumas: number[] = [];
  scan(frame, area, (luma) => lumas.push(luma));
  lumas.sort((a, b) => a - b);
  const at = (share: number): number => lumas[Math.floor(lumas.length * share)] ?? 0;
  return (at(0.95) - at(0.05)) / Math.max(8, at(0.5));
}

/** Sharpness of a face between its forehead and its chin, as far as that is in the frame. */
function sharpnessOf(frame: Frame, { left, right, top, bottom }: Area): number {
  const inside = {
    left: Math.max(0, left),
    right: Math.min(frame.width, right),
    top: Math.max(0, top),
    bottom: Math.min(frame.height, bottom),
  };
  // A small face is measured as it is: what is made larger is blurred by that.
  const scale = Math.min(1, FACE_WIDTH / Math.max(1, right - left));
  const columns = Math.round((inside.right - inside.left) * scale);
  const rows = Math.round((inside.bottom - inside.top) * scale);
  if (columns < 4 * REACH || rows < 4 * REACH) return 0;
  return steepness(shrink(frame, inside, columns, rows), columns, rows);
}

type Places = (name: PointName) => readonly [x: number, y: number];

/** A box around the middle of two points, in parts of the distance between them. */
function between(at: Places, one: PointName, other: PointName, wide: number, high: number): Area {
  const [[x, y], [u, v]] = [at(one), at(other)];
  const length = Math.hypot(u - x, v - y);
  const [middleX, middleY] = [(x + u) / 2, (y + v) / 2];
  return {
    left: middleX - length * wide,
    right: middleX + length * wide,
    top: middleY - length * high,
    bottom: middleY + length * high,
  };
}

const eyeArea = (at: Places, side: 'left' | 'right'): Area =>
  between(at, `${side}EyeOuter`, `${side}EyeInner`, 0.5, 0.3);

const mouthArea = (at: Places): Area => between(at, 'mouthRight', 'mouthLeft', 0.4, 0.25);

function faceLight(frame: Frame, { points, box }: Face): FaceLight | null {
  const { width, height } = frame;
  const at: Places = (name) => {
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
  const mean = sum / count / 255;
  return {
    mean,
    around: around ?? mean,
    burnt: burnt / count,
    side: sum > 0 ? left / sum : 0.5,
    sharpness: sharpnessOf(frame, { left: x0, right: x1, top: y0 + h * 0.15, bottom: y0 + h * 0.85 }),
    eyes: Math.min(detailOf(frame, eyeArea(at, 'left')), detailOf(frame, eyeArea(at, 'right'))),
    mouth: detailOf(frame, mouthArea(at)),
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
