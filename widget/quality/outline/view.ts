import type { Point } from '../types.ts';

export type Corners = readonly [Point, Point, Point, Point];
export type Vector = readonly [x: number, y: number, z: number];

/** Of a phone's camera, as a share of the picture's long side; 60 to 75 degrees across. */
const FOCAL = 1;

/** A pinhole camera that looks at the middle of the picture: enough to tell how a flat thing lies. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly focal: number;
}

export const cameraOf = (width: number, height: number): Camera => ({
  x: width / 2,
  y: height / 2,
  focal: FOCAL * Math.max(width, height),
});

export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** The ray through a point of the picture. */
export const rayOf = ({ x, y, focal }: Camera, [px, py]: Point): Vector => [
  (px - x) / focal,
  (py - y) / focal,
  1,
];

export const seen = ({ x, y, focal }: Camera, [vx, vy, vz]: Vector): Point => [
  x + (focal * vx) / vz,
  y + (focal * vy) / vz,
];

export interface Pose {
  /** Of the first side and the third to the other two. */
  readonly ratio: number;
  /** Cosine of the angle between the sides; 0 for a rectangle. */
  readonly skew: number;
  /** Degrees between the thing and the picture's plane. */
  readonly tilt: number;
}

/**
 * How a flat thing lies whose corners are seen there: its two directions are the columns of the map from the unit square
 * (Zhang and He 2007, with the focal length known). Null where no flat thing looks like that.
 */
export function poseOf(camera: Camera, corners: Corners): Pose | null {
  const [a, b, c, d] = corners.map((corner) => rayOf(camera, corner)) as [Vector, Vector, Vector, Vector];
  // The four rays as a = A, b * k = A + U, d * m = A + V, c * n = A + U + V.
  const det = dot(cross(b, d), c);
  const k = dot(cross(a, d), c) / det;
  const m = dot(cross(b, a), c) / det;
  if (!(k > 0.2 && m > 0.2 && k < 5 && m < 5)) return null;
  const u: Vector = [k * b[0] - a[0], k * b[1] - a[1], k * b[2] - a[2]];
  const v: Vector = [m * d[0] - a[0], m * d[1] - a[1], m * d[2] - a[2]];
  const [lengthU, lengthV] = [Math.sqrt(dot(u, u)), Math.sqrt(dot(v, v))];
  const normal = cross(u, v);
  const cosine = Math.abs(normal[2]) / Math.sqrt(dot(normal, normal));
  return {
    ratio: lengthU / lengthV,
    skew: dot(u, v) / (lengthU * lengthV),
    tilt: (Math.acos(Math.min(1, cosine)) * 180) / Math.PI,
  };
}
