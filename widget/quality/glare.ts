import type { Levels } from './exposure.ts';
import type { Gray } from './luma.ts';
import { areaOf, type Quad, spanOf } from './quad.ts';

/**
 * A reflection is brighter than the paper by this share of the paper's level, and print can still be read through one that is
 * not burnt out up to the second share. On paper that is nearly white, burnt out and most of what is left is enough.
 */
const BURNT = 250;
const BURNT_OUT = 254;
const LEAST_SHARE = 0.22;
const LEAST_VEIL = 0.5;
const LEAST_OF_REST = 0.75;
const LEAST_LEVELS = 20;
/** It is this bright; or, in little light, it outshines all else that is white, or paper that is not dark itself. */
const BRIGHT = 190;
const OUTSHINES = 1.5;
const LIGHT_PAPER = 50;
/** Where a spot begins, between paper and brightest; no higher than this level, where sensors are at their end. */
const BEGIN = 0.5;
const FULL = 247;
/** Of the card's area: a smaller spot hides nothing, a larger one is the paper itself. */
const SMALLEST = 0.002;
const LARGEST = 0.45;
/** The sides of an edge are compared this far from it in deviations of the blur, and three times as far. */
const NEAR = 1.3;
const FAR = 3;
/** Of the step far apart, what lies between the near places: 0.8 for a printed edge, 0.3 to 0.5 for a reflection's. */
const CRISP = 0.62;
/** Steps below this share of the spot's height are not its edge. */
const STEP = 0.12;
/** Of a spot's edge, the share that has to be soft; and the share that may lie on the card's border. */
const SOFT = 0.38;
const ON_BORDER = 0.3;

interface Spot {
  /** Pixels. */
  readonly area: number;
  readonly isReflection: boolean;
}

/**
 * The share (0..1) of a card under a reflection. A reflection lies over paper and print alike, is brighter than the paper,
 * and fades out over millimetres. White paper is no brighter than itself; a white band, the ground of a portrait and the
 * margin of a code end as crisply as the picture's own blur lets print end, and that is how they are told apart.
 *
 * @param gray A map of 2 to 4 pixels to the millimetre.
 * @param quad The card in pixels of `gray`, a little smaller than it is, so that its border is left out.
 * @param levels Of the same area.
 * @param blur Standard deviation in pixels of `gray`.
 */
export function measureGlare(gray: Gray, quad: Quad, levels: Levels, blur: number): number {
  const { data, width, height } = gray;
  const { paper, white, brightest } = levels;
  const rise = brightest - paper;
  const rest = brightest < BURNT_OUT ? 255 : LEAST_OF_REST * (255 - paper);
  const least = brightest < BURNT ? LEAST_VEIL * paper : Math.min(LEAST_SHARE * paper, rest);
  if (rise < Math.max(LEAST_LEVELS, least)) return 0;
  const isBright =
    brightest >= BRIGHT || brightest >= OUTSHINES * white || (paper >= LIGHT_PAPER && rise >= paper);
  if (!isBright) return 0;
  const begin = Math.min(FULL, paper + BEGIN * rise);
  const near = NEAR * Math.max(0.75, blur);
  const far = FAR * near;
  // 0 dark, 1 bright, 2 counted, 3 beyond the card.
  const mask = new Uint8Array(data.length).fill(3);
  for (let y = 1; y < height - 1; y++) {
    const [from, to] = spanOf(quad, y);
    const end = y * width + Math.min(width - 2, Math.floor(to));
    for (let at = y * width + Math.max(1, Math.ceil(from)); at <= end; at++) {
      mask[at] = (data[at] as number) >= begin ? 1 : 0;
    }
  }
  const card = areaOf(quad);
  const levelAt = (x: number, y: number): number => {
    const column = Math.max(0, Math.min(width - 1, Math.round(x)));
    return data[Math.max(0, Math.min(height - 1, Math.round(y))) * width + column] as number;
  };

  const takeSpot = (start: number): Spot => {
    const spot = [start];
    mask[start] = 2;
    let edge = 0;
    let soft = 0;
    let border = 0;
    for (let i = 0; i < spot.length; i++) {
      const at = spot[i] as number;
      let isEdge = false;
      let isBorder = false;
      for (const next of [at - width, at + 1, at + width, at - 1]) {
        const kind = mask[next] as number;
        if (kind === 0) isEdge = true;
        else if (kind === 3) isBorder = true;
        else if (kind === 1) {
          mask[next] = 2;
          spot.push(next);
        }
      }
      if (isBorder) border += 1;
      if (!isEdge || isBorder) continue;
      const dx = (data[at + 1] as number) - (data[at - 1] as number);
      const dy = (data[at + width] as number) - (data[at - width] as number);
      const length = Math.hypot(dx, dy) || 1;
      const x = at % width;
      const y = (at - x) / width;
      const stepOver = (reach: number): number => {
        const rx = (dx / length) * reach;
        const ry = (dy / length) * reach;
        return levelAt(x + rx, y + ry) - levelAt(x - rx, y - ry);
      };
      const whole = stepOver(far);
      edge += 1;
      if (whole > STEP * rise && stepOver(near) < CRISP * whole) soft += 1;
    }
    return {
      area: spot.length,
      isReflection: soft > SOFT * edge && border < ON_BORDER * (border + edge) && edge > 0,
    };
  };

  let covered = 0;
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] !== 1) continue;
    const { area, isReflection } = takeSpot(at);
    if (isReflection && area >= SMALLEST * card && area <= LARGEST * card) covered += area;
  }
  return Math.min(1, covered / Math.max(1, card));
}
