import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChallengeName } from '../../server/contract/liveness.ts';
import { beginGuide, GUIDE, type Guide, nextGuide } from './guide.ts';
import { guided, looped, moved, oval, recorded, thinned } from './testing/recordings.ts';
import type { Reading } from './types.ts';

const someone = looped(recorded('turn_blink_nod'), 6);
const still = looped(recorded('still'), 40);

const last = (states: readonly Guide[]): Guide => {
  const state = states.at(-1);
  if (!state) throw new Error('no state');
  return state;
};

/** The phases in their order. */
const phases = (states: readonly Guide[]): string[] =>
  states.map(({ phase }) => phase).filter((phase, at, all) => phase !== all[at - 1]);

/** Readings until a time, then others that go on from there. */
const then = (first: readonly Reading[], ms: number, second: readonly Reading[]): Reading[] => [
  ...first.filter(({ at }) => at < ms),
  ...second.map((reading) => ({ ...reading, at: ms + reading.at })),
];

const nobody = (ms: number, from = 0): Reading[] => {
  const [empty] = recorded('no_face');
  if (!empty) throw new Error('no recording');
  return Array.from({ length: Math.round(ms / 66) }, (_, at) => ({ ...empty, at: from + at * 66 }));
};

test.each<[readonly ChallengeName[]]>([
  [['turn_left', 'blink', 'nod']],
  [['nod', 'turn_right']],
  [['blink', 'turn_right', 'turn_left']],
])('somebody who does what is asked is through: %s', (challenges) => {
  for (const readings of [someone, thinned(someone, 95)]) {
    const states = guided(challenges, readings);
    expect(phases(states)).toEqual(['frame', 'challenge', 'settle', 'done']);
    const { records, done, saying, baseline, lost, jumps, others } = last(states);
    expect(records.map(({ name, passed }) => [name, passed])).toEqual(challenges.map((name) => [name, true]));
    expect(records.every(({ ms }) => Number.isInteger(ms) && ms > 0 && ms <= 10_000)).toBe(true);
    expect([done, saying, lost, jumps, others]).toEqual([challenges.length, null, 0, 0, 0]);
    expect(baseline).not.toBe(null);
  }
});

test('without challenges the face is framed and photographed', () => {
  const states = guided([], still);
  expect(phases(states)).toEqual(['frame', 'settle', 'done']);
  expect(last(states).records).toEqual([]);
});

test('a real person who turns to and fro passes both turns', () => {
  const states = guided(['turn_left', 'turn_right'], looped(recorded('head_turn'), 12));
  expect(last(states).records.map(({ passed }) => passed)).toEqual([true, true]);
});

test.each([
  'photo_moved',
  'photo_turned',
  'photo_swung',
  'photo_shaken',
  'photo_bent',
  'photo_rolled',
  'photo_covered',
  'photos_swapped',
  'people_swapped',
  'photo_nodded',
  'photo_fingered',
  'still',
])('passes no challenge: %s', (name) => {
  for (const challenge of ['turn_left', 'turn_right', 'nod', 'blink', 'smile'] as const) {
    const { phase, records } = last(guided([challenge], looped(recorded(name), 60)));
    expect(phase).toBe('failed');
    expect(records.at(-1)).toMatchObject({ name: challenge, passed: false });
  }
});

test('a turned head does not count for the next challenge: straight ahead comes first', () => {
  const states = guided(['turn_left', 'turn_right'], someone);
  const between = states.filter(
    ({ phase, challenge, done }) => phase === 'challenge' && challenge === null && done === 1,
  );
  expect(between.length).toBeGreaterThan(2);
});

test('somebody who stays turned is told to look here', () => {
  const turned = recorded('turn');
  const peak = turned.reduce((most, reading) =>
    (reading.face?.yaw ?? -90) > (most.face?.yaw ?? -90) ? reading : most,
  );
  const staying = then(
    turned,
    peak.at,
    Array.from({ length: 80 }, (_, at) => ({ ...peak, at: at * 66 })),
  );
  const said = guided(['turn_left', 'nod'], staying)
    .filter(({ done }) => done === 1)
    .map(({ saying }) => saying);
  expect(said[0]).toBe(null);
  expect(said.at(-1)).toBe('look_here');
});

test('a face that leaves begins anew, and is counted', () => {
  const states = guided(
    ['blink', 'nod'],
    then(still, 2_000, [...nobody(900), ...still.map((reading) => ({ ...reading, at: reading.at + 900 }))]),
  );
  expect(phases(states).slice(0, 4)).toEqual(['frame', 'challenge', 'frame', 'challenge']);
  expect(Math.max(...states.map(({ lost }) => lost))).toBe(1);
});

test('a face that is not found for a moment does not', () => {
  const states = guided(
    ['blink'],
    then(still, 2_000, [...nobody(330), ...still.map((reading) => ({ ...reading, at: reading.at + 330 }))]),
  );
  expect(last(states).lost).toBe(0);
});

test('a face that is suddenly elsewhere begins anew', () => {
  const states = guided(
    ['nod'],
    then(
      still,
      2_000,
      still.map((reading) => moved(reading, 0.26, 0)),
    ),
  );
  expect(Math.max(...states.map(({ jumps }) => jumps))).toBe(1);
  expect(states.some(({ phase }, at) => phase === 'frame' && states[at - 1]?.phase === 'challenge')).toBe(
    true,
  );
});

test('a second face begins anew, a single picture of one does not', () => {
  const two = (readings: readonly Reading[]): Reading[] =>
    readings.map((reading) => ({ ...reading, faces: 2 }));
  const many = guided(['nod'], then(still, 2_000, two(still)));
  expect(last(many).others).toBe(1);
  expect(last(many)).toMatchObject({ phase: 'frame', saying: 'face_many' });
  const one = guided(['nod'], then(still, 2_000, [...two(still.slice(0, 1)), ...still.slice(1)]));
  expect(last(one).others).toBe(0);
});

test('begins anew twice, then fails, and says which challenge was not passed', () => {
  const coming = Array.from({ length: 6 }, (_, round) => [
    ...still
      .filter(({ at }) => at < 2_000)
      .map((reading) => ({ ...reading, at: reading.at + round * 3_000 })),
    ...nobody(900, round * 3_000 + 2_000),
  ]).flat();
  const { phase, lost, records } = last(guided(['nod', 'blink'], coming));
  expect([phase, lost]).toEqual(['failed', GUIDE.restarts + 1]);
  expect(records).toMatchObject([{ name: 'nod', passed: false }]);
});

test('a face that leaves while its picture is awaited begins anew too', () => {
  const grinning = still.map((reading) =>
    reading.face ? { ...reading, face: { ...reading.face, jawOpen: 0.9 } } : reading,
  );
  const states = guided([], then(grinning, 1_500, nobody(900)));
  expect(phases(states)).toEqual(['frame', 'settle', 'frame']);
  expect(states.some(({ saying }) => saying === 'relax_face')).toBe(true);
});

test('who never looks as they should is photographed as well as they were', () => {
  const grinning = looped(still.slice(0, 20), 20).map((reading) =>
    reading.face ? { ...reading, face: { ...reading.face, jawOpen: 0.9 } } : reading,
  );
  const states = guided([], grinning);
  expect(last(states).phase).toBe('done');
  const settled = grinning[states.length - 2]?.at ?? 0;
  expect(settled).toBeGreaterThan(GUIDE.settleMs);
});

test('nobody at all is waited for, but not for ever', () => {
  const waiting = guided(['nod'], nobody(GUIDE.roundMs + 5_000));
  expect(last(waiting)).toMatchObject({ phase: 'failed', records: [{ name: 'nod', passed: false }] });
});

test('once it is over nothing changes, and a reading out of order is left out', () => {
  const over = last(guided([], still));
  const [first] = still;
  if (!first) throw new Error('no reading');
  expect(nextGuide(over, { ...first, at: 1e6 }, { oval })).toBe(over);
  const under = nextGuide(beginGuide([], 0), { ...first, at: 100 }, { oval });
  expect(nextGuide(under, { ...first, at: 100 }, { oval })).toBe(under);
});

const pool = ['turn_blink_nod', 'photo_swung', 'two_faces', 'no_face', 'dark', 'distance', 'smile'].flatMap(
  recorded,
);

test('whatever is seen, in whatever order, the guide keeps its promises', () => {
  const names = ['turn_left', 'nod', 'blink', 'smile', 'move_closer'] as const;
  fc.assert(
    fc.property(
      fc.subarray([...names]),
      fc.array(
        fc.tuple(fc.nat(pool.length - 1), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 5, max: 900 })),
        {
          maxLength: 40,
        },
      ),
      (challenges, runs) => {
        let guide = beginGuide(challenges, 0);
        let at = 0;
        for (const [start, length, pace] of runs)
          for (const reading of pool.slice(start, start + length)) {
            at += pace;
            const former = guide;
            guide = nextGuide(guide, { ...reading, at }, { oval });
            expect(guide.progress).toBeGreaterThanOrEqual(0);
            expect(guide.progress).toBeLessThanOrEqual(1);
            expect(guide.records.length).toBeLessThanOrEqual(challenges.length);
            expect(guide.done).toBe(guide.records.filter(({ passed }) => passed).length);
            expect(guide.lost + guide.jumps + guide.others).toBeLessThanOrEqual(GUIDE.restarts + 1);
            if (guide.done < former.done)
              expect(guide.phase === 'frame' || guide.phase === 'failed').toBe(true);
            if (guide.phase === 'done') expect(guide.done).toBe(challenges.length);
            if (guide.phase === 'failed' && challenges.length > 0)
              expect(guide.records.at(-1)?.passed).toBe(false);
          }
      },
    ),
    { numRuns: 60 },
  );
});
