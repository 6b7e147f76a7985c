import type { Point } from '../../../widget/quality/types.ts';

const signed = (points: readonly Point[]): number =>
  points.reduce((sum, [x, y], i) => {
    const [u, v] = points[(i + 1) % points.length] as Point;
    return sum + x * v - u * y;
  }, 0) / 2;

const clockwise = (points: readonly Point[]): readonly Point[] =>
  signed(points) > 0 ? points : [...points].reverse();

/** Intersection over union of two convex figures, 0..1: one is cut along the sides of the other (Sutherland and Hodgman 1974). */
export function iou(first: readonly Point[], second: readonly Point[]): number {
  const a = clockwise(first);
  const b = clockwise(second);
  let left: readonly Point[] = a;
  for (const [i, [ax, ay]] of b.entries()) {
    const [bx, by] = b[(i + 1) % b.length] as Point;
    const side = ([x, y]: Point): number => (bx - ax) * (y - ay) - (by - ay) * (x - ax);
    const kept: Point[] = [];
    for (const [k, p] of left.entries()) {
      const q = left[(k + 1) % left.length] as Point;
      const [here, there] = [side(p), side(q)];
      if (here >= 0) kept.push(p);
      if (here * there < 0) {
        const share = here / (here - there);
        kept.push([p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share]);
      }
    }
    left = kept;
    if (left.length === 0) return 0;
  }
  const both = Math.abs(signed(left));
  return both / (Math.abs(signed(a)) + Math.abs(signed(b)) - both);
}
