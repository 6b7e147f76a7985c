import { describe, expect, test } from 'vitest';
import type { ChallengeName } from '../../server/contract/liveness.ts';
import { CHALLENGE_MS } from './challenges.ts';
import { beginGuide, GUIDE, type Guide, nextGuide } from './guide.ts';
import { changed, looped, moved, recorded } from './testing/recorded.ts';
import type { Reading } from './types.ts';

/** As on a phone. */
const oval = { x: 0.247, y: 0.05, width: 0.506, height: 0.9 };
const names: readonly ChallengeName[] = ['turn_left', 'turn_right', 'nod', 'blink', 'smile', 'move_closer'];

/** Through these readings, or until it is over. */
function walk(challenges: readonly ChallengeName[], readings: Iterable<Reading>) {
  let guide: Guide = beginGuide(challenges, 0);
  const said: string[] = [];
  const phases: string[] = [];
  for (const reading of readings) {
    guide = nextGuide(guide, reading, { oval });
    if (guide.saying && guide.saying !== said.at(-1)) said.push(guide.saying);
    if (guide.phase !== phases.at(-1)) phases.push(guide.phase);
    if (guide.phase === 'done' || guide.phase === 'failed') break;
  }
  return { guide, said, phases };
}

/** The challenges that each pass on their own, with what the camera shows played for as long as it takes. */
const passedIn = (readings: readonly Reading[]): ChallengeName[] =>
  names.filter((name) => {
    const { guide } = walk([name], looped(readings, CHALLENGE_MS + 5_000));
    return guide.records[0]?.passed ?? guide.done === 1;
  });

/** Small errors of the detector, the same in every run. */
function noisy(readings: readonly Reading[]): Reading[] {
  let seed = 7;
  const noise = (size: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return (seed / 2 ** 31 - 1) * size;
  };
  return readings.map((reading) => {
    const { face } = reading;
    if (!face) return reading;
    return changed(reading, {
      face: {
        points: face.points.map((value) => value + noise(0.0015 * face.box.width)),
        yaw: face.yaw + noise(0.7),
        pitch: face.pitch + noise(0.7),
        blinkLeft: face.blinkLeft + noise(0.015),
        blinkRight: face.blinkRight + noise(0.015),
      },
    });
  });
}

/** Quicker or slower, by so much. */
const paced = (readings: readonly Reading[], factor: number): Reading[] =>
  readings.map((reading) => ({ ...reading, at: reading.at * factor }));

describe('people pass what they do, and nothing else', () => {
  test.each<[string, ChallengeName[]]>([
    ['turn_blink_nod', ['turn_left', 'turn_right', 'nod', 'blink']],
    ['turn', ['turn_left', 'turn_right']],
    ['nod', ['nod']],
    ['blink', ['blink']],
    ['smile', ['smile']],
    ['relax_smile', ['smile']],
    ['still', []],
  ])('%s', (name, expected) => {
    const readings = recorded(name);
    expect(passedIn(readings)).toEqual(expected);
    expect(passedIn(paced(readings, 1.15)), 'slowly').toEqual(expected);
    expect(passedIn(paced(readings, 0.8)), 'quickly').toEqual(expected);
    expect(passedIn(noisy(readings)), 'with noise').toEqual(expected);
  });

  test('closer', () => {
    const readings = recorded('closer');
    for (const variant of [readings, paced(readings, 0.6), noisy(readings)])
      expect(passedIn(variant)).toEqual(['move_closer']);
  });

  test('a real person who turns without a rest is seen to turn', () => {
    expect(passedIn(recorded('head_turn'))).toContain('turn_left');
    expect(passedIn(recorded('head_turn'))).not.toContain('blink');
  });

  test('whoever smiles at rest is asked to relax before', () => {
    expect(walk(['smile'], looped(recorded('relax_smile'), 8_000)).said).toEqual(
      expect.arrayContaining(['relax_face', 'smile']),
    );
  });
});

describe('pictures of people pass nothing but coming nearer', () => {
  test.each([
    'photo_moved',
    'photo_turned',
    'photo_nodded',
    'photo_bent',
    'photo_swung',
    'photo_shaken',
    'photo_covered',
    'photo_fingered',
    'photos_swapped',
    'people_swapped',
  ])('%s', (name) => {
    const readings = recorded(name);
    for (const variant of [readings, paced(readings, 1.5), paced(readings, 0.7), noisy(readings)])
      expect(passedIn(variant).filter((passed) => passed !== 'move_closer')).toEqual([]);
  });
});

describe('a round', () => {
  test('goes from finding the face through its challenges to the picture', () => {
    const { guide, said, phases } = walk(
      ['turn_left', 'blink', 'nod'],
      looped(recorded('turn_blink_nod'), 60_000),
    );
    expect(phases).toEqual(['frame', 'challenge', 'settle', 'done']);
    expect(said).toEqual(expect.arrayContaining(['turn_left', 'blink', 'nod', 'look_here']));
    expect(guide.done).toBe(3);
    expect(guide.records.map(({ name, passed }) => [name, passed])).toEqual([
      ['turn_left', true],
      ['blink', true],
      ['nod', true],
    ]);
    expect(guide.records.every(({ ms }) => ms > 0 && ms < CHALLENGE_MS)).toBe(true);
    expect([guide.lost, guide.jumps, guide.others]).toEqual([0, 0, 0]);
  });

  test('without challenges is the picture alone', () => {
    expect(walk([], looped(recorded('still'), 5_000)).phases).toEqual(['frame', 'settle', 'done']);
  });

  test('fails with the challenge whose time is over, and then changes no more', () => {
    const { guide } = walk(['turn_left', 'blink'], looped(recorded('still'), 15_000));
    expect(guide).toMatchObject({ phase: 'failed', challenge: null, done: 0 });
    expect(guide.records).toMatchObject([{ name: 'turn_left', passed: false }]);
    expect(guide.records[0]?.ms).toBeGreaterThanOrEqual(CHALLENGE_MS);
    const [reading] = recorded('still');
    if (!reading) throw new Error('nothing was recorded');
    expect(nextGuide(guide, { ...reading, at: 99_000 }, { oval })).toBe(guide);
  });

  test('leaves out a reading that is not later than the last', () => {
    const [first, second] = recorded('still');
    if (!first || !second) throw new Error('nothing was recorded');
    const guide = nextGuide(beginGuide([], 0), { ...first, at: 100 }, { oval });
    expect(nextGuide(guide, { ...second, at: 100 }, { oval })).toBe(guide);
    expect(nextGuide(guide, { ...second, at: 50 }, { oval })).toBe(guide);
  });

  /** Somebody who has been asked to turn, and then something happens, as often as it takes. */
  function disturbed(happens: (readings: readonly Reading[], from: number) => Reading[]) {
    const still = recorded('still');
    const readings: Reading[] = [];
    for (let turn = 0; turn <= GUIDE.restarts; turn += 1) {
      const from = turn * 4_000;
      readings.push(...looped(still, 2_000, from), ...happens(still, from + 2_100));
    }
    return walk(['turn_left'], readings);
  }

  test('begins anew when the face was out of sight, and fails when that happens again and again', () => {
    const gone = recorded('no_face');
    const { guide, phases } = disturbed((_, from) => [...looped(gone, 1_500, from)]);
    expect(phases.slice(0, 4)).toEqual(['frame', 'challenge', 'frame', 'challenge']);
    expect(guide).toMatchObject({ phase: 'failed', lost: GUIDE.restarts + 1 });
    expect(guide.records).toMatchObject([{ name: 'turn_left', passed: false }]);
  });

  test('begins anew when the face is suddenly elsewhere', () => {
    const { guide } = disturbed((still, from) =>
      [...looped(still, 1_000, from - 100)].map((reading) => moved(reading, { dx: 0.35 })),
    );
    expect(guide.jumps).toBeGreaterThan(0);
  });

  test('begins anew when somebody else is in the picture', () => {
    const { guide } = disturbed((still, from) =>
      [...looped(still, 1_500, from)].map((reading) => changed(reading, { faces: 2 })),
    );
    expect(guide.others).toBeGreaterThan(0);
  });

  test('ends, whatever happens', () => {
    const { guide } = walk(['blink'], looped(recorded('dark'), GUIDE.roundMs + 5_000));
    expect(guide.phase).toBe('failed');
    expect(guide.records).toMatchObject([{ name: 'blink', passed: false }]);
  });
});
