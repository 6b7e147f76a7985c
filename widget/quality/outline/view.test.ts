import { describe, expect, test } from 'vitest';
import { poseCard } from '../../testing/scenes/pose.ts';
import type { Point } from '../types.ts';
import { completed } from './complete.ts';
import type { Segment } from './lines.ts';
import { type Corners, cameraOf, poseOf } from './view.ts';

const card = { width: 85.6, height: 53.98 };
const frame = { width: 640, height: 480 };
const camera = cameraOf(frame.width, frame.height);
const rad = (degrees: number): number => (degrees * Math.PI) / 180;

const seenAt = (turn: number, tilt: number, axis = 1): Corners =>
  poseCard({ card, frame, fill: 0.2, turn: rad(turn), tilt: rad(tilt), axis, focal: 1 }).map(
    ([x, y]): Point => [x + 320, y + 240],
  ) as unknown as Corners;

const through = ([ax, ay]: Point, [bx, by]: Point): Segment => {
  const length = Math.hypot(bx - ax, by - ay);
  const cos = (by - ay) / length;
  const sin = (ax - bx) / length;
  return { cos, sin, offset: cos * ax + sin * ay, from: 0, to: length, weight: 1 };
};

const views = [
  [0, 0],
  [20, 30],
  [45, 35],
  [-30, 20],
] as const;

describe('a card seen by a camera', () => {
  test.each(views)('turned by %i and tilted by %i degrees has its own shape', (turn, tilt) => {
    const pose = poseOf(camera, seenAt(turn, tilt));
    expect(pose?.ratio).toBeCloseTo(card.width / card.height, 6);
    expect(pose?.skew).toBeCloseTo(0, 6);
    expect(pose?.tilt).toBeCloseTo(tilt, 4);
  });

  test.each(views)('turned by %i and tilted by %i degrees: three sides tell the fourth', (turn, tilt) => {
    const [a, b, c, d] = seenAt(turn, tilt);
    const found = [1, -1].map((way) =>
      completed(through(d, a), through(a, b), through(b, c), camera, card.height / card.width, way),
    );
    const miss = (corners: Corners | null): number =>
      corners ? Math.hypot(corners[2][0] - c[0], corners[2][1] - c[1]) : Number.POSITIVE_INFINITY;
    expect(Math.min(...found.map(miss))).toBeLessThan(1e-6);
  });

  test('is none where no flat thing could look like that', () => {
    expect(
      poseOf(camera, [
        [0, 0],
        [100, 0],
        [20, 20],
        [0, 100],
      ]),
    ).toBeNull();
  });
});
