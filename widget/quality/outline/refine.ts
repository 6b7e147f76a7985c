import type { Frame, Point } from '../types.ts';
import type { Corners } from './view.ts';

/** What was found along one side. */
export interface SideEvidence {
  /** 0..1: how much of the side is an edge, whatever its contrast. */
  readonly support: number;
  /** 0..1: how much of it is lighter on the same side all along. */
  readonly agreement: number;
  /** How far the sum along the side stands out of what noise would add up to. */
  readonly significance: number;
  /** 0..1: a step from one colour to another is 1, a thin line on one colour 0. */
  readonly step: number;
}

export interface Refined {
  readonly corners: Corners;
  readonly sides: readonly [SideEvidence, SideEvidence, SideEvidence, SideEvidence];
}

/** Places along a side, and pixels that are averaged at each. */
const PLACES = 20;
const AVERAGED = 4;
/** The rounded corners, and fingers at them, are left out. */
const INSET = 0.07;
const MAX_REACH = 24;
/** A guessed side is looked for this many times as far away. */
const FARTHER = 3;
const WIDTH = 2 * MAX_REACH + 1;

/** Sums of pixels: red and blue in one word of sixteen bits each, and green. */
const redBlue = new Int32Array(WIDTH);
const green = new Int32Array(WIDTH);
const RED_BLUE = 0xff00ff;
/** Colours across the side, and their changes: three channels, PLACES x WIDTH. */
const levels = [0, 1, 2].map(() => new Float32Array(PLACES * WIDTH));
const changes = [0, 1, 2].map(() => new Float32Array(PLACES * WIDTH));
/** Steps on either side of an edge between which it is a step or a line. */
const AROUND = 5;

interface Fitted extends SideEvidence {
  /** Shift along the normal at the beginning and at the end of the side, in pixels. */
  readonly a: number;
  readonly b: number;
}

/** True when a strip of this half width along a side is in the picture. */
const isWithin = ({ width, height }: Frame, from: Point, to: Point, half: number): boolean =>
  Math.min(from[0], to[0]) > half &&
  Math.min(from[1], to[1]) > half &&
  Math.max(from[0], to[0]) < width - half &&
  Math.max(from[1], to[1]) < height - half;

/** Reads the colours across a side and keeps how they change: brightness, and two differences of colour. */
function readSide(frame: Frame, from: Point, to: Point, reach: number, step: number): void {
  const { width, height } = frame;
  const pixels = new Uint32Array(frame.data.buffer, frame.data.byteOffset, frame.data.length >> 2);
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const length = Math.hypot(dx, dy);
  const nx = (-dy / length) * step;
  const ny = (dx / length) * step;
  const count = 2 * reach + 1;
  const isNearEdge = !isWithin(frame, from, to, 1 + reach * step);
  const [light0, blue0, red0] = levels as [Float32Array, Float32Array, Float32Array];
  for (let place = 0; place < PLACES; place++) {
    redBlue.fill(0, 0, count);
    green.fill(0, 0, count);
    for (let part = 0; part < AVERAGED; part++) {
      const along = INSET + ((1 - 2 * INSET) * (place + (part + 0.5) / AVERAGED)) / PLACES;
      let x = from[0] + dx * along - nx * reach;
      let y = from[1] + dy * along - ny * reach;
      for (let i = 0; i < count; i++, x += nx, y += ny) {
        let px = x | 0;
        let py = y | 0;
        if (isNearEdge) {
          px = x < 0 ? 0 : x >= width ? width - 1 : px;
          py = y < 0 ? 0 : y >= height ? height - 1 : py;
        }
        const pixel = pixels[py * width + px] as number;
        redBlue[i] = (redBlue[i] as number) + (pixel & RED_BLUE);
        green[i] = (green[i] as number) + ((pixel >> 8) & 255);
      }
    }
    const row = place * WIDTH;
    for (let i = 0; i < count; i++) {
      const both = redBlue[i] as number;
      const r = (both & 0xffff) / AVERAGED;
      const b = (both >>> 16) / AVERAGED;
      const light = 0.3 * r + (0.59 / AVERAGED) * (green[i] as number) + 0.11 * b;
      light0[row + i] = light;
      blue0[row + i] = b - light;
      red0[row + i] = r - light;
    }
    for (let c = 0; c < 3; c++) {
      const from = levels[c] as Float32Array;
      const to = changes[c] as Float32Array;
      for (let i = row + 1; i < row + count - 1; i++)
        to[i] = (from[i + 1] as number) - (from[i - 1] as number);
    }
  }
}

/** How much changes along a line across the strip, from `a` steps at its beginning to `b` at its end. */
const sums = { signed: 0, size: 0, square: 0 };

function sumAlong(d: Float32Array, a: number, b: number): void {
  let signed = 0;
  let size = 0;
  let square = 0;
  const slope = (b - a) / PLACES;
  let at = a + 0.5 * slope + 0.5;
  for (let row = 0; row < PLACES * WIDTH; row += WIDTH, at += slope) {
    const value = d[row + (at | 0)] as number;
    signed += value;
    size += value < 0 ? -value : value;
    square += value * value;
  }
  sums.signed = signed < 0 ? -signed : signed;
  sums.size = size;
  sums.square = square;
}

/** A change that is the same way all along counts for more than one that is now this way, now that. */
const scoreOf = (a: number, b: number, reach: number): number =>
  Math.max(sums.signed, 0.75 * sums.size) *
  (1 - (0.06 * (Math.abs(a - reach) + Math.abs(b - reach))) / reach);

/** Large changes count little more than middling ones, so that a finger or a printed word draws nothing away. */
function soften(d: Float32Array, low: number, high: number): void {
  let mean = 0;
  for (let row = 0; row < PLACES * WIDTH; row += WIDTH) {
    for (let i = low; i <= high; i++) mean += Math.abs(d[row + i] as number);
  }
  const soft = (1.5 * mean) / (PLACES * (high - low + 1)) + 1;
  for (let row = 0; row < PLACES * WIDTH; row += WIDTH) {
    for (let i = low; i <= high; i++) {
      const value = d[row + i] as number;
      d[row + i] = value / ((value < 0 ? -value : value) + soft);
    }
  }
}

const mean = new Float32Array(2 * AROUND + 1);

/**
 * How much of the change around the line is one step: what differs from before to after, of all the ups and downs. The
 * colours are first averaged along the line, so that noise and print, which have no such direction, drop out.
 */
function stepAt(a: number, b: number, reach: number): number {
  let net = 0;
  let all = 0;
  for (const values of levels) {
    mean.fill(0);
    for (let place = 0; place < PLACES; place++) {
      const middle = Math.round(a + ((b - a) * (place + 0.5)) / PLACES);
      const row = place * WIDTH;
      for (let i = -AROUND; i <= AROUND; i++) {
        const at = Math.min(2 * reach, Math.max(0, middle + i));
        mean[i + AROUND] = (mean[i + AROUND] as number) + (values[row + at] as number);
      }
    }
    const size = 2 * AROUND;
    const before = (mean[0] as number) + (mean[1] as number);
    const after = (mean[size] as number) + (mean[size - 1] as number);
    net += Math.abs(after - before) / 2;
    for (let i = 0; i < size; i++) all += Math.abs((mean[i + 1] as number) - (mean[i] as number));
  }
  return net / (all + 1.5 * PLACES);
}

/** The top of the parabola through three values, between -0.5 and 0.5 of a step. */
function topOf(before: number, here: number, after: number): number {
  const bend = before - 2 * here + after;
  return bend < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (before - after)) / bend)) : 0;
}

/**
 * The line across the side's strip along which most changes: what is faint adds up along it, and noise does not (a
 * matched filter). Coarsely first, then finely around the best.
 */
function fitSide(reach: number): Fitted {
  const low = 1;
  const high = 2 * reach - 1;
  let channel = 0;
  let bestScore = -1;
  let bestA = reach;
  let bestB = reach;
  for (let c = 0; c < 3; c++) {
    const d = changes[c] as Float32Array;
    soften(d, low, high);
    for (let a = low; a <= high; a += 2) {
      for (let b = Math.max(low, a - 6); b <= Math.min(high, a + 6); b += 2) {
        sumAlong(d, a, b);
        const score = scoreOf(a, b, reach) * (c === 0 ? 1 : 0.85);
        if (score <= bestScore) continue;
        bestScore = score;
        channel = c;
        bestA = a;
        bestB = b;
      }
    }
  }
  const d = changes[channel] as Float32Array;
  const at = (a: number, b: number): number => {
    if (a < low || b < low || a > high || b > high) return 0;
    sumAlong(d, a, b);
    return scoreOf(a, b, reach);
  };
  const [midA, midB] = [bestA, bestB];
  bestScore = at(midA, midB);
  for (let a = midA - 1; a <= midA + 1; a++) {
    for (let b = midB - 1; b <= midB + 1; b++) {
      const score = at(a, b);
      if (score <= bestScore) continue;
      bestScore = score;
      bestA = a;
      bestB = b;
    }
  }
  const shiftA = topOf(at(bestA - 1, bestB), bestScore, at(bestA + 1, bestB));
  const shiftB = topOf(at(bestA, bestB - 1), bestScore, at(bestA, bestB + 1));
  sumAlong(d, bestA, bestB);
  return {
    a: bestA - reach + shiftA,
    b: bestB - reach + shiftB,
    support: sums.size / PLACES,
    agreement: sums.signed / (sums.size + 1e-6),
    significance: sums.signed / Math.sqrt(sums.square + 1e-6),
    step: stepAt(bestA, bestB, reach),
  };
}

/**
 * Fits the four sides to what the picture shows within `reach` steps of `step` pixels beside them; a side that was only
 * guessed is looked for farther off.
 */
export function refine(
  frame: Frame,
  corners: Corners,
  reach: number,
  step: number,
  guessed = -1,
): Refined | null {
  const lines: { x: number; y: number; dx: number; dy: number }[] = [];
  const sides: SideEvidence[] = [];
  for (let i = 0; i < 4; i++) {
    const from = corners[i] as Point;
    const to = corners[(i + 1) % 4] as Point;
    const dx = to[0] - from[0];
    const dy = to[1] - from[1];
    const length = Math.hypot(dx, dy);
    if (length < 8) return null;
    const size = Math.min(MAX_REACH, Math.max(2, Math.round(i === guessed ? reach * FARTHER : reach)));
    readSide(frame, from, to, size, step);
    const fitted = fitSide(size);
    const nx = (-dy / length) * step;
    const ny = (dx / length) * step;
    const begin: Point = [from[0] + dx * INSET + nx * fitted.a, from[1] + dy * INSET + ny * fitted.a];
    const end: Point = [
      from[0] + dx * (1 - INSET) + nx * fitted.b,
      from[1] + dy * (1 - INSET) + ny * fitted.b,
    ];
    lines.push({ x: begin[0], y: begin[1], dx: end[0] - begin[0], dy: end[1] - begin[1] });
    sides.push(fitted);
  }
  const moved: Point[] = [];
  for (let i = 0; i < 4; i++) {
    const a = lines[(i + 3) % 4] as (typeof lines)[number];
    const b = lines[i] as (typeof lines)[number];
    const det = a.dx * b.dy - a.dy * b.dx;
    if (Math.abs(det) < 1e-6) return null;
    const t = ((b.x - a.x) * b.dy - (b.y - a.y) * b.dx) / det;
    moved.push([a.x + a.dx * t, a.y + a.dy * t]);
  }
  return { corners: moved as unknown as Corners, sides: sides as unknown as Refined['sides'] };
}
