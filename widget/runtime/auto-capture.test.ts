import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Hint, Outline, Verdict } from '../quality/types.ts';
import {
  type AutoCapture,
  BEST_MS,
  beginAutoCapture,
  HOLD_MS,
  nextAutoCapture,
  PAUSE_MS,
  widthOf,
} from './auto-capture.ts';

interface Seen {
  readonly hint?: Hint | null;
  readonly x?: number;
  readonly sharpness?: number;
  readonly isLost?: boolean;
}

/** A card 400 pixels wide, its left side at `x`. */
const cardAt = (x: number): Outline['corners'] => [
  [x, 100],
  [x + 400, 100],
  [x + 400, 352],
  [x, 352],
];

const verdictOf = ({ hint = null, x = 100, sharpness = 0.8, isLost = false }: Seen): Verdict => ({
  ok: hint === null,
  hint,
  outline: isLost ? null : { corners: cardAt(x), confidence: 0.9 },
  scores: { sharpness, glare: 0, exposure: 0.5, fill: 0.5, tilt: 0 },
});

const PACE = 100;

/** Frames every 100 ms from `start` on. */
function play(
  seen: readonly Seen[],
  { from = beginAutoCapture(), start = 0, isOn = true, pace = PACE } = {},
): AutoCapture[] {
  const states: AutoCapture[] = [];
  for (const [index, one] of seen.entries()) {
    states.push(nextAutoCapture(states.at(-1) ?? from, verdictOf(one), start + index * pace, isOn));
  }
  return states;
}

const times = (count: number, seen: Seen = {}): Seen[] => Array.from({ length: count }, () => seen);
const taken = (states: readonly AutoCapture[]): number => states.findIndex(({ phase }) => phase === 'take');

test('a good card at rest is taken after the holding, with progress that only grows', () => {
  const states = play(times(20));
  const at = taken(states);
  const hold = states.findIndex(({ phase }) => phase === 'hold');
  expect((at - hold) * PACE).toBe(HOLD_MS);
  const progress = states.map((state) => state.progress);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(progress[at]).toBe(1);
});

test('once it is to be taken nothing changes any more', () => {
  const states = play(times(20));
  const last = states.at(-1) ?? beginAutoCapture();
  expect(nextAutoCapture(last, verdictOf({ hint: 'glare' }), 9_000, true)).toBe(last);
});

test('without an outline nothing is taken, however good the picture is', () => {
  expect(taken(play(times(40, { isLost: true })))).toBe(-1);
});

test('a moving card is not taken, and said to move; a fault comes before the movement', () => {
  const moving = Array.from({ length: 30 }, (_, index) => ({ x: 60 + index * 12 }));
  const states = play(moving);
  expect(taken(states)).toBe(-1);
  expect(states.slice(4).every(({ isMoving }) => isMoving)).toBe(true);
  expect(play(moving.map((one) => ({ ...one, hint: 'glare' as const }))).some((one) => one.isMoving)).toBe(
    false,
  );
});

test('the tremble of a hand and of the outline is rest', () => {
  const trembling = Array.from({ length: 20 }, (_, index) => ({ x: 100 + (index % 3) * 4 }));
  expect(taken(play(trembling))).toBeGreaterThan(0);
});

test.each([
  ['a worse verdict', { hint: 'blurred' as const }],
  ['a lost outline', { isLost: true }],
  ['a jump', { x: 300 }],
])('%s begins it anew', (_what, seen) => {
  const undisturbed = taken(play(times(20)));
  const states = play([...times(undisturbed - 1), seen, ...times(20)]);
  expect(states[undisturbed - 1]?.phase).toBe('seek');
  expect(states[undisturbed - 1]?.progress).toBe(0);
  expect(taken(states)).toBeGreaterThanOrEqual(undisturbed + HOLD_MS / PACE);
});

test('the window waits for a frame as sharp as the sharpest', () => {
  const states = play([
    ...times(6, { sharpness: 0.9 }),
    ...times(4, { sharpness: 0.6 }),
    { sharpness: 0.89 },
  ]);
  expect(taken(states)).toBe(10);
});

test('but not for ever', () => {
  const states = play([...times(6, { sharpness: 0.9 }), ...times(30, { sharpness: 0.6 })]);
  const hold = states.findIndex(({ phase }) => phase === 'hold');
  expect((taken(states) - hold) * PACE).toBe(HOLD_MS + BEST_MS);
});

test('a slow device takes it too, of three frames', () => {
  const states = play(times(8), { pace: 700 });
  expect(taken(states)).toBe(3);
});

test('frames that are far apart do not belong together', () => {
  expect(taken(play(times(10), { pace: 2_000 }))).toBe(-1);
});

test('after a refused picture it waits, and says nothing of holding until then', () => {
  const states = play(times(60), { from: beginAutoCapture(PAUSE_MS) });
  expect(taken(states) * PACE).toBe(PAUSE_MS + HOLD_MS);
  expect(states.filter((_, index) => index * PACE < PAUSE_MS).every(({ progress }) => progress === 0)).toBe(
    true,
  );
});

test('switched off it takes nothing, and tells of movement still', () => {
  const still = play(times(40), { isOn: false });
  expect(taken(still)).toBe(-1);
  expect(still.every(({ progress }) => progress === 0)).toBe(true);
  const moving = Array.from({ length: 20 }, (_, index) => ({ x: 60 + index * 12 }));
  expect(play(moving, { isOn: false }).at(-1)?.isMoving).toBe(true);
});

test('width is the longer side, whichever way the card lies', () => {
  expect(widthOf(cardAt(0))).toBe(400);
  expect(
    widthOf([
      [0, 0],
      [252, 0],
      [252, 400],
      [0, 400],
    ]),
  ).toBe(400);
});

const clip = resolve('..', 'shared', 'fixtures', 'clips', 'doc_mykad_approach.gt.json');

test.skipIf(!existsSync(clip))(
  'a card that comes near is taken at rest, sharp and without glare (skipped without the clip)',
  () => {
    interface Truth {
      readonly t: number;
      readonly quad: Outline['corners'];
      readonly defocus_sigma: number;
      readonly glare: number;
    }
    const frames = JSON.parse(readFileSync(clip, 'utf8')) as readonly Truth[];
    let state = beginAutoCapture();
    const fits = (frame: Truth): boolean => frame.defocus_sigma < 1 && frame.glare < 0.1;
    let shot: Truth | undefined;
    for (const frame of frames.filter((_, index) => index % 3 === 0)) {
      const ok = fits(frame);
      const verdict = {
        ...verdictOf({ hint: ok ? null : 'blurred' }),
        outline: { corners: frame.quad, confidence: 1 },
      };
      state = nextAutoCapture(state, verdict, frame.t * 1000, true);
      if (state.phase === 'take') {
        shot = frame;
        break;
      }
    }
    // It lies still from 1.9 s on, and the reflection comes at 4.1 s.
    expect(shot?.t).toBeGreaterThan(1.9);
    expect(shot?.t).toBeLessThan(3.2);
  },
);
