import type { Gray } from './luma.ts';

/**
 * How wide edges are blurred, whatever their contrast.
 *
 * The structure function D(k) is the mean squared difference of pixels `k` apart. Across a step edge blurred by a
 * Gaussian of standard deviation s, D(4) / D(2) grows from 2 (a crisp edge: twice as many pairs straddle it) to 4 (a
 * ramp: each difference is twice as large). Contrast and brightness cancel out in the ratio, white noise adds the
 * same constant to both and is taken off, and no pass of filtering is needed.
 */
const NEAR = 2;
const FAR = 4;

/** D(4) / D(2) of a step edge by its blur in pixels: the integral of (F((x + k) / s) - F(x / s))^2, F the normal CDF. */
const RATIOS: readonly (readonly [sigma: number, ratio: number])[] = [
  [0.2, 2.1],
  [0.3, 2.204],
  [0.5, 2.391],
  [0.7, 2.618],
  [0.9, 2.849],
  [1.1, 3.055],
  [1.3, 3.225],
  [1.6, 3.417],
  [2, 3.588],
  [2.5, 3.718],
  [3, 3.797],
  [4, 3.881],
  [5, 3.923],
  [7, 3.96],
  [10, 3.98],
];

/** Side of the squares that are looked at on their own, in pixels. */
const TILE = 24;
/** Every second pixel and row is enough. No other step: it has to divide both distances, or level print aliases. */
const STEP = 2;
/** Differences of noise are taken from the calmest squares: this share of them lies below. */
const CALM = 0.15;
/** Mean squared difference that noise of 10 levels makes; more is taken for texture. */
const MAX_NOISE = 200;
/** A square counts when what is left of it without noise is this many times the noise. */
const MIN_SIGNAL = 2;
/** And at least this: differences of 1.6 levels. */
const MIN_ENERGY = 2.5;
/** By edge energy, the sharpest square first, this one decides. Half: soft portraits and backgrounds do not. */
const QUANTILE = 0.5;
/**
 * Blur that is this many times stronger than across it is a smear; thin print makes a smear measure smaller than it is,
 * so it counts up to `SMEAR_GAIN` times as much, rising from the one ratio to the other.
 */
const SMEAR_FROM = 1.4;
const SMEAR_FULL = 2.4;
const SMEAR_GAIN = 1.6;
/** Below this, in pixels, a difference between directions says nothing. */
const FINEST = 0.7;

interface Tile {
  readonly near: number;
  readonly far: number;
}

/** Mean squared differences of each square along one direction, `step` pixels on in memory per pixel of distance. */
function measureTiles(gray: Gray, step: number): Tile[] {
  const { data, width, height } = gray;
  const found: Tile[] = [];
  // 4 pixels of margin keep every direction inside of the picture.
  const count = (TILE / STEP) ** 2;
  for (let top = FAR; top + TILE + FAR <= height; top += TILE) {
    for (let left = FAR; left + TILE + FAR <= width; left += TILE) {
      let near = 0;
      let far = 0;
      for (let y = top; y < top + TILE; y += STEP) {
        const start = y * width + left;
        for (let at = start; at < start + TILE; at += STEP) {
          const here = data[at] as number;
          const a = (data[at + NEAR * step] as number) - here;
          const b = (data[at + FAR * step] as number) - here;
          near += a * a;
          far += b * b;
        }
      }
      found.push({ near: near / count, far: far / count });
    }
  }
  return found;
}

function noiseOf(tiles: readonly Tile[]): number {
  const sorted = tiles.map((tile) => tile.near).sort((a, b) => a - b);
  return Math.min(MAX_NOISE, sorted[Math.floor(sorted.length * CALM)] ?? 0);
}

/** The blur in pixels that makes such a ratio of a step edge. */
function sigmaOf(ratio: number): number {
  let [lowSigma, lowRatio] = [0, 2];
  for (const [sigma, high] of RATIOS) {
    if (ratio <= high) {
      const share = Math.max(0, ratio - lowRatio) / (high - lowRatio);
      return lowSigma + share * (sigma - lowSigma);
    }
    [lowSigma, lowRatio] = [sigma, high];
  }
  return lowSigma;
}

/** Blur along one direction, in steps of it; null where nothing has an edge in that direction. */
function measureDirection(gray: Gray, step: number): number | null {
  const tiles = measureTiles(gray, step);
  const noise = noiseOf(tiles);
  const least = Math.max(MIN_ENERGY, MIN_SIGNAL * noise);
  const edges = tiles
    .filter((tile) => tile.near - noise > least)
    .map((tile) => ({ ratio: (tile.far - noise) / (tile.near - noise), energy: tile.far - noise }))
    .sort((a, b) => a.ratio - b.ratio);
  const enough = QUANTILE * edges.reduce((sum, tile) => sum + tile.energy, 0);
  let seen = 0;
  for (const { ratio, energy } of edges) {
    seen += energy;
    if (seen >= enough) return sigmaOf(ratio);
  }
  return null;
}

/**
 * The standard deviation of the blur in pixels of `gray`, in the direction where it is worst; infinite where there is no
 * edge at all. Good between about 0.5 and 5 pixels: hand in a map on which the blur that matters has about 2.
 */
export function measureBlur(gray: Gray): number {
  const { width } = gray;
  const axes = worstOf(measureDirection(gray, 1), measureDirection(gray, width));
  const diagonals = worstOf(measureDirection(gray, width + 1), measureDirection(gray, width - 1));
  if (axes === null && diagonals === null) return Number.POSITIVE_INFINITY;
  return Math.max(axes ?? 0, (diagonals ?? 0) * Math.SQRT2);
}

/** The stronger of the blurs along two directions at a right angle, a smear counted for what it is. */
function worstOf(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  const ratio = Math.max(a, b) / Math.max(FINEST, Math.min(a, b));
  const share = Math.min(1, Math.max(0, (ratio - SMEAR_FROM) / (SMEAR_FULL - SMEAR_FROM)));
  return Math.max(a, b) * (1 + share * (SMEAR_GAIN - 1));
}

/** As a share of the card's width. Thin print makes 0.29 %, the end of what is read, measure as about 0.26 %. */
const BLUR_LIMIT = 0.0026;
/** In a small picture less than this many pixels of blur is no more than its lens and sensor make. */
const LEAST_LIMIT = 1.1;

/**
 * Sharpness 0..1 from a blur: 1 / (1 + (blur / limit)^2), so 0.5 at the limit.
 *
 * @param blur Standard deviation in pixels.
 * @param cardWidth In pixels of the same map; without a width there is nothing to be sharp.
 */
export function sharpnessOf(blur: number, cardWidth: number): number {
  if (!(cardWidth > 0)) return 0;
  return 1 / (1 + (blur / Math.max(LEAST_LIMIT, BLUR_LIMIT * cardWidth)) ** 2);
}
