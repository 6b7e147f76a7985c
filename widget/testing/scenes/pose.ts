import type { Point } from '../../quality/types.ts';
import { between, type Random } from './raster.ts';

export type Corners = readonly [Point, Point, Point, Point];

/** A 3 x 3 projective map, row by row, the last entry 1. */
export type Homography = readonly number[];

/** The map that takes four points to four others (Gaussian elimination of the eight equations, pivoted). */
export function homography(from: Corners, to: Corners): Homography {
  const rows: number[][] = [];
  for (let i = 0; i < 4; i++) {
    const [x, y] = from[i] as Point;
    const [u, v] = to[i] as Point;
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  }
  for (let column = 0; column < 8; column++) {
    let pivot = column;
    for (let row = column + 1; row < 8; row++) {
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot] as number[], rows[column] as number[]];
    const head = rows[column] as number[];
    for (let row = 0; row < 8; row++) {
      if (row === column) continue;
      const line = rows[row] as number[];
      const factor = (line[column] as number) / (head[column] as number);
      for (let k = column; k < 9; k++) line[k] = (line[k] as number) - factor * (head[k] as number);
    }
  }
  return [...rows.map((row, i) => (row[8] as number) / (row[i] as number)), 1];
}

export function project(map: Homography, x: number, y: number): Point {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = map;
  const w = g * x + h * y + 1;
  return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
}

export const areaOf = (corners: readonly Point[]): number =>
  Math.abs(
    corners.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = corners[(i + 1) % corners.length] as Point;
      return sum + x * nextY - nextX * y;
    }, 0),
  ) / 2;

export interface PoseOptions {
  /** Millimetres. */
  readonly card: { readonly width: number; readonly height: number };
  readonly frame: { readonly width: number; readonly height: number };
  /** Share of the frame that the card covers. */
  readonly fill: number;
  /** Radians in the plane of the picture. */
  readonly turn: number;
  /** Radians out of it, and about which axis. */
  readonly tilt: number;
  readonly axis: number;
  /** Of the frame's width. */
  readonly focal: number;
}

/** Where a card's corners are seen by a pinhole camera, its centre at the origin. */
export function poseCard({ card, frame, fill, turn, tilt, axis, focal }: PoseOptions): Corners {
  const f = focal * Math.max(frame.width, frame.height);
  const at = (distance: number): Corners => {
    const corners = [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ].map(([sx, sy]): Point => {
      const x0 = ((sx as number) * card.width) / 2;
      const y0 = ((sy as number) * card.height) / 2;
      const x = x0 * Math.cos(turn) - y0 * Math.sin(turn);
      const y = x0 * Math.sin(turn) + y0 * Math.cos(turn);
      const along = x * Math.cos(axis) + y * Math.sin(axis);
      const across = -x * Math.sin(axis) + y * Math.cos(axis);
      const z = across * Math.sin(tilt);
      const flat = across * Math.cos(tilt);
      const px = along * Math.cos(axis) - flat * Math.sin(axis);
      const py = along * Math.sin(axis) + flat * Math.cos(axis);
      return [(f * px) / (distance + z), (f * py) / (distance + z)];
    });
    return corners as unknown as Corners;
  };
  let distance = f * Math.sqrt((card.width * card.height) / (fill * frame.width * frame.height));
  for (let round = 0; round < 4; round++) {
    distance *= Math.sqrt(areaOf(at(distance)) / (fill * frame.width * frame.height));
  }
  return at(distance);
}

/** Moves corners to a place in the frame where all of them are at least `margin` pixels inside; null where they do not fit. */
export function placeCard(
  corners: Corners,
  frame: { readonly width: number; readonly height: number },
  margin: number,
  next: Random,
): Corners | null {
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const low = [margin - Math.min(...xs), margin - Math.min(...ys)] as const;
  const high = [frame.width - margin - Math.max(...xs), frame.height - margin - Math.max(...ys)] as const;
  if (low[0] > high[0] || low[1] > high[1]) return null;
  const dx = between(next, low[0], high[0]);
  const dy = between(next, low[1], high[1]);
  return corners.map(([x, y]): Point => [x + dx, y + dy]) as unknown as Corners;
}
