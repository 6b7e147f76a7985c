import type { Quad } from './quad.ts';
import type { Frame, Point } from './types.ts';

/** Focal length of a phone's or laptop's camera, as a share of the picture's long side: 53 degrees across. */
const FOCAL = 1;

type Vector = readonly [number, number, number];

const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export interface Pose {
  /** Degrees between the card and the picture's plane, 0..90. */
  readonly tilt: number;
  /** Of the card's longer side to its shorter one. */
  readonly ratio: number;
}

/**
 * How a flat rectangle lies whose corners are seen there, by a pinhole camera that looks at the middle of the picture
 * (Zhang and He, Whiteboard scanning and image enhancement, 2007, section 3.2, with the focal length known).
 */
export function poseOf(quad: Quad, { width, height }: Pick<Frame, 'width' | 'height'>): Pose {
  const focal = FOCAL * Math.max(width, height);
  const ray = ([x, y]: Point): Vector => [(x - width / 2) / focal, (y - height / 2) / focal, 1];
  const [a, b, c, d] = [ray(quad[0]), ray(quad[1]), ray(quad[2]), ray(quad[3])];
  // Depths of b and d, that of a being 1, for which a, b, c, d span a parallelogram.
  const whole = dot(cross(b, d), c);
  const depthB = dot(cross(a, d), c) / whole;
  const depthD = dot(cross(b, a), c) / whole;
  const across: Vector = [depthB * b[0] - a[0], depthB * b[1] - a[1], depthB - 1];
  const down: Vector = [depthD * d[0] - a[0], depthD * d[1] - a[1], depthD - 1];
  const normal = cross(across, down);
  const cosine = Math.abs(normal[2]) / Math.sqrt(dot(normal, normal));
  const ratio = Math.sqrt(dot(across, across) / dot(down, down));
  if (!(cosine <= 1.0001 && ratio > 0)) return { tilt: 90, ratio: 1 };
  return {
    tilt: (Math.acos(Math.min(1, cosine)) * 180) / Math.PI,
    ratio: Math.max(ratio, 1 / ratio),
  };
}
