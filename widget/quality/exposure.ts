import type { Gray } from './luma.ts';

/** The light of a picture. Percentiles, so that a dark table around a well-lit card does not count. */
export interface Exposure {
  /** 0..1: 0 black, 0.5 well exposed, 1 burnt out. */
  readonly exposure: number;
  /** Levels between the darkest and the lightest 2 %, 0..255. */
  readonly contrast: number;
}

/** A white point of this level or more is well exposed: tinted cards are seldom lighter. */
const WELL_LIT = 180;
/** Ink as light as this begins to burn out. */
const LIGHT_INK = 140;

function percentile(histogram: Uint32Array, total: number, share: number): number {
  let seen = 0;
  for (let level = 0; level < 256; level++) {
    seen += histogram[level] as number;
    if (seen > share * total) return level;
  }
  return 255;
}

/**
 * Measures the light. The lightest part says whether there is enough of it (paper and skin are there on every
 * document), the darkest part whether there is too much (ink stays dark until a picture burns out).
 *
 * @param gray A small map (about 160 pixels on its long side): averaging keeps noise out of the extremes.
 */
export function measureExposure(gray: Gray): Exposure {
  const histogram = new Uint32Array(256);
  for (const level of gray.data) histogram[level] = (histogram[level] as number) + 1;
  const total = gray.data.length;
  const dark = percentile(histogram, total, 0.02);
  const white = percentile(histogram, total, 0.95);
  const light = percentile(histogram, total, 0.98);
  const enough = Math.min(1, white / WELL_LIT);
  const burnt = Math.max(0, (dark - LIGHT_INK) / (255 - LIGHT_INK));
  return { exposure: (enough + burnt) / 2, contrast: light - dark };
}
