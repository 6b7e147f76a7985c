import type { Point } from './luma.ts';

/** A plane's projection: nine numbers, row by row, the last 1. */
export type Projection = readonly number[];

export function project(matrix: Projection, x: number, y: number): Point {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = matrix;
  const depth = g * x + h * y + 1;
  return [(a * x + b * y + c) / depth, (d * x + e * y + f) / depth];
}

/**
 * Solves `matrix * x = values` by elimination with row pivoting; both are used up. Null where it has no one solution.
 *
 * @param matrix Square, row by row.
 */
export function solve(matrix: Float64Array, values: Float64Array): Float64Array | null {
  const size = values.length;
  for (let column = 0; column < size; column++) {
    let best = column;
    for (let row = column + 1; row < size; row++) {
      const isBetter =
        Math.abs(matrix[row * size + column] as number) > Math.abs(matrix[best * size + column] as number);
      if (isBetter) best = row;
    }
    const pivot = matrix[best * size + column] as number;
    if (Math.abs(pivot) < 1e-12) return null;
    if (best !== column) {
      for (let at = 0; at < size; at++) {
        const kept = matrix[column * size + at] as number;
        matrix[column * size + at] = matrix[best * size + at] as number;
        matrix[best * size + at] = kept;
      }
      const kept = values[column] as number;
      values[column] = values[best] as number;
      values[best] = kept;
    }
    for (let row = column + 1; row < size; row++) {
      const share = (matrix[row * size + column] as number) / pivot;
      if (share === 0) continue;
      for (let at = column; at < size; at++) {
        matrix[row * size + at] =
          (matrix[row * size + at] as number) - share * (matrix[column * size + at] as number);
      }
      values[row] = (values[row] as number) - share * (values[column] as number);
    }
  }
  for (let row = size - 1; row >= 0; row--) {
    let rest = values[row] as number;
    for (let at = row + 1; at < size; at++)
      rest -= (matrix[row * size + at] as number) * (values[at] as number);
    values[row] = rest / (matrix[row * size + row] as number);
  }
  return values;
}

/** The projection that takes each of four places to its partner; null where three of them lie on a line. */
export function projectionBetween(from: readonly Point[], to: readonly Point[]): Projection | null {
  const matrix = new Float64Array(64);
  const values = new Float64Array(8);
  from.slice(0, 4).forEach(([x, y], i) => {
    const [u, v] = to[i] ?? [0, 0];
    matrix.set([x, y, 1, 0, 0, 0, -u * x, -u * y], i * 16);
    matrix.set([0, 0, 0, x, y, 1, -v * x, -v * y], i * 16 + 8);
    values[i * 2] = u;
    values[i * 2 + 1] = v;
  });
  const found = solve(matrix, values);
  return found ? [...found, 1] : null;
}
