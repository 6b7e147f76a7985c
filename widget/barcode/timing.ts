import type { Corners } from './corners.ts';
import { type Projection, projectionBetween } from './geometry.ts';
import { type Luma, levelAt, type Point } from './luma.ts';
import { LARGEST, SMALLEST } from './symbol.ts';

/** How far apart in modules the middles of two finder patterns are, less than the side. */
const INSET = 7;

interface Fit {
  /** 1 where every second module is dark as it should be; about 0 on anything else. */
  readonly score: number;
  /** How much of the way is behind at its half, as a share of it, times four: perspective and bends. */
  readonly skew: number;
}

/**
 * Follows the timing pattern between two finder patterns, three modules beside the line through their middles, and finds how its
 * modules are spaced: the far ones are nearer to each other.
 *
 * @param beside One module across the line, towards the data.
 */
function follow(picture: Luma, from: Point, to: Point, beside: Point, side: number): Fit {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const count = side - 16;
  const levels = new Float64Array(count + 2);
  let best: Fit = { score: -1, skew: 0 };
  // A quarter of a module at the half of the way, from one step to the next.
  const step = 1 / (side - INSET);
  const reach = Math.min(0.14, 12 * step);
  for (const bow of [0, -0.7, 0.7]) {
    for (let skew = -reach; skew <= reach; skew += step) {
      for (let i = -1; i <= count; i++) {
        const share = (i + 8 + 0.5 - 3.5) / (side - INSET);
        const along = share + skew * share * (1 - share);
        const across = 3 + bow * 4 * share * (1 - share);
        const x = from[0] + dx * along + beside[0] * across;
        const y = from[1] + dy * along + beside[1] * across;
        levels[i + 1] = levelAt(picture, x, y);
      }
      let right = 0;
      let all = 1;
      for (let i = 1; i <= count; i++) {
        const bulge = (levels[i] as number) - ((levels[i - 1] as number) + (levels[i + 1] as number)) / 2;
        // The first one, at index 8, is dark.
        right += i % 2 === 1 ? -bulge : bulge;
        all += Math.abs(bulge);
      }
      const score = right / all - Math.abs(bow) * 0.02;
      if (score > best.score) best = { score, skew };
    }
  }
  return best;
}

export interface Located {
  readonly side: number;
  /** From modules, the code's upper left corner at 0, 0, to pixels. */
  readonly projection: Projection;
  /** How well the timing patterns fit, -1..1. */
  readonly score: number;
}

/** The projection's term for perspective along one side, by where the half of the way lies. */
function depthOf(skew: number): number {
  const half = 0.5 + skew / 4;
  return (2 * half - 1) / (1 - half);
}

function locateWith(picture: Luma, { topLeft, topRight, bottomLeft }: Corners, side: number): Located | null {
  const steps = side - INSET;
  const down: Point = [(bottomLeft[0] - topLeft[0]) / steps, (bottomLeft[1] - topLeft[1]) / steps];
  const across: Point = [(topRight[0] - topLeft[0]) / steps, (topRight[1] - topLeft[1]) / steps];
  const top = follow(picture, topLeft, topRight, down, side);
  const left = follow(picture, topLeft, bottomLeft, across, side);
  const [g, k] = [depthOf(top.skew), depthOf(left.skew)];
  // In units of the finder patterns' distance: the corner at 0, 0, the others at 1, 0 and 0, 1.
  const far = [0, 1].map((axis) => {
    const [corner = 0, right = 0, below = 0] = [topLeft[axis], topRight[axis], bottomLeft[axis]];
    return (right * (1 + g) - corner + below * (1 + k) - corner + corner) / (1 + g + k);
  });
  const near = 3.5;
  const end = side - 3.5;
  const projection = projectionBetween(
    [
      [near, near],
      [end, near],
      [near, end],
      [end, end],
    ],
    [topLeft, topRight, bottomLeft, [far[0] ?? 0, far[1] ?? 0]],
  );
  return projection && { side, projection, score: (top.score + left.score) / 2 };
}

/** Which size the code has and how it lies, the likeliest first. */
export function locate(picture: Luma, corners: Corners): Located[] {
  const found: Located[] = [];
  const guess = Math.round((corners.side - 17) / 4);
  // What the patterns' size says is worth less the larger the code is.
  const reach = Math.max(1, Math.ceil(guess * 0.12));
  for (let version = guess - reach; version <= guess + reach; version++) {
    const side = 17 + 4 * version;
    if (side < SMALLEST || side > LARGEST) continue;
    const located = locateWith(picture, corners, side);
    if (located) found.push(located);
  }
  return found.sort((a, b) => b.score - a.score);
}
