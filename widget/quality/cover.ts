import type { Quad } from './quad.ts';
import type { Frame, Point } from './types.ts';

/** Places along a side at which both sides of the edge are compared, and how far from it, in millimetres. */
const PLACES = 48;
const BESIDE = 1.8;
/** The rounded corners are left out. */
const INSET = 0.05;
/** Sum of the differences of the three channels that a side has to have for a gap in it to mean something. */
const LEAST = 40;
/** A place has no edge when its difference is below this share of the side's median. */
const GONE = 0.45;

/** Mean colour of nine pixels around a place. */
function colourAt({ data, width, height }: Frame, x: number, y: number): readonly [number, number, number] {
  const column = Math.max(1, Math.min(width - 2, Math.round(x)));
  const row = Math.max(1, Math.min(height - 2, Math.round(y)));
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const at = ((row + dy) * width + column + dx) * 4;
      red += data[at] as number;
      green += data[at + 1] as number;
      blue += data[at + 2] as number;
    }
  }
  return [red / 9, green / 9, blue / 9];
}

/** Skin of any tone is red before green before blue, within these shares of the red, in any light that is near white. */
const isSkin = ([red, green, blue]: readonly [number, number, number]): boolean =>
  red - green > 0.08 * red && red - green < 0.5 * red && red - blue > 0.18 * red && red - blue < 0.75 * red;

/**
 * The largest share (0..1) of a side of the card that a finger lies over: a stretch in which both sides of the edge have
 * the same colour, that of skin, while the rest of the side is an edge. Sides that hardly differ from the ground tell nothing.
 *
 * @param scale Pixels to the millimetre.
 */
export function coveredShare(frame: Frame, quad: Quad, scale: number): number {
  const reach = Math.max(2, BESIDE * scale);
  let most = 0;
  for (let side = 0; side < 4; side++) {
    const [ax, ay] = quad[side] as Point;
    const [bx, by] = quad[(side + 1) % 4] as Point;
    const length = Math.hypot(bx - ax, by - ay);
    const nx = ((ay - by) / length) * reach;
    const ny = ((bx - ax) / length) * reach;
    const steps: number[] = [];
    const isFinger: boolean[] = [];
    for (let place = 0; place < PLACES; place++) {
      const share = INSET + ((1 - 2 * INSET) * (place + 0.5)) / PLACES;
      const x = ax + (bx - ax) * share;
      const y = ay + (by - ay) * share;
      const inside = colourAt(frame, x + nx, y + ny);
      const outside = colourAt(frame, x - nx, y - ny);
      steps.push(
        Math.abs(inside[0] - outside[0]) +
          Math.abs(inside[1] - outside[1]) +
          Math.abs(inside[2] - outside[2]),
      );
      isFinger.push(isSkin(inside) && isSkin(outside));
    }
    const median = [...steps].sort((a, b) => a - b)[PLACES / 2] as number;
    if (median < LEAST) continue;
    let run = 0;
    for (let place = 0; place < PLACES; place++) {
      run = isFinger[place] && (steps[place] as number) < GONE * median ? run + 1 : 0;
      most = Math.max(most, (run * (1 - 2 * INSET)) / PLACES);
    }
  }
  return most;
}
