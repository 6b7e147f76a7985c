import { expect, test } from 'vitest';
import type { ChallengeName } from '../../server/contract/liveness.ts';
import { type Baseline, baselineOf } from './baseline.ts';
import { beginChallenge, CHALLENGE_MS, type Challenge, nextChallenge } from './challenges.ts';
import { atSpeed, looped, names, recorded, thinned, withFace } from './testing/recordings.ts';
import type { Face, Reading } from './types.ts';

const all: readonly ChallengeName[] = ['turn_left', 'turn_right', 'nod', 'blink', 'smile', 'move_closer'];

/** What people do in the recordings; in all others, photos and people that keep still, nothing counts. */
const done: Readonly<Record<string, readonly ChallengeName[]>> = {
  turn_blink_nod: ['turn_left', 'turn_right', 'nod', 'blink'],
  head_turn: ['turn_left', 'turn_right'],
  turn: ['turn_left', 'turn_right'],
  nod: ['nod'],
  blink: ['blink'],
  smile: ['smile'],
  relax_smile: ['smile'],
  closer: ['move_closer'],
  distance: ['move_closer'],
};

/** When a face is at rest, in seconds; the first half second elsewhere. */
const rests: Readonly<Record<string, readonly [number, number]>> = { head_turn: [1.45, 1.9] };

function baselineIn(name: string, readings = recorded(name)): Baseline {
  const [from, to] = rests[name] ?? [0, 0.6];
  return baselineOf(readings.filter(({ at, face }) => face && at >= from * 1000 && at <= to * 1000));
}

/** Every state of a challenge that is asked for at the first reading. */
function played(name: ChallengeName, baseline: Baseline, readings: readonly Reading[]): Challenge[] {
  const states = [beginChallenge(name, baseline, readings[0]?.at ?? 0)];
  for (const reading of readings) {
    const last = states.at(-1);
    if (last?.result === 'open') states.push(nextChallenge(last, reading));
  }
  return states;
}

const passes = (name: ChallengeName, baseline: Baseline, readings: readonly Reading[]): boolean =>
  played(name, baseline, readings).at(-1)?.result === 'passed';

const passedIn = (
  recording: string,
  change = (readings: Reading[]): Reading[] => readings,
): ChallengeName[] => {
  const readings = recorded(recording);
  const baseline = baselineIn(recording, readings);
  // As it loops: the same movement is asked for again, and the seam between two rounds is a jump.
  return all.filter((name) => passes(name, baseline, change(looped(readings, 2))));
};

const withPeople = names.filter((name) => !['no_face', 'dark', 'two_faces'].includes(name));

test.each(withPeople)('what is done in %s counts, and nothing else', (recording) => {
  expect(passedIn(recording)).toEqual(done[recording] ?? []);
});

test.each(withPeople)('and the same on a phone that looks ten times a second: %s', (recording) => {
  const found = passedIn(recording, (readings) => thinned(readings, 95));
  expect(found).toEqual(done[recording] ?? []);
});

test.each(['turn_blink_nod', 'turn', 'nod', 'smile', 'closer'])('and slower, and faster: %s', (recording) => {
  // Slower than that, the nod of the longest one comes after its time.
  for (const speed of [recording === 'turn_blink_nod' ? 0.9 : 0.6, 1.3])
    expect(passedIn(recording, (readings) => atSpeed(readings, speed))).toEqual(done[recording]);
});

test.each(withPeople.filter((name) => name.startsWith('photo')))('a photo passes at no speed: %s', (name) => {
  for (const speed of [0.4, 0.7, 1.8])
    expect(
      passedIn(name, (readings) => atSpeed(readings, speed)).filter((one) => one !== 'move_closer'),
    ).toEqual([]);
});

/** Another person: other scores at rest, as glasses, drooping lids, a low camera make them. */
const others: readonly ((face: Face) => Partial<Face>)[] = [
  ({ pitch, yaw }) => ({ pitch: pitch - 15, yaw: yaw + 6 }),
  ({ blinkLeft, blinkRight }) => ({ blinkLeft: 0.25 + 0.7 * blinkLeft, blinkRight: 0.2 + 0.7 * blinkRight }),
];

test.each(['turn_blink_nod', 'turn', 'nod'])('people differ at rest: %s', (recording) => {
  for (const other of others) {
    const changed = recorded(recording).map((reading) =>
      reading.face ? withFace(reading, other(reading.face)) : reading,
    );
    const baseline = baselineIn(recording, changed);
    expect(all.filter((name) => passes(name, baseline, looped(changed, 2)))).toEqual(done[recording]);
  }
});

test('left and right are the person’s own', () => {
  const readings = recorded('turn');
  const baseline = baselineIn('turn');
  const states = played('turn_left', baseline, readings);
  const last = readings[states.length - 2]?.face;
  expect(last?.yaw).toBeGreaterThan(baseline.yaw + 17);
});

test('who smiles already is asked to relax first', () => {
  const baseline = baselineIn('relax_smile');
  expect(baseline.smile).toBeGreaterThan(0.4);
  const needs = played('smile', baseline, recorded('relax_smile')).map((state) => state.needs);
  expect(needs).toContain('relax_face');
  expect(needs.at(-1)).toBe(null);
  const neutral = played('smile', baselineIn('smile'), recorded('smile')).map((state) => state.needs);
  expect(neutral.every((need) => need === null)).toBe(true);
});

test('one eye alone is no blink, nor are shut eyes that stay shut', () => {
  const readings = recorded('turn_blink_nod').filter(({ at }) => at > 4_800);
  const baseline = baselineIn('turn_blink_nod');
  expect(passes('blink', baseline, readings)).toBe(true);
  const winking = readings.map((reading) => withFace(reading, { blinkRight: baseline.blinkRight }));
  expect(passes('blink', baseline, winking)).toBe(false);
  const shut = readings.find(({ at }) => at > 5_740 && at < 5_800);
  if (!shut) throw new Error('no blink');
  const asleep = readings.map((reading) => (reading.at < shut.at ? reading : { ...shut, at: reading.at }));
  expect(passes('blink', baseline, asleep)).toBe(false);
});

test('a turned head that was never seen to turn is no turn', () => {
  const turned = recorded('turn').filter(({ face }) => face && face.yaw > baselineIn('turn').yaw + 20);
  const begin = turned[0]?.at ?? 0;
  expect(
    passes(
      'turn_left',
      baselineIn('turn'),
      turned.map((reading, at) => ({ ...reading, at: begin + at * 50 })),
    ),
  ).toBe(false);
});

test('every challenge ends after ten seconds, and then keeps its result', () => {
  const baseline = baselineIn('still');
  for (const name of all) {
    const states = played(name, baseline, looped(recorded('still'), 7));
    const last = states.at(-1);
    expect(last?.result).toBe('timeout');
    const [first] = recorded('still');
    if (last && first) expect(nextChallenge(last, { ...first, at: CHALLENGE_MS * 3 })).toBe(last);
  }
});

test('progress stays within 0..1, and reaches 1 exactly when passed', () => {
  for (const recording of ['turn', 'nod', 'blink', 'smile', 'closer', 'photo_swung'])
    for (const name of all)
      for (const { progress, result } of played(name, baselineIn(recording), recorded(recording))) {
        expect(progress).toBeGreaterThanOrEqual(0);
        expect(progress).toBeLessThanOrEqual(1);
        if (result === 'passed') expect(progress).toBe(1);
      }
});
