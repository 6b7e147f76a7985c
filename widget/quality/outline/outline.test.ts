import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { iou } from '../../../e2e/bench/capture/iou.ts';
import { drawScene, type SceneOptions } from '../../testing/scenes/scene.ts';
import type { Frame, Point } from '../types.ts';
import { findOutline } from './index.ts';

const plain: SceneOptions = {
  seed: 3,
  width: 480,
  height: 360,
  card: 'ktp',
  ground: 'plain',
  fill: 0.3,
  turn: 0,
  tilt: 0,
  likeness: 0,
  light: 0.9,
  defocus: 0,
  motion: 0,
  optics: 0.5,
  noise: 1.5,
  glare: 0,
  hasShadow: false,
  hasFinger: false,
  hasNeighbour: false,
  cut: 0,
};

/** How well the outline of a scene is found, 0..1; 0 where it is not. */
function overlap(options: Partial<SceneOptions>): number {
  const { frame, corners } = drawScene({ ...plain, ...options });
  const found = findOutline(frame);
  return found && corners ? iou(found.outline.corners, corners) : 0;
}

const filled = (width: number, height: number, level: (x: number, y: number) => number): Frame => {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    const value = level(i % width, Math.floor(i / width));
    data.fill(value, i * 4, i * 4 + 3);
  }
  return { data, width, height };
};

describe('a document', () => {
  test.each([
    ['lies straight', {}],
    ['is turned to one side', { turn: 40, seed: 5 }],
    ['is turned to the other, seen at an angle', { turn: -32, tilt: 30, seed: 6 }],
    ['stands upright', { turn: 90, seed: 7 }],
    ['is a page of a passport', { card: 'passport', turn: 12, tilt: 15, seed: 8 }],
    ['is small', { fill: 0.06, turn: 20, seed: 9 }],
    ['is large', { fill: 0.62, seed: 10 }],
    ['lies on wood', { ground: 'grained', turn: 25, seed: 12 }],
    ['lies on stripes', { ground: 'striped', turn: 10, seed: 13 }],
    ['lies on tiles', { ground: 'tiled', turn: -20, seed: 14 }],
    ['is in the dark, with noise', { light: 0.2, noise: 3, seed: 15 }],
    ['is under a finger', { hasFinger: true, turn: 15, seed: 16 }],
    ['has a shadow across it', { hasShadow: true, turn: 15, seed: 17 }],
    ['is out of focus', { defocus: 0.7, turn: -10, seed: 18 }],
  ] satisfies [string, Partial<SceneOptions>][])('that %s', (_, options) => {
    // From here on the bench counts an outline as found.
    expect(overlap(options)).toBeGreaterThan(0.9);
  });

  test('is found to a fraction of a pixel', () => {
    const { frame, corners } = drawScene({ ...plain, turn: 10, tilt: 10 });
    const found = findOutline(frame)?.outline.corners ?? [];
    const misses = found.map(([x, y], i) => {
      const [u, v] = corners?.[i] ?? [0, 0];
      return Math.hypot(x - u, y - v);
    });
    expect(misses).toHaveLength(4);
    expect(Math.max(...misses)).toBeLessThan(1);
  });

  test('that sticks out of the picture has corners outside of it', () => {
    const { frame, corners } = drawScene({ ...plain, seed: 21, fill: 0.4, cut: 0.15 });
    const found = findOutline(frame)?.outline.corners ?? [];
    const isOutside = ([x, y]: Point): boolean => x < 0 || y < 0 || x > frame.width || y > frame.height;
    expect(found.some(isOutside)).toBe(true);
    expect(iou(found, corners ?? [])).toBeGreaterThan(0.85);
  });

  test('has its corners from the top left on, clockwise', () => {
    const { frame } = drawScene({ ...plain, turn: 30, seed: 22 });
    const [a, b, c, d] = findOutline(frame)?.outline.corners ?? [];
    if (!a || !b || !c || !d) throw new Error('not found');
    expect(b[0]).toBeGreaterThan(a[0]);
    expect(c[1]).toBeGreaterThan(b[1]);
    expect(d[0]).toBeLessThan(c[0]);
    expect(a[1]).toBeLessThan(d[1]);
  });

  test('is seen with its tilt and its shape', () => {
    const { frame } = drawScene({ ...plain, tilt: 30, seed: 23 });
    const pose = findOutline(frame)?.pose;
    expect(pose?.tilt).toBeGreaterThan(20);
    expect(pose?.tilt).toBeLessThan(42);
    expect(pose?.ratio).toBeGreaterThan(1.4);
    expect(pose?.ratio).toBeLessThan(1.8);
  });
});

describe('nothing is made up', () => {
  test.each([
    ['one colour', filled(320, 240, () => 128)],
    ['stripes', filled(320, 240, (x) => (x % 20 < 10 ? 90 : 160))],
    ['a chessboard', filled(320, 240, (x, y) => (x % 40 < 20 === y % 40 < 20 ? 70 : 180))],
    ['a disc', filled(320, 240, (x, y) => (Math.hypot(x - 160, y - 120) < 80 ? 220 : 60))],
    ['two halves', filled(320, 240, (x, y) => (x + 0.3 * y < 200 ? 60 : 200))],
  ])('in %s', (_, frame) => {
    expect(findOutline(frame)).toBeNull();
  });

  test('in pictures too small to see anything in', () => {
    expect(findOutline(filled(40, 40, () => 0))).toBeNull();
    expect(findOutline(filled(0, 0, () => 0))).toBeNull();
  });

  test('whatever the pixels, corners are numbers and the confidence a share', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 48, max: 150 }),
        fc.integer({ min: 48, max: 150 }),
        fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 90 }),
        (width, height, pattern) => {
          const data = new Uint8ClampedArray(width * height * 4).map(
            (_, i) => pattern[i % pattern.length] ?? 0,
          );
          const found = findOutline({ data, width, height });
          for (const value of found?.outline.corners.flat() ?? []) expect(value).toBeTypeOf('number');
          for (const value of found?.outline.corners.flat() ?? []) expect(Number.isFinite(value)).toBe(true);
          expect(found?.outline.confidence ?? 0).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test('the picture stays as it was, and what came before it does not matter', () => {
  const { frame } = drawScene({ ...plain, turn: 20, ground: 'grained', seed: 31 });
  const before = frame.data.slice();
  const first = findOutline(frame);
  findOutline(drawScene({ ...plain, width: 640, height: 360, ground: 'tiled', seed: 32 }).frame);
  findOutline(filled(100, 300, (x) => x));
  expect(findOutline(frame)).toEqual(first);
  expect(frame.data).toEqual(before);
});
