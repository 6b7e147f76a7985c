import { expect, test } from 'vitest';
import type { Outline, Point } from '../quality/types.ts';
import { cutOf, trustedCorners } from './cut.ts';

const ID1 = 85.6 / 53.98;
const frame = { width: 1600, height: 1200 };
const limits = { accept: ['image/jpeg'], maxBytes: 1_000_000 };

/** A card of this size at (400, 300), turned by `degrees` about its first corner. */
function card(width: number, height: number, degrees = 0, confidence = 0.9): Outline {
  const turn = (degrees * Math.PI) / 180;
  const at = (x: number, y: number): Point => [
    400 + x * Math.cos(turn) - y * Math.sin(turn),
    300 + x * Math.sin(turn) + y * Math.cos(turn),
  ];
  return { corners: [at(0, 0), at(width, 0), at(width, height), at(0, height)], confidence };
}

const whole = card(800, 800 / ID1);

test.each([
  ['lying', whole],
  ['standing on end', card(500 / ID1, 500)],
  ['turned a little', card(800, 800 / ID1, 8)],
])('a card %s is trusted, as fractions', (_how, outline) => {
  const corners = trustedCorners(outline, frame, ID1);
  expect(corners?.[2]?.[0]).toBeCloseTo((outline.corners[2][0] ?? 0) / 1600, 9);
});

const [a, b, c, d] = whole.corners;
test.each<[string, Outline | null]>([
  ['none', null],
  ['an unsure one', card(800, 800 / ID1, 0, 0.3)],
  ['a speck', card(150, 150 / ID1)],
  ['a square', card(700, 700)],
  ['a strip', card(900, 200)],
  ['one whose corners cross', { corners: [a, c, b, d], confidence: 1 }],
  ['one in the wrong order', { corners: [d, c, b, a], confidence: 1 }],
])('%s is not', (_what, outline) => {
  expect(trustedCorners(outline, frame, ID1)).toBeNull();
});

test('a card at an angle keeps all of itself and a margin', () => {
  const corners = trustedCorners(card(600, 600 / ID1, 12), frame, ID1);
  const { crop } = cutOf({ corners, size: frame, limits, crop: null, ratio: null });
  for (const [x, y] of corners ?? []) {
    expect(x).toBeGreaterThan((crop?.x ?? 1) + 40 / 1600);
    expect(x).toBeLessThan((crop?.x ?? 0) + (crop?.width ?? 0) - 40 / 1600);
    expect(y).toBeGreaterThan((crop?.y ?? 1) + 40 / 1200);
    expect(y).toBeLessThan((crop?.y ?? 0) + (crop?.height ?? 0) - 40 / 1200);
  }
});

test('a card at the edge of the picture is kept to the edge', () => {
  const corners = [
    [0.01, 0.1],
    [0.9, 0.1],
    [0.9, 0.8],
    [0.01, 0.8],
  ] as const;
  expect(cutOf({ corners, size: frame, limits, crop: null, ratio: null }).crop?.x).toBe(0);
});

test('without an outline all stays as it would', () => {
  const crop = { x: 0.1, y: 0.1, width: 0.5, height: 0.5 };
  expect(cutOf({ corners: null, size: frame, limits, crop, ratio: ID1 })).toEqual({ crop });
  expect(cutOf({ corners: null, size: frame, limits, crop: null, ratio: ID1 })).toEqual({ crop: null });
});

test('a card with fewer pixels than the slot wants keeps what is around it', () => {
  const corners = trustedCorners(whole, frame, ID1);
  const crop = { x: 0, y: 0, width: 1, height: 1 };
  const least = { ...limits, minWidth: 1000 };
  expect(cutOf({ corners, size: frame, limits: least, crop, ratio: null }).crop).toBe(crop);
  expect(
    cutOf({ corners, size: { width: 3200, height: 2400 }, limits: least, crop, ratio: null }).crop,
  ).not.toBe(crop);
});
