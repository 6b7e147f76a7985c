import { type Luma, levelAt, type Point } from './luma.ts';

/** A finder pattern with the light ring about it: by the distance from the middle, 1 where dark. */
const RINGS = [1, 1, 0, 1, 0];
const REACH = 4;
/** Dark modules of the 9 x 9, and light ones. */
const DARK = 33;
const LIGHT = 48;

/**
 * Correlation of the 9 x 9 modules about a place with a finder pattern, -1..1.
 *
 * @param across One module along the code's rows, in pixels; `down` one along its columns.
 */
export function finderLikeness(picture: Luma, x: number, y: number, across: Point, down: Point): number {
  let sum = 0;
  let squares = 0;
  let product = 0;
  for (let row = -REACH; row <= REACH; row++) {
    for (let column = -REACH; column <= REACH; column++) {
      const px = x + across[0] * column + down[0] * row;
      const py = y + across[1] * column + down[1] * row;
      const level = levelAt(picture, px, py);
      const ring = Math.max(Math.abs(column), Math.abs(row));
      sum += level;
      squares += level * level;
      // With these weights dark and light ones add up to zero.
      product += RINGS[ring] === 1 ? -level * LIGHT : level * DARK;
    }
  }
  const variance = squares - (sum * sum) / (DARK + LIGHT);
  const weights = DARK * LIGHT * (DARK + LIGHT);
  return variance < 81 ? 0 : product / Math.sqrt(variance * weights);
}
