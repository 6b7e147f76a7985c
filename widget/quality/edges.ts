import type { Gray } from './luma.ts';
import { type Quad, spanOf, turned } from './quad.ts';

/** Lines are read three at a time, summed: a third of the noise's power. */
export const LINES = 3;
/** Steps below this many deviations of the noise, or below this many levels (of three lines), are no edge. */
const MIN_STEPS = 4.5;
const MIN_LEVELS = 12;
/** An edge ends where its slope is below this share of its steepest. */
const TAIL = 0.2;
/** Pixels beyond the area into which an edge is followed. */
const MARGIN = 24;
/** Slant (tangent) up to which an edge counts for a direction. */
const MAX_SLANT = 0.6;
/** A variance below this, in square pixels, no lens makes: such a step is noise, or drawn (a screenshot) if it is as high. */
const NARROW = 0.05;
const DRAWN = 64;
/** What differences of neighbouring pixels add to the variance (a box of one pixel), and three lines to a slant. */
const STEP_VARIANCE = 1 / 12;
const SLANT_VARIANCE = (LINES * LINES - 1) / 12;
const LEAST_VARIANCE = 0.03;
/** Standard deviation by mean of the half of a blurred line, and the factor from it to the blur: a Rayleigh distribution. */
const LINE_RATIO = 0.2613;
const LINE_GAIN = 0.527;
/** Of two neighbouring edges, the weaker has to have this share of the stronger's height to make a stroke. */
const STROKE = 0.4;
/** Lower quartile of the absolute value of a normal distribution, in its deviations. */
const QUARTILE = 0.3186;

/** Edges across one direction: blur in pixels (standard deviation) and height in levels of each. */
export interface Edges {
  readonly sigmas: number[];
  readonly heights: number[];
  /** Heights of steps that were too narrow to be edges. */
  readonly narrow: number[];
}

/** The deviation of the noise of a step between two sums of three pixels: most of a card is plain. */
export function noiseOf({ data, width, height }: Gray, quad: Quad): number {
  const counts = new Uint32Array(766);
  let total = 0;
  for (let y = 1; y < height - 1; y += 8) {
    const [from, to] = spanOf(quad, y);
    const end = y * width + Math.min(width - 2, Math.floor(to));
    for (let at = y * width + Math.max(1, Math.ceil(from)); at < end; at++) {
      const step =
        (data[at] as number) +
        (data[at - width] as number) +
        (data[at + width] as number) -
        (data[at + 1] as number) -
        (data[at + 1 - width] as number) -
        (data[at + 1 + width] as number);
      const size = step < 0 ? -step : step;
      counts[size] = (counts[size] as number) + 1;
      total += 1;
    }
  }
  let seen = 0;
  for (let size = 0; size < counts.length; size++) {
    const count = counts[size] as number;
    if (count > 0 && seen + count >= total / 4) {
      const share = (total / 4 - seen) / count;
      return (size === 0 ? share / 2 : size - 0.5 + share) / QUARTILE;
    }
    seen += count;
  }
  return 0;
}

/** The blur of an edge that measures `sigma` and whose neighbour of the other sign is `gap` pixels away. */
function widen(sigma: number, gap: number): number {
  const line = Math.min(1, sigma / Math.max(gap, 0.1) / LINE_RATIO);
  return sigma * (1 + LINE_GAIN * line * line);
}

/**
 * Finds the edges that rows (or columns) of a map cross within a quadrilateral, and how far each is blurred: the standard
 * deviation of its slope (the line spread function), which does not depend on contrast, light or where the pixels
 * fall. An edge that is one side of a thin stroke is cut short by the other side; the distance between the two says by how
 * much, from a factor of 1 (a step) to 1.53 (a line: its half is a Rayleigh distribution).
 *
 * @param noise See `noiseOf`.
 * @param pitch Pixels from one line that is read to the next, `LINES` or more.
 */
export function findEdges(gray: Gray, quad: Quad, isAcross: boolean, noise: number, pitch: number): Edges {
  const { data, width, height } = gray;
  const along = isAcross ? 1 : width;
  const across = isAcross ? width : 1;
  const length = isAcross ? width : height;
  const lines = isAcross ? height : width;
  const area = isAcross ? quad : turned(quad);
  const least = Math.max(MIN_LEVELS, MIN_STEPS * noise);
  const found: Edges = { sigmas: [], heights: [], narrow: [] };
  const slopes = new Int16Array(length);

  for (let line = 2; line < lines - 2; line += pitch) {
    const [from, to] = spanOf(area, line);
    const base = line * across;
    const start = Math.max(2, Math.ceil(from));
    const end = Math.min(length - 3, Math.floor(to));
    // Edges that begin or end a little outside are measured whole.
    const first = Math.max(0, start - MARGIN);
    const last = Math.min(length - 1, end + MARGIN);
    let at = base + first * along;
    let before = (data[at - across] as number) + (data[at] as number) + (data[at + across] as number);
    for (let x = first; x < last; x++) {
      at += along;
      const sum = (data[at - across] as number) + (data[at] as number) + (data[at + across] as number);
      slopes[x] = sum - before;
      before = sum;
    }
    // The edge before is kept until the next one tells how far that is.
    let place = Number.NEGATIVE_INFINITY;
    let sign = 0;
    let tall = 0;
    let sigma = 0;
    let gap = 0;
    for (let x = start; x < end; x++) {
      const slope = slopes[x] as number;
      if (slope < least && slope > -least) continue;
      const turn = slope > 0 ? 1 : -1;
      let top = x;
      let peak = slope * turn;
      while (top + 1 < end && (slopes[top + 1] as number) * turn > peak) {
        top += 1;
        peak = (slopes[top] as number) * turn;
      }
      const cut = TAIL * peak;
      let all = peak;
      let moment = 0;
      let second = 0;
      let stop = top;
      for (let way = -1; way <= 1; way += 2) {
        for (stop = top + way; stop > first && stop < last - 1; stop += way) {
          const part = (slopes[stop] as number) * turn;
          // One dip under noise does not end an edge, and its nearest neighbours always belong to it.
          if (
            part < cut &&
            (stop !== top + way || part <= 0) &&
            part + (slopes[stop + way] as number) * turn < 2 * cut
          )
            break;
          const offset = stop - top;
          all += part;
          moment += part * offset;
          second += part * offset * offset;
        }
      }
      const mean = moment / all;
      const spread = second / all - mean * mean;
      const high = all / LINES;
      const now = top + mean;
      const stroke = sign === -turn ? now - place : Number.POSITIVE_INFINITY;
      if (sigma > 0) {
        found.sigmas.push(widen(sigma, high > STROKE * tall ? Math.min(gap, stroke) : gap));
        found.heights.push(tall);
      }
      const here = base + top * along;
      const side =
        (data[here + across] as number) -
        (data[here - across] as number) +
        (data[here + along + across] as number) -
        (data[here + along - across] as number);
      const slant = (0.75 * side) / peak;
      sigma = 0;
      gap = tall > STROKE * high ? stroke : Number.POSITIVE_INFINITY;
      if (spread < NARROW && high < DRAWN) found.narrow.push(high);
      else if (slant < MAX_SLANT && slant > -MAX_SLANT) {
        const square = slant * slant;
        const variance = (spread - SLANT_VARIANCE * square) / (1 + square) - STEP_VARIANCE;
        sigma = Math.sqrt(Math.max(LEAST_VARIANCE, variance));
      }
      place = now;
      sign = turn;
      tall = high;
      x = Math.max(x, stop - 1);
    }
    if (sigma > 0) {
      found.sigmas.push(widen(sigma, gap));
      found.heights.push(tall);
    }
  }
  return found;
}
