import type { Point, Region } from './types.ts';

/** Four corners in pixels: top left first, clockwise. */
export type Quad = readonly [Point, Point, Point, Point];

/** Width and height in millimetres (ISO/IEC 7810) of the documents whose size is known. */
export const sizes = { id1: [85.6, 53.98], id3: [125, 88] } as const;

export const quadOf = ({ x, y, width, height }: Region): Quad => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
];

const mapped = (quad: Quad, to: (point: Point) => Point): Quad => quad.map(to) as unknown as Quad;

/** Corners by their shares of the way from the middle: 1.04 moves each side out by 4 % of half the card. */
export function grow(quad: Quad, factor: number): Quad {
  const x = quad.reduce((sum, point) => sum + point[0] / 4, 0);
  const y = quad.reduce((sum, point) => sum + point[1] / 4, 0);
  return mapped(quad, ([px, py]) => [x + (px - x) * factor, y + (py - y) * factor]);
}

/** The same corners in a map of `region`, `factor` pixels of the frame to one of the map. */
export const inMap = (quad: Quad, region: Region, factor: number): Quad =>
  mapped(quad, ([x, y]) => [(x - region.x) / factor - 0.5, (y - region.y) / factor - 0.5]);

export const turned = (quad: Quad): Quad => mapped(quad, ([x, y]) => [y, x]);

export function boundsOf(quad: Quad, margin: number): Region {
  const xs = quad.map(([x]) => x);
  const ys = quad.map(([, y]) => y);
  const x = Math.min(...xs) - margin;
  const y = Math.min(...ys) - margin;
  return { x, y, width: Math.max(...xs) + margin - x, height: Math.max(...ys) + margin - y };
}

/** The part of the row `y` that lies in a convex quadrilateral; none (from > to) where it does not cross. */
export function spanOf(quad: Quad, y: number): readonly [from: number, to: number] {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < 4; i++) {
    const [ax, ay] = quad[i] as Point;
    const [bx, by] = quad[(i + 1) % 4] as Point;
    if (ay <= y === by <= y) continue;
    const x = ax + ((y - ay) / (by - ay)) * (bx - ax);
    from = Math.min(from, x);
    to = Math.max(to, x);
  }
  return [from, to];
}

const lengthOf = (quad: Quad, i: number): number => {
  const [ax, ay] = quad[i] as Point;
  const [bx, by] = quad[(i + 1) % 4] as Point;
  return Math.hypot(bx - ax, by - ay);
};

/** Mean length in pixels of the longer pair of opposite sides. */
export const longSideOf = (quad: Quad): number =>
  Math.max(lengthOf(quad, 0) + lengthOf(quad, 2), lengthOf(quad, 1) + lengthOf(quad, 3)) / 2;

/** Square pixels (the shoelace formula). */
export const areaOf = (quad: Quad): number =>
  Math.abs(
    quad.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = quad[(i + 1) % 4] as Point;
      return sum + x * nextY - nextX * y;
    }, 0),
  ) / 2;
