import { expect, test } from 'vitest';
import type { Frame } from '../quality/types.ts';
import { type Corners, squareTo, warp } from './warp.ts';

const apply = (map: readonly number[], u: number, v: number): readonly [number, number] => {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = map;
  const w = g * u + h * v + 1;
  return [(a * u + b * v + c) / w, (d * u + e * v + f) / w];
};

/** A card seen at an angle. */
const corners: Corners = [
  [60, 40],
  [330, 70],
  [300, 230],
  [40, 210],
];

/** The other way round: where a place of the source lies on the card, by Newton's method. */
function cardPlace(x: number, y: number): readonly [number, number] {
  const map = squareTo(corners);
  let [u, v] = [0.5, 0.5];
  for (let round = 0; round < 30; round += 1) {
    const [px, py] = apply(map, u, v);
    const [ux, uy] = apply(map, u + 1e-6, v);
    const [vx, vy] = apply(map, u, v + 1e-6);
    const [a, b, c, d] = [(ux - px) / 1e-6, (vx - px) / 1e-6, (uy - py) / 1e-6, (vy - py) / 1e-6];
    const det = a * d - b * c;
    u += (d * (x - px) - b * (y - py)) / det;
    v += (a * (y - py) - c * (x - px)) / det;
  }
  return [u, v];
}

/** A pattern that belongs to the card: soft waves, so that bilinear sampling can be exact to a few levels. */
const pattern = (u: number, v: number): number => 128 + 60 * Math.sin(9 * u) + 50 * Math.cos(7 * v);

function photograph(width: number, height: number): Frame {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [u, v] = cardPlace(x + 0.5, y + 0.5);
      const isCard = u > -0.2 && u < 1.2 && v > -0.2 && v < 1.2;
      data.set([isCard ? pattern(u, v) : 0, 10, 20, 255], (y * width + x) * 4);
    }
  }
  return { data, width, height };
}

test('the unit square goes to the corners, in their order', () => {
  const map = squareTo(corners);
  const found = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ].map(([u = 0, v = 0]) => apply(map, u, v));
  for (const [at, [x, y]] of found.entries()) {
    expect(x).toBeCloseTo(corners[at]?.[0] ?? Number.NaN, 9);
    expect(y).toBeCloseTo(corners[at]?.[1] ?? Number.NaN, 9);
  }
});

test('a known photograph of a card is seen straight again, its margin too', () => {
  const card = { width: 240, height: 150 };
  const margin = 8;
  const straight = warp(photograph(380, 270), corners, card, margin);
  expect([straight.width, straight.height]).toEqual([256, 166]);
  let worst = 0;
  for (let y = 0; y < straight.height; y += 1) {
    for (let x = 0; x < straight.width; x += 1) {
      const wanted = pattern((x + 0.5 - margin) / card.width, (y + 0.5 - margin) / card.height);
      worst = Math.max(worst, Math.abs((straight.data[(y * straight.width + x) * 4] ?? 0) - wanted));
    }
  }
  // Rounding twice and the waves' curvature; 0.95 levels were measured.
  expect(worst).toBeLessThan(2);
});

test('what is straight already stays as it is, to the last level', () => {
  const data = Uint8ClampedArray.from({ length: 20 * 12 * 4 }, (_, at) => (at * 37) % 256);
  const source = { data, width: 20, height: 12 };
  const whole: Corners = [
    [0, 0],
    [20, 0],
    [20, 12],
    [0, 12],
  ];
  expect(warp(source, whole, source, 0).data).toEqual(data);
});

test('a margin beyond the edge repeats the edge, and nothing of the card is lost', () => {
  const source = { data: new Uint8ClampedArray(4 * 4 * 4).fill(200), width: 4, height: 4 };
  const whole: Corners = [
    [0, 0],
    [4, 0],
    [4, 4],
    [0, 4],
  ];
  const { data, width, height } = warp(source, whole, source, 2);
  expect([width, height]).toEqual([8, 8]);
  expect(new Set(data)).toEqual(new Set([200]));
});
