import type { Point } from '../types.ts';
import type { Side } from './profile.ts';
import { type Camera, type Corners, type Pose, poseOf } from './view.ts';

export interface Quad {
  readonly corners: Corners;
  readonly pose: Pose;
  /** For each side from the first corner: share of it that is an edge, and how much the edge goes on beyond it, 0..1. */
  readonly coverage: readonly number[];
  readonly beyond: readonly number[];
  readonly score: number;
  /** How far it sticks out of the picture, as a share of the picture's long side. */
  readonly outside: number;
  /** The side that was not seen but follows from the other three; -1 where all were seen. */
  readonly guessed: number;
}

/** Where figures are looked for: a map, and how it was seen. */
export interface Place {
  readonly camera: Camera;
  readonly width: number;
  readonly height: number;
}

/** Degrees out of the picture's plane beyond which nothing can be read; the largest cosine between sides of a rectangle. */
const MAX_TILT = 58;
const MAX_SKEW = 0.3;
/** Least share of the picture. */
const MIN_SHARE = 0.02;

/** How likely a ratio of sides is: cards and passports first, sheets of paper next, strips last. 0..1. */
export function likelihoodOf(ratio: number): number {
  const r = ratio < 1 ? 1 / ratio : ratio;
  const near = (centre: number, width: number): number => Math.exp(-(((r - centre) / width) ** 2) / 2);
  return Math.max(
    near(1.586, 0.09),
    0.85 * near(1.42, 0.08),
    0.5 * near(1.45, 0.25),
    r > 1.2 && r < 2.6 ? 0.12 : 0,
  );
}

/** Corners clockwise, and what a rectangle in space would look like. */
export function figure(
  corners: readonly Point[],
  sides: readonly Side[],
  { camera, width, height }: Place,
  guessed = -1,
): Quad | null {
  const sum = sides.reduce((all, { coverage }) => all + coverage, 0);
  if (sum < 1.2) return null;
  const least = Math.min(...sides.map(({ coverage }) => coverage));
  const rough = sum / 4 + 0.5 * least - 0.0625 * sides.reduce((all, { beyond }) => all + beyond, 0);
  let points = corners;
  let order = [0, 1, 2, 3];
  const size = signedArea(points);
  if (size < 0) {
    points = [corners[0], corners[3], corners[2], corners[1]] as Point[];
    order = [3, 2, 1, 0];
  }
  const pose = poseOf(camera, points as unknown as Corners);
  if (!pose || pose.tilt > MAX_TILT || Math.abs(pose.skew) > MAX_SKEW) return null;
  const share = Math.abs(size) / (width * height);
  if (share < MIN_SHARE) return null;
  const likely = likelihoodOf(pose.ratio);
  if (likely <= 0.02) return null;
  const score = rough + 0.35 * likely - 0.5 * Math.abs(pose.skew) + 0.06 * Math.log(share);
  return {
    corners: points as unknown as Corners,
    pose,
    coverage: order.map((i) => (sides[i] as Side).coverage),
    beyond: order.map((i) => (sides[i] as Side).beyond),
    score,
    outside: outsideOf(points, width, height),
    guessed: guessed < 0 ? -1 : order.indexOf(guessed),
  };
}

function outsideOf(points: readonly Point[], width: number, height: number): number {
  const most = points.reduce((far, [x, y]) => Math.max(far, -x, -y, x - width, y - height), 0);
  return most / Math.max(width, height);
}

export const signedArea = (points: readonly Point[]): number =>
  points.reduce((sum, [x, y], i) => {
    const [u, v] = points[(i + 1) % points.length] as Point;
    return sum + x * v - u * y;
  }, 0) / 2;
