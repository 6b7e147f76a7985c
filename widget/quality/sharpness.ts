import { type Edges, findEdges, LINES, noiseOf } from './edges.ts';
import { type Gray, shrink } from './luma.ts';
import { areaOf, grow, type Quad } from './quad.ts';

/** The outline is looked at with this much around it, so that the card's own border is among the edges. */
const BORDER = 1.04;
/** A map with fewer edges says little: one of half the size, with half the noise, is asked. */
const ENOUGH = 20;
const ENOUGH_AT_ALL = 6;
const LEVELS = 3;
/** Lines are read so far apart that about this many pixels are read in each direction. */
const READ = 20_000;
/** Of the edges, the sharpest first, by height: this share decides. Less than half: portraits and shadows are soft. */
const QUANTILE = 0.4;
/** An edge counts when it is this many times as high as the noise that looks like one. */
const ABOVE_NOISE = 1.5;
/** With this share of noise among the edges or more, its height counts in full. */
const NOISY = 0.15;
/** Blurs are counted in bins of 4 % from 0.1 pixels on. */
const BIN = Math.log(1.04);
const FIRST = 0.1;
const BINS = 160;

/** Blurs of the two directions that differ by the first factor are one blur; by the second, the larger one counts. */
const SAME = 1.1;
const APART = 1.5;
/** From this factor on it is a movement. */
const SMEARED = 1.35;
/** In millimetres on the card: the end of what can be read. */
export const READABLE = 0.25;

/** Blur in millimetres on the card (standard deviation), along the frame's rows and columns; null: no edge there. */
export interface Blur {
  readonly across: number | null;
  readonly down: number | null;
  /** Standard deviation in levels of a pixel of the map that was measured. */
  readonly noise: number;
}

/** The height that nine in ten of the steps have that are noise; 0 where there is hardly any. */
function noiseHeight(edges: readonly Edges[]): number {
  const narrow = edges.flatMap((found) => found.narrow).sort((a, b) => a - b);
  if (narrow.length <= 5) return 0;
  const all = edges.reduce((sum, found) => sum + found.heights.length, narrow.length);
  return (narrow[Math.floor(narrow.length * 0.9)] as number) * Math.min(1, narrow.length / (NOISY * all));
}

/** The weighted quantile of the blurs in pixels, and of how many. */
function quantileOf({ sigmas, heights }: Edges, least: number): readonly [sigma: number, count: number] {
  const bins = new Float64Array(BINS);
  let total = 0;
  let count = 0;
  for (let i = 0; i < sigmas.length; i++) {
    const height = heights[i] as number;
    if (height <= least) continue;
    const bin = Math.max(0, Math.min(BINS - 1, Math.round(Math.log((sigmas[i] as number) / FIRST) / BIN)));
    bins[bin] = (bins[bin] as number) + height;
    total += height;
    count += 1;
  }
  let seen = 0;
  for (let bin = 0; bin < BINS; bin++) {
    seen += bins[bin] as number;
    if (seen >= QUANTILE * total) return [FIRST * Math.exp(bin * BIN), count];
  }
  return [0, 0];
}

/**
 * The blur of a card in millimetres, from the edges of its print and its own border (`findEdges`). The finest map that
 * has edges above its noise decides; where none has enough of them, the one with the most.
 *
 * @param gray The card's surroundings, about 7 pixels or fewer to the millimetre.
 * @param quad The card in pixels of `gray`.
 * @param scale Pixels of `gray` to the millimetre.
 */
export function measureBlur(gray: Gray, quad: Quad, scale: number): Blur {
  let map = gray;
  let area = grow(quad, BORDER);
  const best: [number | null, number | null] = [null, null];
  let noiseOfPixel = 0;
  const most = [ENOUGH_AT_ALL - 1, ENOUGH_AT_ALL - 1];
  for (let level = 0, perMm = scale; level < LEVELS; level++, perMm /= 2) {
    if (level > 0) {
      map = shrink(map, 2);
      area = area.map(([x, y]) => [x / 2 - 0.25, y / 2 - 0.25]) as unknown as Quad;
    }
    const noise = noiseOf(map, area);
    if (level === 0) noiseOfPixel = noise / Math.sqrt(2 * LINES);
    const pitch = Math.max(LINES, Math.round(areaOf(area) / READ));
    const directions = [true, false].map((isAcross) => findEdges(map, area, isAcross, noise, pitch));
    const least = ABOVE_NOISE * noiseHeight(directions);
    directions.forEach((edges, i) => {
      if ((most[i] as number) >= ENOUGH) return;
      const [sigma, count] = quantileOf(edges, least);
      if (count <= (most[i] as number)) return;
      best[i] = sigma / perMm;
      most[i] = count;
    });
    if (most.every((count) => count >= ENOUGH)) break;
  }
  return { across: best[0], down: best[1], noise: noiseOfPixel };
}

export interface Judged {
  /** Millimetres on the card; infinite where nothing has an edge. */
  readonly blur: number;
  /** True where it is a smear rather than a lens out of focus. */
  readonly isSmeared: boolean;
}

/**
 * One blur from those of two directions. A lens blurs all directions alike, and then their mean (of squares) is the better
 * measure; a movement blurs one.
 */
export function wholeBlur({ across, down }: Blur): Judged {
  const found = [across, down].filter((blur): blur is number => blur !== null);
  if (found.length === 0) return { blur: Number.POSITIVE_INFINITY, isSmeared: false };
  const most = Math.max(...found);
  const factor = most / Math.min(...found);
  const square = found.reduce((sum, blur) => sum + (blur * blur) / found.length, 0);
  const apart = Math.min(1, Math.max(0, (factor - SAME) / (APART - SAME)));
  return { blur: Math.sqrt(square + apart * (most * most - square)), isSmeared: factor > SMEARED };
}

/** Sharpness 0..1 of a blur in millimetres on the card: 1 / (1 + (blur / 0.25)^2), so 0.5 at the end of what can be read. */
export const sharpnessOf = (blur: number): number => 1 / (1 + (blur / READABLE) ** 2);
