import { expect, test } from 'vitest';
import { frameFace } from './framing.ts';
import type { FaceHint } from './hints.ts';
import { moved, oval, recorded, withFace } from './testing/recordings.ts';
import type { Reading } from './types.ts';

const [good] = recorded('still') as [Reading];
const hintOf = (reading: Reading, past: readonly Reading[] = []): FaceHint | null =>
  frameFace(reading, { oval, past }).hint;

/** What is said in the course of a recording, in the order of its first mention. */
const saidIn = (name: string): Set<FaceHint | null> => {
  const readings = recorded(name);
  return new Set(readings.map((reading, at) => hintOf(reading, readings.slice(Math.max(0, at - 8), at))));
};

test('a face that is framed well has nothing said of it', () => {
  expect(frameFace(good, { oval, past: [] })).toEqual({ hint: null, fit: 1 });
  for (const name of ['still', 'photo_moved', 'blink']) expect(saidIn(name).has(null)).toBe(true);
});

test.each<[FaceHint, Reading]>([
  ['face_none', { ...good, faces: 0, face: null, light: { ...good.light, face: null } }],
  ['too_dark', { ...good, faces: 0, face: null, light: { ...good.light, frame: 0.03, face: null } }],
  ['too_dark', withFace(good, {}, { mean: 0.08, around: 0.1 })],
  ['backlit', withFace(good, {}, { mean: 0.15, around: 0.8 })],
  ['backlit', withFace(good, {}, { mean: 0.08, around: 0.8 })],
  ['too_bright', withFace(good, {}, { mean: 0.95, burnt: 0.6 })],
  ['face_many', { ...good, faces: 2 }],
  ['face_cut_off', moved(good, -0.4, 0)],
  ['face_cut_off', moved(good, 0, -0.25)],
  ['face_far', moved(good, 0, 0, 0.45)],
  ['face_near', moved(good, 0, 0, 1.65)],
  ['face_off_centre', moved(good, 0.2, 0)],
  ['face_off_centre', moved(good, -0.2, 0)],
  ['face_off_centre', moved(good, 0, 0.28, 0.7)],
  ['face_covered', withFace(good, {}, { mouth: 0.05 })],
  ['face_covered', withFace(good, {}, { eyes: 0.05 })],
  ['face_turned', withFace(good, { yaw: 25 })],
  ['face_turned', withFace(good, { pitch: -32 })],
  ['face_tilted', withFace(good, { roll: -24 })],
  ['blurred', withFace(good, {}, { sharpness: 0.26 })],
])('says %s', (hint, reading) => {
  const { hint: said, fit } = frameFace(reading, { oval, past: [] });
  expect(said).toBe(hint);
  expect(fit).toBeLessThan(1);
  expect(fit).toBeGreaterThanOrEqual(0);
});

test('says hold_still of a face that crosses the picture, not of one that sways', () => {
  const past = [0, 1, 2, 3].map((step) => ({ ...moved(good, 0.03 * step, 0), at: good.at + step * 33 }));
  expect(hintOf({ ...moved(good, 0.12, 0), at: good.at + 132 }, past)).toBe('hold_still');
  const calm = [0, 1, 2, 3].map((step) => ({ ...moved(good, 0.003 * step, 0), at: good.at + step * 33 }));
  expect(hintOf({ ...moved(good, 0.012, 0), at: good.at + 132 }, calm)).toBe(null);
});

test('says eyes_closed of shut eyes, and not that they are covered', () => {
  const shut = recorded('turn_blink_nod').find(({ at }) => at > 5_740 && at < 5_800);
  if (!shut?.face) throw new Error('no blink');
  // What the lids hide is little to look at.
  expect(hintOf(withFace(shut, {}, { eyes: 0.1 }))).toBe('eyes_closed');
});

test.each<[string, FaceHint]>([
  ['dark', 'too_dark'],
  ['two_faces', 'face_many'],
  ['no_face', 'face_none'],
])('says of the recording %s: %s', (name, hint) => {
  // The engine needs a picture or two to find everybody.
  expect([...saidIn(name)].at(-1)).toBe(hint);
});

test('a face that comes nearer and leaves is too far, good, too near, cut off, in this order', () => {
  const readings = recorded('distance');
  const said = readings.map((reading) => hintOf(reading));
  const order = said.filter((hint, at) => hint !== said[at - 1]);
  expect(order.slice(0, 3)).toEqual(['face_far', null, 'face_near']);
  expect(order.at(-1)).toBe('face_cut_off');
});

test('the fit grows on the way into the oval', () => {
  const fits = [0.3, 0.4, 0.5, 0.6].map(
    (scale) => frameFace(moved(good, 0, 0, scale), { oval, past: [] }).fit,
  );
  expect(fits).toEqual([...fits].sort((a, b) => a - b));
  expect(fits.at(-1)).toBe(1);
});

test('a face has to keep its distance where it will come nearer later', () => {
  const near = moved(good, 0, 0, 1.3);
  expect(hintOf(near)).toBe(null);
  expect(frameFace(near, { oval, past: [], near: 0.7 }).hint).toBe('face_near');
});
