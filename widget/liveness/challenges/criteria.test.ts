import { expect, test } from 'vitest';
import type { Sight } from '../sight.ts';
import { isBowed } from './nod.ts';
import { follow, isSmooth, type Path } from './path.ts';
import { isTurned } from './turn.ts';

interface Seen extends Partial<Omit<Sight, 'parallax'>> {
  readonly parallax?: Partial<Sight['parallax']>;
}

const sight = ({ parallax, ...seen }: Seen): Sight => ({
  at: 0,
  shape: new Float64Array(0),
  x: 0,
  y: 0,
  yaw: 0,
  pitch: 0,
  roll: 0,
  blinkLeft: 0,
  blinkRight: 0,
  smile: 0,
  openLeft: 1,
  openRight: 1,
  mouth: { wider: 0, higher: 0 },
  nearer: 1,
  ...seen,
  parallax: {
    across: 0,
    down: 0,
    flat: 0.05,
    solid: 0.008,
    stretch: 1,
    expected: (x, y) => [x, y],
    ...parallax,
  },
});

const turned: Seen = { yaw: 22, parallax: { across: 0.4, stretch: 0.9 } };

test('a turned head is one, to its own side', () => {
  expect(isTurned(sight(turned), 1)).toBe(true);
  expect(isTurned(sight(turned), -1)).toBe(false);
  expect(isTurned(sight({ yaw: -22, parallax: { across: -0.4, stretch: 0.9 } }), -1)).toBe(true);
});

test.each<[string, Seen]>([
  ['turned too little', { ...turned, yaw: 16 }],
  ['without depth', { ...turned, parallax: { ...turned.parallax, across: 0.2 } }],
  ['with too little depth for its angle', { ...turned, yaw: 28 }],
  ['narrow as a tilted card', { ...turned, parallax: { ...turned.parallax, stretch: 0.75 } }],
  ['widened as a card that is tilted back', { ...turned, parallax: { ...turned.parallax, stretch: 1.2 } }],
  ['of no solid thing', { ...turned, parallax: { ...turned.parallax, solid: 0.02 } }],
  ['rolled', { ...turned, roll: 30 }],
  ['swung down as well', { ...turned, pitch: 30 }],
])('is no turn: %s', (_, seen) => {
  expect(isTurned(sight(seen), 1)).toBe(false);
});

const bowed: Seen = { pitch: 12, parallax: { down: 0.19, flat: 0.03, solid: 0.004, stretch: 1.05 } };

test('a bowed head is one', () => {
  expect(isBowed(sight(bowed))).toBe(true);
});

test.each<[string, Seen]>([
  ['bowed too little', { ...bowed, pitch: 7 }],
  ['without depth', { ...bowed, parallax: { ...bowed.parallax, down: 0.09 } }],
  ['short as a tilted card', { ...bowed, parallax: { ...bowed.parallax, stretch: 1.25 } }],
  ['of no solid thing', { ...bowed, parallax: { ...bowed.parallax, solid: 0.011 } }],
  ['with depth across', { ...bowed, parallax: { ...bowed.parallax, across: 0.2 } }],
  ['turned', { ...bowed, yaw: -12 }],
  ['rolled', { ...bowed, roll: 15 }],
])('is no nod: %s', (_, seen) => {
  expect(isBowed(sight(seen))).toBe(false);
});

/** The path over these angles, one every so many milliseconds; null where it broke. */
const along = (yaws: readonly number[], pace: number): Path | null =>
  yaws
    .slice(1)
    .reduce<Path | null>(
      (path, yaw, at) => path && follow(path, sight({ at: (at + 1) * pace, yaw })),
      [sight({ yaw: yaws[0] ?? 0 })],
    );

test.each<[string, readonly number[], number]>([
  ['30 pictures a second', [0, 1, 3, 6, 10, 14, 18, 21, 23, 24, 24, 24, 24, 24, 24], 33],
  ['8 pictures a second', [0, 2, 12, 22, 27, 28, 28, 28], 125],
  [
    'a camera that gives each picture three times',
    [0, 0, 0, 12, 12, 12, 24, 24, 24, 31, 31, 31, 31, 31, 31, 31, 31],
    30,
  ],
])('a head’s turn is smooth: %s', (_, yaws, pace) => {
  const path = along(yaws, pace);
  expect(path && isSmooth(path)).toBe(true);
});

test.each<[string, readonly number[], number]>([
  ['two photos, 30 pictures a second', [0, 0, 0, 0, 0, 0, 24, 24, 24, 24, 24, 24, 24, 24], 33],
  ['three photos, 20 pictures a second', [0, 0, 1, 0, 13, 13, 14, 13, 13, 13, 25, 25, 25, 25, 25, 25], 50],
  ['two photos, 10 pictures a second', [0, 1, 0, 0, 17, 17, 18, 17, 17], 100],
  ['a long gap', [0, 20, 20, 20], 400],
])('photos held up one after the other are not: %s', (_, yaws, pace) => {
  expect(along(yaws, pace)).toBe(null);
});

test('a step that may yet prove to be a jump is not known to be smooth', () => {
  const path = along([0, 0, 0, 0, 10, 10], 33);
  expect(path && isSmooth(path)).toBe(false);
});
