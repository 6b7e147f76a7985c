import type { Point } from '../types.ts';
import type { Edges } from './edges.ts';
import type { Corners } from './view.ts';

/** Sums of the edges' weights above and to the left of each pixel (Crow 1984): `(width + 1) * (height + 1)`. */
export interface Ink {
  readonly sums: Float64Array;
  readonly width: number;
  readonly height: number;
}

let scratch = new Float64Array(0);

export function inkOf({ weights, width, height }: Edges): Ink {
  const columns = width + 1;
  const size = columns * (height + 1);
  if (scratch.length < size) scratch = new Float64Array(size);
  const sums = scratch;
  // What another picture left there.
  sums.fill(0, 0, columns);
  for (let y = 1; y <= height; y++) sums[y * columns] = 0;
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += weights[y * width + x] as number;
      sums[(y + 1) * columns + x + 1] = (sums[y * columns + x + 1] as number) + row;
    }
  }
  return { sums, width, height };
}

/** Half the side of the square that is averaged, in map pixels. */
const HALF = 3;

/** Mean weight of edges around a place, 0..1; null outside of the map. */
function around({ sums, width, height }: Ink, x: number, y: number): number | null {
  if (x < 0 || y < 0 || x >= width || y >= height) return null;
  const x0 = Math.max(0, Math.round(x) - HALF);
  const y0 = Math.max(0, Math.round(y) - HALF);
  const x1 = Math.min(width, Math.round(x) + HALF + 1);
  const y1 = Math.min(height, Math.round(y) + HALF + 1);
  const columns = width + 1;
  const sum =
    (sums[y1 * columns + x1] as number) -
    (sums[y0 * columns + x1] as number) -
    (sums[y1 * columns + x0] as number) +
    (sums[y0 * columns + x0] as number);
  return sum / (255 * (x1 - x0) * (y1 - y0));
}

/** How much is printed: within a figure, right around it, and farther off. 0..1 each. */
export interface InkAround {
  readonly inside: number;
  readonly outside: number;
  readonly beyond: number;
}

/** Where is looked, as shares of the sides: outside of the figure below 0 and above 1. */
const NEAR = [-0.13, 1.13] as const;
const FAR = [-0.42, 1.42] as const;

/** Mean of the ink at places of a figure; where none of them is in the map, 0. */
function meanAt(ink: Ink, [a, b, c, d]: Corners, places: readonly Point[]): number {
  let sum = 0;
  let count = 0;
  for (const [u, v] of places) {
    const x = (a[0] * (1 - u) + b[0] * u) * (1 - v) + (d[0] * (1 - u) + c[0] * u) * v;
    const y = (a[1] * (1 - u) + b[1] * u) * (1 - v) + (d[1] * (1 - u) + c[1] * u) * v;
    const value = around(ink, x, y);
    if (value === null) continue;
    sum += value;
    count += 1;
  }
  return count > 0 ? sum / count : 0;
}

const steps = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => (i + 0.5) / count);
const within = steps(7).flatMap((u) => steps(5).map((v): Point => [0.12 + 0.76 * u, 0.16 + 0.68 * v]));
const ring = (beyond: readonly number[]): readonly Point[] =>
  beyond.flatMap((at) => [...steps(7).map((u): Point => [u, at]), ...steps(5).map((v): Point => [at, v])]);
const [near, far] = [ring(NEAR), ring(FAR)];

export const inkIn = (ink: Ink, corners: Corners): InkAround => ({
  inside: meanAt(ink, corners, within),
  outside: meanAt(ink, corners, near),
  beyond: meanAt(ink, corners, far),
});
