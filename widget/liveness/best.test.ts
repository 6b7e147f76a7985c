import { expect, test } from 'vitest';
import { baselineOf } from './baseline.ts';
import { scoreOf } from './best.ts';
import { moved, recorded, withFace } from './testing/recordings.ts';
import type { Reading } from './types.ts';

const [good] = recorded('still') as [Reading];
const baseline = baselineOf(recorded('still'));
const score = scoreOf(good, baseline) ?? 0;

test.each<[string, Reading]>([
  ['no face', { ...good, face: null }],
  ['two faces', { ...good, faces: 2 }],
  ['cut off', moved(good, -0.4, 0)],
  ['turned', withFace(good, { yaw: 25 })],
  ['bowed', withFace(good, { pitch: 32 })],
  ['tilted', withFace(good, { roll: 25 })],
  ['dark', withFace(good, {}, { mean: 0.07, around: 0.07 })],
])('must not be the picture: %s', (_, reading) => {
  expect(scoreOf(reading, baseline)).toBe(null);
  expect(scoreOf(reading, null)).toBe(null);
});

test('nor may shut eyes', () => {
  const readings = recorded('turn_blink_nod');
  const own = baselineOf(readings.filter(({ at }) => at < 600));
  const at = (ms: number): Reading => readings.find((reading) => reading.at >= ms) as Reading;
  expect(scoreOf(at(5_750), own)).toBe(null);
  expect(scoreOf(at(5_000), own)).not.toBe(0);
});

test.each<[string, Reading]>([
  ['blurred', withFace(good, {}, { sharpness: 0.35 })],
  ['a little turned', withFace(good, { yaw: 10 })],
  ['a little bowed', withFace(good, { pitch: 10 })],
  ['mouth open', withFace(good, { jawOpen: 0.6 })],
  ['lit from one side', withFace(good, {}, { side: 0.2 })],
  ['against a window', withFace(good, {}, { mean: 0.18, around: 0.8 })],
  ['small', moved(good, 0, 0, 0.5)],
])('is worse: %s', (_, reading) => {
  const worse = scoreOf(reading, baseline) ?? 0;
  expect(worse).toBeGreaterThan(0);
  expect(worse).toBeLessThan(score * 0.95);
});

test('is the same without a baseline, up to what is not known', () => {
  expect(scoreOf(good, null)).toBeGreaterThan(score * 0.95);
});
