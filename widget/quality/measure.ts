import { contrastOf, exposureOf, levelsOf } from './exposure.ts';
import { measureGlare } from './glare.ts';
import { clampRegion, luma, shrink } from './luma.ts';
import { boundsOf, grow, inMap, type Quad } from './quad.ts';
import { type Judged, measureBlur, sharpnessOf, wholeBlur } from './sharpness.ts';
import type { Frame } from './types.ts';

/** Pixels to the millimetre of the maps for blur (its limit is then about two pixels) and for light and reflections. */
const FINE = 7.5;
const COARSE = 2.5;
/** What is looked at around the card, for its border; and of the card, where its border must not count. */
const AROUND = 1.04;
const WITHIN = 0.95;

export interface Measures extends Judged {
  /** All 0..1, see `Verdict`. */
  readonly sharpness: number;
  readonly glare: number;
  readonly exposure: number;
  /** Levels, as in a well-lit picture. */
  readonly contrast: number;
  /** Levels between dark and light by those of the noise. */
  readonly signal: number;
}

/**
 * Light, reflections and blur of what lies in a quadrilateral.
 *
 * @param quad In pixels of the frame.
 * @param scale Pixels of the frame to the millimetre there.
 */
export function measure(frame: Frame, quad: Quad, scale: number): Measures {
  const fine = Math.max(1, Math.round(scale / FINE));
  const region = clampRegion(frame, boundsOf(grow(quad, AROUND), 3 * fine));
  const gray = luma(frame, region, fine);
  const found = measureBlur(gray, inMap(quad, region, fine), scale / fine);
  const { blur, isSmeared } = wholeBlur(found);
  const coarse = Math.max(1, Math.round(scale / fine / COARSE));
  const small = shrink(gray, coarse);
  const inside = grow(inMap(quad, region, fine * coarse), WITHIN);
  const levels = levelsOf(small, inside);
  const smallBlur = Math.min(blur, 2) * (scale / (fine * coarse));
  return {
    blur,
    isSmeared,
    sharpness: sharpnessOf(blur),
    glare: measureGlare(small, inside, levels, smallBlur),
    exposure: exposureOf(levels),
    contrast: contrastOf(levels),
    signal: (levels.light - levels.dark) / Math.max(0.5, found.noise),
  };
}
