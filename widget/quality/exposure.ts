import type { Gray } from './luma.ts';
import { type Quad, spanOf } from './quad.ts';

/** Brightness of a card in levels, 0..255. Percentiles: a dark table around a well-lit card does not count. */
export interface Levels {
  /** 0.5 %: ink, however little is printed. */
  readonly ink: number;
  /** 2 %. */
  readonly dark: number;
  /** 60 %: on most cards the paper's own tone. */
  readonly paper: number;
  /** 95 %. */
  readonly white: number;
  /** 98 %. */
  readonly light: number;
  /** 99.7 %: a reflection, where there is one. */
  readonly brightest: number;
}

/** A white point of this level or more is well exposed: tinted cards are seldom lighter. */
const WELL_LIT = 180;
/** Ink as light as this begins to burn out. */
const LIGHT_INK = 180;

/**
 * The levels within a quadrilateral; all 0 where it holds no pixel.
 *
 * @param gray A small map: averaging keeps noise out of the extremes.
 */
export function levelsOf({ data, width, height }: Gray, quad: Quad): Levels {
  const counts = new Uint32Array(256);
  let total = 0;
  for (let y = 0; y < height; y += 2) {
    const [from, to] = spanOf(quad, y);
    const end = y * width + Math.min(width - 1, Math.floor(to));
    for (let at = y * width + Math.max(0, Math.ceil(from)); at <= end; at++) {
      const level = data[at] as number;
      counts[level] = (counts[level] as number) + 1;
      total += 1;
    }
  }
  const at = (share: number): number => {
    let seen = 0;
    for (let level = 0; level < 256; level++) {
      seen += counts[level] as number;
      if (seen > share * total) return level;
    }
    return 0;
  };
  return {
    ink: at(0.005),
    dark: at(0.02),
    paper: at(0.6),
    white: at(0.95),
    light: at(0.98),
    brightest: at(0.997),
  };
}

/**
 * Light, 0..1: 0 black, 0.5 well exposed, 1 burnt out. The lightest part says whether there is enough (paper and skin are
 * there on every document), the darkest whether there is too much (ink stays dark until a picture burns out).
 */
export function exposureOf({ ink, white }: Levels): number {
  const enough = Math.min(1, white / WELL_LIT);
  const burnt = Math.max(0, (ink - LIGHT_INK) / (255 - LIGHT_INK));
  return (enough + burnt) / 2;
}

/** Levels between dark and light, as many as they would be in a well-lit picture. */
export const contrastOf = ({ dark, white, light }: Levels): number =>
  (light - dark) * Math.max(1, WELL_LIT / Math.max(1, white));
