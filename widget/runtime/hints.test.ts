import { expect, test } from 'vitest';
import type { Hint, Verdict } from '../quality/types.ts';
import { beginAutoCapture } from './auto-capture.ts';
import {
  type HintState,
  hintOf,
  MIN_HELD_MS,
  MIN_SHOWN_MS,
  MIN_VOICED_MS,
  nextHint,
  noHint,
} from './hints.ts';

const verdict = (hint: Hint | null): Verdict => ({
  ok: hint === null,
  hint,
  outline: null,
  scores: { sharpness: 1, glare: 0, exposure: 0.5, fill: 0.6, tilt: 0 },
});

/** Verdicts every 125 ms, as the camera gives them, from `start` on. */
function play(hints: readonly (Hint | null)[], state: HintState = noHint, start = 0): HintState[] {
  const seen: HintState[] = [];
  for (const [index, hint] of hints.entries()) {
    seen.push(nextHint(seen.at(-1) ?? state, hint ?? 'ready', start + index * 125));
  }
  return seen;
}

const repeat = <T>(value: T, times: number): T[] => Array.from({ length: times }, () => value);

test('the first hint is shown once it has held', () => {
  const seen = play(repeat('blurred', 4));
  expect(seen.map(({ shown }) => shown)).toEqual([null, null, 'blurred', 'blurred']);
});

test('a good picture says so', () => {
  expect(play(repeat(null, 3)).at(-1)?.shown).toBe('ready');
});

test('verdicts that change each time never flicker', () => {
  const shown = play(repeat(['blurred', 'glare'] as const, 20).flat()).map((state) => state.shown);
  expect(new Set(shown)).toEqual(new Set([null]));
});

test('a shown hint stays long enough to be read', () => {
  const shown = play([...repeat<Hint>('blurred', 3), ...repeat<Hint>('glare', 12)]).map(
    (state) => state.shown,
  );
  const first = shown.indexOf('blurred');
  const next = shown.indexOf('glare');
  expect((next - first) * 125).toBeGreaterThanOrEqual(MIN_SHOWN_MS);
  expect(shown.slice(next).every((hint) => hint === 'glare')).toBe(true);
});

test('one stray verdict does not begin a change', () => {
  const steady = play(repeat('blurred', 20)).at(-1) ?? noHint;
  const after = play(['glare', 'blurred', 'glare', 'blurred'], steady, 20 * 125);
  expect(after.every(({ shown }) => shown === 'blurred')).toBe(true);
});

test('nothing new is made while nothing changes', () => {
  const steady = play(repeat('blurred', 20)).at(-1) ?? noHint;
  expect(nextHint(steady, 'blurred', 10_000)).toBe(steady);
});

test('hints are voiced at once, then not more often than a voice can follow', () => {
  const hints = [...repeat<Hint>('blurred', 10), ...repeat<Hint>('glare', 10), ...repeat<Hint>('tilted', 30)];
  const seen = play(hints);
  expect(seen[2]?.voiced).toBe('blurred');
  const times = seen
    .map(({ voicedAt }) => voicedAt)
    .filter((time, at, all) => time !== all[at - 1] && time >= 0);
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
  expect(gaps.length).toBeGreaterThan(0);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(MIN_VOICED_MS);
  expect(seen.at(-1)?.voiced).toBe('tilted');
});

test('the times fit the pace of the verdicts', () => {
  expect(MIN_HELD_MS).toBeGreaterThan(125);
  expect(MIN_SHOWN_MS).toBeGreaterThan(MIN_HELD_MS);
});

test('that the picture is about to be taken waits for no other hint, nor its voice; and stays itself', () => {
  const before = play([...repeat<Hint>('blurred', 4)]).at(-1) ?? noHint;
  let state = before;
  const shown: (string | null)[] = [];
  for (const [index, hint] of [
    ...repeat('taking' as const, 4),
    ...repeat('hold_still' as const, 4),
  ].entries()) {
    state = nextHint(state, hint, 500 + index * 125);
    shown.push(state.voiced);
  }
  expect(shown).toEqual(['blurred', 'blurred', ...repeat('taking', 6)]);
});

test('what is wrong comes first, then the movement, then that it is about to be taken', () => {
  const seek = beginAutoCapture();
  const moving = { ...seek, isMoving: true };
  const hold = { ...seek, phase: 'hold' as const };
  expect(hintOf(verdict('glare'), moving)).toBe('glare');
  expect(hintOf(verdict(null), moving)).toBe('hold_still');
  expect(hintOf(verdict(null), hold)).toBe('taking');
  expect(hintOf(verdict(null), seek)).toBe('ready');
});
