import { project, projectionBetween } from './geometry.ts';
import { type Luma, levelAt, type Point } from './luma.ts';
import { alignmentCentres, isAlignment } from './symbol.ts';
import type { Located } from './timing.ts';

/** Where in the picture, in pixels, a place of the code is, in modules from its upper left corner. */
export type Mesh = (column: number, row: number) => Point;

/** How far an alignment pattern may be from where it is looked for, in modules. */
const FIRST_REACH = 5;
const REACH = 2;
/** Correlation below which a place is no alignment pattern. */
const MIN_LIKENESS = 0.55;
/** What a module of distance from the expected place costs of the likeness. */
const DISTANCE_COST = 0.03;

/** Correlation of the 5 x 5 modules about a place with an alignment pattern: dark ring, light ring, dark middle. */
function likeness(picture: Luma, at: Mesh, column: number, row: number): number {
  let sum = 0;
  let squares = 0;
  let product = 0;
  for (let y = -2; y <= 2; y++) {
    for (let x = -2; x <= 2; x++) {
      const [px, py] = at(column + x, row + y);
      const level = levelAt(picture, px, py);
      const ring = Math.max(Math.abs(x), Math.abs(y));
      sum += level;
      squares += level * level;
      // 17 dark and 8 light ones: with these weights they add up to zero.
      product += ring === 1 ? level * 17 : -level * 8;
    }
  }
  const variance = squares - (sum * sum) / 25;
  // The weights' own sum of squares: 8 * 17^2 + 17 * 8^2.
  return variance < 25 ? 0 : product / Math.sqrt(variance * 3400);
}

interface Shift {
  readonly x: number;
  readonly y: number;
  readonly likeness: number;
}

/** Looks for an alignment pattern about its expected place. Shifts in modules. */
function search(picture: Luma, at: Mesh, column: number, row: number, reach: number): Shift {
  let best: Shift = { x: 0, y: 0, likeness: -1 };
  const look = (x: number, y: number): void => {
    const found = likeness(picture, at, column + x, row + y) - DISTANCE_COST * Math.hypot(x, y);
    if (found > best.likeness) best = { x, y, likeness: found };
  };
  for (let y = -reach; y <= reach; y += 0.5) for (let x = -reach; x <= reach; x += 0.5) look(x, y);
  for (const step of [0.25, 0.125]) {
    const { x, y } = best;
    for (const dy of [-step, 0, step]) for (const dx of [-step, 0, step]) look(x + dx, y + dy);
  }
  return best;
}

/** Corrects a code's projection by its last alignment pattern, which is the farthest from the finder patterns. */
function settle(picture: Luma, { side, projection }: Located): Mesh {
  const first: Mesh = (column, row) => project(projection, column, row);
  if (side < 25) return first;
  const middle = side - 6.5;
  const { x, y, likeness: found } = search(picture, first, middle, middle, FIRST_REACH);
  if (found < MIN_LIKENESS) return first;
  const near = 3.5;
  const end = side - 3.5;
  const from: Point[] = [
    [near, near],
    [end, near],
    [near, end],
  ];
  const corrected = projectionBetween(
    [...from, [middle, middle]],
    [...from.map(([column, row]) => first(column, row)), first(middle + x, middle + y)],
  );
  return corrected ? (column, row) => project(corrected, column, row) : first;
}

/**
 * Follows the alignment patterns, so that bent paper is read as if it were flat: between them the shifts are interpolated.
 */
export function layMesh(picture: Luma, located: Located): Mesh {
  const flat = settle(picture, located);
  const centres = alignmentCentres(located.side);
  const count = centres.length;
  if (count < 2) return flat;
  const shifts: (Shift | null)[] = centres.flatMap((row) =>
    centres.map((column) => {
      if (!isAlignment(row, column, located.side)) return { x: 0, y: 0, likeness: 1 };
      const found = search(picture, flat, column + 0.5, row + 0.5, REACH);
      return found.likeness < MIN_LIKENESS ? null : found;
    }),
  );
  fill(shifts, count);
  return (column, row) => {
    const j = cellOf(centres, column - 0.5);
    const i = cellOf(centres, row - 0.5);
    const fx = shareOf(centres, j, column - 0.5);
    const fy = shareOf(centres, i, row - 0.5);
    const at = i * count + j;
    const [a, b, c, d] = [shifts[at], shifts[at + 1], shifts[at + count], shifts[at + count + 1]];
    if (!a || !b || !c || !d) return flat(column, row);
    const x = (a.x * (1 - fx) + b.x * fx) * (1 - fy) + (c.x * (1 - fx) + d.x * fx) * fy;
    const y = (a.y * (1 - fx) + b.y * fx) * (1 - fy) + (c.y * (1 - fx) + d.y * fx) * fy;
    return flat(column + x, row + y);
  };
}

/** The cell of the mesh that a coordinate is in. */
function cellOf(centres: readonly number[], at: number): number {
  let cell = 0;
  while (cell < centres.length - 2 && at > (centres[cell + 1] as number)) cell += 1;
  return cell;
}

/** How far in a cell a coordinate is, a little beyond 0..1 outside of all. */
function shareOf(centres: readonly number[], cell: number, at: number): number {
  const from = centres[cell] as number;
  const share = (at - from) / ((centres[cell + 1] as number) - from);
  return Math.min(1.25, Math.max(-0.25, share));
}

/** Gives those that were not found, and those far from all their neighbours, the mean of their neighbours. */
function fill(shifts: (Shift | null)[], count: number): void {
  const around = (index: number): Shift[] => {
    const [row, column] = [Math.floor(index / count), index % count];
    return [
      [row - 1, column],
      [row + 1, column],
      [row, column - 1],
      [row, column + 1],
    ]
      .filter(([y = 0, x = 0]) => y >= 0 && x >= 0 && y < count && x < count)
      .map(([y = 0, x = 0]) => shifts[y * count + x] ?? null)
      .filter((one) => one !== null);
  };
  const mean = (list: readonly Shift[]): Shift => ({
    x: list.reduce((sum, { x }) => sum + x, 0) / list.length,
    y: list.reduce((sum, { y }) => sum + y, 0) / list.length,
    likeness: 0,
  });
  const isOdd = shifts.map((shift, index) => {
    const near = around(index);
    return (
      shift !== null &&
      shift.likeness < 1 &&
      near.length > 1 &&
      near.every((other) => Math.hypot(other.x - shift.x, other.y - shift.y) > 1.2)
    );
  });
  isOdd.forEach((odd, index) => {
    if (odd) shifts[index] = null;
  });
  for (let pass = 0; pass < count; pass++) {
    const filled = shifts.map((shift, index) => {
      if (shift) return shift;
      const near = around(index);
      return near.length > 0 ? mean(near) : null;
    });
    filled.forEach((shift, index) => {
      shifts[index] = shift;
    });
  }
}
