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

/** How much is printed within a figure, and how much goes on around it: 0..1 each. */
export function inkIn(ink: Ink, corners: Corners): { readonly inside: number; readonly outside: number } {
  const [a, b, c, d] = corners;
  const at = (u: number, v: number): Point => [
    (a[0] * (1 - u) + b[0] * u) * (1 - v) + (d[0] * (1 - u) + c[0] * u) * v,
    (a[1] * (1 - u) + b[1] * u) * (1 - v) + (d[1] * (1 - u) + c[1] * u) * v,
  ];
  const means = [0, 0];
  const counts = [0, 0];
  const add = (kind: 0 | 1, [x, y]: Point): void => {
    const value = around(ink, x, y);
    if (value === null) return;
    means[kind] = (means[kind] as number) + value;
    counts[kind] = (counts[kind] as number) + 1;
  };
  for (let i = 0; i < 7; i++) {
    const along = (i + 0.5) / 7;
    for (let j = 0; j < 5; j++) add(0, at(0.12 + 0.76 * along, 0.16 + (0.68 * (j + 0.5)) / 5));
    for (const beyond of [-0.13, 1.13]) {
      add(1, at(along, beyond));
      if (i < 5) add(1, at(beyond, (i + 0.5) / 5));
    }
  }
  return {
    inside: (means[0] as number) / Math.max(1, counts[0] as number),
    outside: (means[1] as number) / Math.max(1, counts[1] as number),
  };
}
