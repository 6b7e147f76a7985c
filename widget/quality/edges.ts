import type { Gray } from './luma.ts';
import { type Quad, spanOf, turned } from './quad.ts';

/** Lines are read three at a time, summed: each pixel once, and a third of the noise's power. */
const LINES = 3;
/** Steps below this many deviations of the noise, or below this many levels (of three lines), are no edge. */
const MIN_STEPS = 4.5;
const MIN_LEVELS = 12;
/** An edge ends where its slope is below this share of its steepest. */
const TAIL = 0.2;
/** Slant (tangent) up to which an edge counts for a direction. */
const MAX_SLANT = 0.6;
/** A variance below this, in square pixels, no lens makes: such a step is noise. */
const NARROW = 0.05;
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

/**
 * Finds the edges that rows (or columns) of a map cross within a quadrilateral, and how far each is blurred: the standard
 * deviation of its slope (the line spread function), which does not depend on contrast, light or where the pixels
 * fall. An edge that is one side of a thin stroke is cut short by the other side; the distance between the two says by how
 * much, from a factor of 1 (a step) to 1.53 (a line: its half is a Rayleigh distribution).
 *
 * @param noise See `noiseOf`.
 */
export function findEdges(gray: Gray, quad: Quad, isAcross: boolean, noise: number): Edges {
  const { data, width, height } = gray;
  const [along, across] = isAcross ? [1, width] : [width, 1];
  const [length, lines] = isAcross ? [width, height] : [height, width];
  const area = isAcross ? quad : turned(quad);
  const least = Math.max(MIN_LEVELS, MIN_STEPS * noise);
  const found: Edges = { sigmas: [], heights: [], narrow: [] };
  const sumAt = (at: number): number =>
    (data[at - across] as number) + (data[at] as number) + (data[at + across] as number);
  const slopeAt = (at: number): number => sumAt(at + along) - sumAt(at);

  for (let line = 2; line < lines - 2; line += LINES) {
    const [from, to] = spanOf(area, line);
    const base = line * across;
    const end = Math.min(length - 3, Math.floor(to));
    let [place, sign, tall] = [Number.NEGATIVE_INFINITY, 0, 0];
    // The edge before, kept until the next one tells how far that is.
    let [sigma, gap] = [0, 0];
    const keep = (): void => {
      if (sigma === 0) return;
      const line = Math.min(1, sigma / Math.max(gap, 0.1) / LINE_RATIO);
      found.sigmas.push(sigma * (1 + LINE_GAIN * line * line));
      found.heights.push(tall);
    };
    let x = Math.max(2, Math.ceil(from));
    let sum = sumAt(base + x * along);
    while (x < end) {
      const next = sumAt(base + (x + 1) * along);
      const slope = next - sum;
      if (slope < least && slope > -least) {
        sum = next;
        x += 1;
        continue;
      }
      const turn = slope > 0 ? 1 : -1;
      let peak = slope * turn;
      let top = x;
      for (let higher = 0; ; top++, peak = higher) {
        higher = slopeAt(base + (top + 1) * along) * turn;
        if (higher <= peak || top + 1 >= end) break;
      }
      const cut = TAIL * peak;
      let [all, first, second] = [peak, 0, 0];
      let last = top;
      for (const way of [-1, 1]) {
        let at = top + way;
        for (; at >= 1 && at < length - 2; at += way) {
          const part = slopeAt(base + at * along) * turn;
          // One dip under noise does not end an edge, and its nearest neighbours always belong to it.
          if (part < cut && (at !== top + way || part <= 0)) {
            const beyond = slopeAt(base + (at + (at > 1 ? way : 0)) * along) * turn;
            if (part + beyond < 2 * cut) break;
          }
          const offset = at - top;
          all += part;
          first += part * offset;
          second += part * offset * offset;
        }
        last = at;
      }
      const mean = first / all;
      const spread = second / all - mean * mean;
      const now = top + mean;
      const high = all / LINES;
      const stroke = sign === -turn ? now - place : Number.POSITIVE_INFINITY;
      if (high > STROKE * tall) gap = Math.min(gap, stroke);
      keep();
      const at = base + top * along;
      const side =
        (data[at + across] as number) -
        (data[at - across] as number) +
        (data[at + along + across] as number) -
        (data[at + along - across] as number);
      const slant = (0.75 * side) / peak;
      const straight = 1 + slant * slant;
      gap = tall > STROKE * high ? stroke : Number.POSITIVE_INFINITY;
      sigma = 0;
      if (spread < NARROW) found.narrow.push(high);
      else if (slant < MAX_SLANT && slant > -MAX_SLANT) {
        const variance = (spread - SLANT_VARIANCE * slant * slant) / straight - STEP_VARIANCE;
        sigma = Math.sqrt(Math.max(LEAST_VARIANCE, variance));
      }
      [place, sign, tall] = [now, turn, high];
      x = Math.max(last, x + 1);
      if (x < end) sum = sumAt(base + x * along);
    }
    keep();
  }
  return found;
}
