import { type Edges, findEdges, noiseOf } from './edges.ts';
import { type Gray, shrink } from './luma.ts';
import { grow, type Quad } from './quad.ts';

/** The outline is looked at with this much around it, so that the card's own border is among the edges. */
const BORDER = 1.04;
/** A map with fewer edges says little: one of half the size, with half the noise, is asked. */
const ENOUGH = 40;
const ENOUGH_IN_DIRECTION = 15;
const LEVELS = 3;
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

/** Blur in millimetres on the card (standard deviation), along the frame's rows and columns; null: no edge there. */
export interface Blur {
  readonly across: number | null;
  readonly down: number | null;
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
  let best: Blur = { across: null, down: null };
  let most = ENOUGH_IN_DIRECTION;
  for (let level = 0, perMm = scale; level < LEVELS; level++, perMm /= 2) {
    if (level > 0) {
      map = shrink(map, 2);
      area = area.map(([x, y]) => [x / 2 - 0.25, y / 2 - 0.25]) as unknown as Quad;
    }
    const noise = noiseOf(map, area);
    const directions = [findEdges(map, area, true, noise), findEdges(map, area, false, noise)];
    const least = ABOVE_NOISE * noiseHeight(directions);
    const [across, down] = directions.map((edges) => quantileOf(edges, least)) as [
      readonly [number, number],
      readonly [number, number],
    ];
    const count = across[1] + down[1];
    if (count < most) continue;
    const blurOf = ([sigma, of]: readonly [number, number]): number | null =>
      of >= Math.min(ENOUGH_IN_DIRECTION, count / 3) ? sigma / perMm : null;
    best = { across: blurOf(across), down: blurOf(down) };
    most = count;
    if (count >= ENOUGH) break;
  }
  return best;
}
