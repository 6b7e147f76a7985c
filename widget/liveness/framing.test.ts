import { describe, expect, test } from 'vitest';
import { baselineOf } from './baseline.ts';
import { scoreOf } from './best.ts';
import { FRAMING, frameFace } from './framing.ts';
import { changed, looped, moved, recorded } from './testing/recorded.ts';
import type { Reading } from './types.ts';

const oval = { x: 0.247, y: 0.05, width: 0.506, height: 0.9 };
const still = recorded('still');
const good = still.at(-1) as Reading;
const frame = (reading: Reading, past: readonly Reading[] = still.slice(0, -1)) =>
  frameFace(reading, { oval, past });

describe('what is said of how a face stands', () => {
  test('nothing, of a good one', () => {
    expect(frame(good)).toEqual({ hint: null, fit: 1 });
  });

  test.each<[string, Reading]>([
    ['face_none', { ...good, faces: 0, face: null, light: { ...good.light, face: null } }],
    ['face_many', changed(good, { faces: 2 })],
    ['face_far', moved(good, { scale: 0.4 })],
    ['face_near', moved(good, { scale: 1.7 })],
    ['face_off_centre', moved(good, { dx: 0.22 })],
    ['face_cut_off', moved(good, { dy: -0.4 })],
    ['face_turned', changed(good, { face: { yaw: FRAMING.yaw + 3 } })],
    ['face_turned', changed(good, { face: { pitch: FRAMING.pitch + 3 } })],
    ['face_tilted', changed(good, { face: { roll: FRAMING.roll + 3 } })],
    ['too_dark', changed(good, { light: { mean: 0.05, around: 0.05 } })],
    ['too_bright', changed(good, { light: { burnt: 0.6, mean: 0.95 } })],
    ['backlit', changed(good, { light: { mean: 0.15, around: 0.8 } })],
    ['face_covered', changed(good, { light: { mouth: 0.05 } })],
    ['blurred', changed(good, { light: { sharpness: FRAMING.sharpness - 0.1 } })],
  ])('%s', (hint, reading) => {
    const seen = frame(reading, []);
    expect(seen.hint).toBe(hint);
    expect(seen.fit).toBeLessThan(1);
    expect(seen.fit).toBeGreaterThanOrEqual(0);
  });

  test('hold_still, of one that is on the move', () => {
    const past = still.slice(0, -1).map((reading) => moved(reading, { dx: -0.06 }));
    const fast = past.map((reading, at) => moved(reading, { dx: -0.05 * (past.length - at) }));
    expect(frame(good, fast).hint).toBe('hold_still');
  });

  test('the most important thing first', () => {
    const bad = changed(moved(good, { scale: 0.4 }), { face: { yaw: 50 }, light: { sharpness: 0.1 } });
    expect(frame(bad, []).hint).toBe('face_far');
    expect(frame(changed(bad, { light: { mean: 0.03, around: 0.03 } }), []).hint).toBe('too_dark');
    expect(frame(changed(bad, { faces: 2 }), []).hint).toBe('face_many');
  });

  test('of what was recorded', () => {
    const hintsIn = (name: string) =>
      new Set(recorded(name).map((reading) => frameFace(reading, { oval, past: [] }).hint));
    expect([...hintsIn('dark')]).toEqual(['too_dark']);
    expect([...hintsIn('no_face')]).toEqual(['face_none']);
    expect(hintsIn('distance')).toEqual(
      expect.objectContaining(new Set(['face_far', null, 'face_near', 'face_cut_off'])),
    );
    const framed = recorded('turn_blink_nod').filter(
      (reading) => frameFace(reading, { oval, past: [] }).hint === null,
    );
    expect(framed.length).toBeGreaterThan(30);
  });

  test('fits the better the nearer it comes to its place', () => {
    const fits = [0.4, 0.3, 0.2, 0.1].map((dx) => frame(moved(good, { dx }), []).fit);
    expect([...fits].sort((a, b) => a - b)).toEqual(fits);
  });
});

describe('the score of a picture', () => {
  const baseline = baselineOf([...looped(still, 1_000)]);

  test('is higher for the better one', () => {
    const best = scoreOf(good, baseline) ?? 0;
    expect(best).toBeGreaterThan(0);
    for (const worse of [
      changed(good, { light: { sharpness: 0.2 } }),
      changed(good, { face: { yaw: (good.face?.yaw ?? 0) + 9 } }),
      changed(good, { face: { jawOpen: 0.8 } }),
      changed(good, { light: { mean: 0.15, around: 0.8 } }),
      moved(good, { scale: 0.5 }),
    ])
      expect(scoreOf(worse, baseline) ?? 0).toBeLessThan(best);
  });

  test('is null for what must not be the picture', () => {
    const { face } = good;
    if (!face) throw new Error('nobody was recorded');
    for (const bad of [
      { ...good, face: null, faces: 0 },
      changed(good, { faces: 2 }),
      changed(good, { face: { yaw: 40 } }),
      changed(good, { light: { mean: 0.02, around: 0.02 } }),
      moved(good, { dx: 0.5 }),
    ]) {
      expect(scoreOf(bad, baseline)).toBeNull();
      expect(scoreOf(bad, null)).toBeNull();
    }
    // While somebody blinks.
    const shut = recorded('turn_blink_nod').filter((reading) => (reading.face?.blinkLeft ?? 0) > 0.55);
    expect(shut.length).toBeGreaterThan(0);
    const before = baselineOf(recorded('turn_blink_nod').slice(0, 10));
    for (const reading of shut) expect(scoreOf(reading, before)).toBeNull();
  });
});
