import { indexOf, type PointName, RIGID } from './points.ts';
import type { Face, Reading } from './types.ts';

/** A face's points in widths of its picture, so that a length is the same in each direction: x, y and z of each, in the order of `KEY_POINTS`. */
export type Shape = Float64Array;

/** The points of a face, of a picture with this width and height. */
export function shapeOf({ points }: Face, { width, height }: Pick<Reading, 'width' | 'height'>): Shape {
  const down = height / width;
  return Float64Array.from(points, (value, at) => (at % 3 === 1 ? value * down : value));
}

const median = (values: number[]): number => {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? 0;
};

/** Each number of them the median: what a face looks like at rest, without the noise of single pictures. */
export const medianOf = (shapes: readonly Shape[]): Shape =>
  Float64Array.from(shapes[0] ?? [], (_, at) => median(shapes.map((shape) => shape[at] ?? 0)));

/** Between two points, in the picture's plane. */
export function span(shape: Shape, one: PointName, other: PointName): number {
  const [a, b] = [indexOf(one) * 3, indexOf(other) * 3];
  return Math.hypot((shape[a] ?? 0) - (shape[b] ?? 0), (shape[a + 1] ?? 0) - (shape[b + 1] ?? 0));
}

/** From forehead to chin as the camera sees it: it stays when the head turns, as the width does not. */
export const heightOf = (shape: Shape): number => span(shape, 'forehead', 'chin');

/** Solves a symmetric system by Cholesky's decomposition, in place; `rows` x `rows`, positive definite. */
function solve(matrix: Float64Array, right: Float64Array, rows: number): Float64Array {
  for (let i = 0; i < rows; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * rows + j] ?? 0;
      for (let k = 0; k < j; k += 1) sum -= (matrix[i * rows + k] ?? 0) * (matrix[j * rows + k] ?? 0);
      matrix[i * rows + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (matrix[j * rows + j] ?? 1);
    }
  }
  for (let i = 0; i < rows; i += 1) {
    for (let k = 0; k < i; k += 1) right[i] = (right[i] ?? 0) - (matrix[i * rows + k] ?? 0) * (right[k] ?? 0);
    right[i] = (right[i] ?? 0) / (matrix[i * rows + i] ?? 1);
  }
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < rows; k += 1)
      right[i] = (right[i] ?? 0) - (matrix[k * rows + i] ?? 0) * (right[k] ?? 0);
    right[i] = (right[i] ?? 0) / (matrix[i * rows + i] ?? 1);
  }
  return right;
}

/**
 * How a face moved between two pictures, as far as it can be told whether it has depth. Lengths are in heights of the face.
 */
export interface Parallax {
  /**
   * How far what is nearer moved more than what is further away, for each unit of depth: about the sine of the angle by which a head
   * turned, and nearly 0 for a flat picture, however it is tilted. Positive: near points went to the right, and down.
   */
  readonly across: number;
  readonly down: number;
  /** What is left when the movement is explained as that of a flat picture, and as that of a solid one; root mean square. */
  readonly flat: number;
  readonly solid: number;
  /** How much wider the face became for its height, as a flat picture: 1 not at all. A head that turns hardly changes, a photo that is tilted does. */
  readonly stretch: number;
  /** Explains the movement as that of a flat picture: where a point would now be, in picture widths. */
  readonly expected: (x: number, y: number) => readonly [x: number, y: number];
}

/** The mean of the points that no expression moves, and the face's height, in widths of the picture. */
export interface Middle {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly size: number;
}

export function middleOf(shape: Shape): Middle {
  let [x, y, z] = [0, 0, 0];
  for (const at of RIGID) {
    x += shape[at * 3] ?? 0;
    y += shape[at * 3 + 1] ?? 0;
    z += shape[at * 3 + 2] ?? 0;
  }
  const count = RIGID.length;
  return { x: x / count, y: y / count, z: z / count, size: heightOf(shape) };
}

/** Parameters of a flat picture's movement (affine, and the first order of perspective), and the two of depth after them. */
const FLAT = 8;
const SOLID = 10;

/** What each parameter adds to a point's x, and to its y. */
const terms = (x: number, y: number, z: number): readonly [readonly number[], readonly number[]] => [
  [1, x, y, 0, 0, 0, x * x, x * y, z, 0],
  [0, 0, 0, 1, x, y, x * y, y * y, 0, z],
];

/**
 * Least squares over the points that no expression moves: first as if they lay in a plane, then with the depth that the model gives them.
 * Two views of a plane are related by a homography, and what is left beside it is parallax along the epipoles (R. Hartley and A. Zisserman,
 * "Multiple View Geometry in Computer Vision", 13.3); here it is linearised, as the movements are small against the distance.
 */
export function parallaxOf(before: Shape, now: Shape): Parallax {
  const from = middleOf(before);
  const to = middleOf(now);
  const normal = new Float64Array(SOLID * SOLID);
  const right = new Float64Array(SOLID);
  let total = 0;
  const each = (visit: (rows: readonly (readonly number[])[], goals: readonly number[]) => void): void => {
    for (const at of RIGID) {
      const place = at * 3;
      const rows = terms(
        ((before[place] ?? 0) - from.x) / from.size,
        ((before[place + 1] ?? 0) - from.y) / from.size,
        ((before[place + 2] ?? 0) - from.z) / from.size,
      );
      visit(rows, [((now[place] ?? 0) - to.x) / to.size, ((now[place + 1] ?? 0) - to.y) / to.size]);
    }
  };
  each((rows, goals) => {
    rows.forEach((row, axis) => {
      const goal = goals[axis] ?? 0;
      total += goal * goal;
      for (let i = 0; i < SOLID; i += 1) {
        right[i] = (right[i] ?? 0) + (row[i] ?? 0) * goal;
        for (let j = 0; j < SOLID; j += 1)
          normal[i * SOLID + j] = (normal[i * SOLID + j] ?? 0) + (row[i] ?? 0) * (row[j] ?? 0);
      }
    });
  });
  const solved = (rows: number): { readonly by: Float64Array; readonly error: number } => {
    const part = new Float64Array(rows * rows);
    for (let i = 0; i < rows; i += 1)
      for (let j = 0; j < rows; j += 1)
        part[i * rows + j] = (normal[i * SOLID + j] ?? 0) + (i === j ? 1e-9 : 0);
    const by = solve(part, right.slice(0, rows), rows);
    let left = total;
    for (let i = 0; i < rows; i += 1) left -= (by[i] ?? 0) * (right[i] ?? 0);
    return { by, error: Math.sqrt(Math.max(0, left) / RIGID.length) };
  };
  const flat = solved(FLAT);
  const solid = solved(SOLID);
  // The model's z grows away from the camera.
  return {
    across: -(solid.by[8] ?? 0),
    down: -(solid.by[9] ?? 0),
    flat: flat.error,
    stretch:
      Math.hypot(flat.by[1] ?? 0, flat.by[4] ?? 0) /
      Math.max(1e-6, Math.hypot(flat.by[2] ?? 0, flat.by[5] ?? 0)),
    solid: solid.error,
    expected(x, y) {
      const rows = terms((x - from.x) / from.size, (y - from.y) / from.size, 0);
      const [across, down] = rows.map((row) =>
        row.slice(0, FLAT).reduce((sum, term, at) => sum + term * (flat.by[at] ?? 0), 0),
      );
      return [to.x + (across ?? 0) * to.size, to.y + (down ?? 0) * to.size];
    },
  };
}
