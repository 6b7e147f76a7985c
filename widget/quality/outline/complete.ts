import type { Segment } from './lines.ts';
import { type Camera, type Corners, cross, dot, seen, type Vector } from './view.ts';

/** Sides of a card and of a passport, the long one to the short one (ISO/IEC 7810). */
export const RATIOS = [85.6 / 53.98, 125 / 88] as const;

/** The plane through a line of the picture and the camera. */
const planeOf = ({ cos, sin, offset }: Segment, { x, y, focal }: Camera): Vector => [
  cos * focal,
  sin * focal,
  cos * x + sin * y - offset,
];

/** What is seen of three sides says where the fourth must be, as a card has one shape only. Corners: two given, two found. */
export function completed(
  i: Segment,
  k: Segment,
  j: Segment,
  camera: Camera,
  ratio: number,
  towards: number,
): Corners | null {
  const ni = planeOf(i, camera);
  const nj = planeOf(j, camera);
  const nk = planeOf(k, camera);
  // The direction in space of the two sides that face each other, and of the third, at a right angle to it in its plane.
  let along = cross(ni, nj);
  const size = Math.sqrt(dot(along, along));
  if (size < 1e-9) return null;
  along = [along[0] / size, along[1] / size, along[2] / size];
  const aside = cross(nk, along);
  const normal = cross(along, aside);
  const a = cross(ni, nk);
  const b = cross(nj, nk);
  const da = dot(normal, a);
  const db = dot(normal, b);
  if (Math.abs(da) < 1e-9 || Math.abs(db) < 1e-9) return null;
  const A: Vector = [a[0] / da, a[1] / da, a[2] / da];
  const B: Vector = [b[0] / db, b[1] / db, b[2] / db];
  const width = Math.hypot(A[0] - B[0], A[1] - B[1], A[2] - B[2]);
  const far = width * ratio * towards;
  const C: Vector = [B[0] + along[0] * far, B[1] + along[1] * far, B[2] + along[2] * far];
  const D: Vector = [A[0] + along[0] * far, A[1] + along[1] * far, A[2] + along[2] * far];
  if (A[2] * C[2] <= 0 || A[2] * D[2] <= 0 || A[2] * B[2] <= 0) return null;
  return [seen(camera, A), seen(camera, B), seen(camera, C), seen(camera, D)];
}
