import { describe, expect, test } from 'vitest';
import { type LivenessReport, livenessReport } from '../contract/liveness.ts';
import { evidenceOfFaces } from './evidence.ts';
import { applyReport } from './report.ts';
import { firstRound } from './rounds.ts';
import { digest, failing, manual, passedAll, passing, signals } from './testing.ts';
import type { HandedRound, SlotLiveness } from './types.ts';

const HANDED = 1_000_000;
const options = { challenges: ['turn_left', 'blink', 'nod'] as const };
const start = firstRound('selfie', options, HANDED);

const roundOf = ({ round }: SlotLiveness): HandedRound => {
  if (!round) throw new Error('no round is left');
  return round;
};
const round = roundOf(start);
const apply = (slot: SlotLiveness, report: LivenessReport, now = HANDED + 60_000): SlotLiveness =>
  applyReport(slot, livenessReport.parse(report), options, now);
const fail = (slot: SlotLiveness): SlotLiveness => apply(slot, failing(roundOf(slot)));
const refusalOf = (report: LivenessReport, slot = start, now?: number): unknown => {
  try {
    apply(slot, report, now);
    return null;
  } catch (error) {
    const { code, info } = error as { code: string; info: { details?: readonly { path: string }[] } };
    return info.details ? `${code} ${info.details.map(({ path }) => path).join()}` : code;
  }
};

describe('a picture after a whole round', () => {
  test('is taken, and leaves the round as it is', () => {
    const after = apply(start, passing(round));
    expect(after).toEqual({
      ...start,
      picture: {
        route: 'guided',
        reason: null,
        challenges: passedAll(round),
        sha256: digest('a'),
        signals,
      },
    });
  });

  test('may be taken anew: the latest counts', () => {
    const after = apply(apply(start, passing(round)), passing(round, { sha256: digest('c') }));
    expect(after.picture?.sha256).toBe(digest('c'));
    expect(after.round).toEqual(round);
  });

  const [first, second, third] = passedAll(round);
  if (!first || !second || !third) throw new Error('the sample round is too short');
  test.each([
    ['none', []],
    ['too few', [first, second]],
    ['too many', [first, second, third, third]],
    ['another order', [second, first, third]],
    ['another one', [first, second, { ...third, name: 'move_closer' as const }]],
    ['one that was not passed', [first, { ...second, passed: false }, third]],
  ])('is refused with %s', (_name, challenges) => {
    expect(refusalOf(passing(round, { challenges }))).toBe('body_invalid challenges');
  });

  test('is refused when the challenges took longer than there was time, with 5 s for the clocks', () => {
    const quick = passing(round, { challenges: passedAll(round, 4000) });
    expect(refusalOf(quick, start, HANDED + 7000)).toBeNull();
    expect(refusalOf(quick, start, HANDED + 6999)).toBe('body_invalid challenges');
  });

  test.each([
    ['of before', () => round.nonce],
    ['of nobody', () => 'A'.repeat(22)],
    ['that is missing', () => null],
  ])('is refused with a nonce %s', (_name, nonce) => {
    const later = fail(start);
    expect(refusalOf(passing(roundOf(later), { nonce: nonce() }), later)).toBe('liveness_round_over');
  });

  test('gives no reason', () => {
    expect(refusalOf(passing(round, { reason: 'person' }))).toBe('body_invalid reason');
  });
});

describe('a round that failed', () => {
  test('is counted, and followed by another one, twice', () => {
    const once = fail(start);
    const twice = fail(once);
    const thrice = fail(twice);
    expect([once, twice, thrice].map(({ failedTries }) => failedTries)).toEqual([1, 2, 3]);
    expect(new Set([start, once, twice].map((slot) => roundOf(slot).nonce)).size).toBe(3);
    expect(roundOf(once).handedOutAt).toBe(HANDED + 60_000);
    expect(thrice.round).toBeNull();
    expect(refusalOf(failing(roundOf(twice)), thrice)).toBe('liveness_round_over');
    expect(thrice.failed).toEqual({ challenges: failing(roundOf(twice)).challenges, signals });
  });

  test('leaves a picture that was reported before', () => {
    const { picture } = apply(start, passing(round));
    expect(fail(apply(start, passing(round))).picture).toEqual(picture);
  });

  test.each([
    ['none', []],
    ['all passed', passedAll(round)],
    ['another order', [...failing(round).challenges].reverse()],
  ])('is refused with %s', (_name, challenges) => {
    expect(refusalOf(failing(round, { challenges }))).toBe('body_invalid challenges');
  });

  test('may have failed at its first challenge', () => {
    const challenges = passedAll(round)
      .slice(0, 1)
      .map((record) => ({ ...record, passed: false }));
    expect(apply(start, failing(round, { challenges })).failedTries).toBe(1);
  });
});

describe('the manual way', () => {
  test.each(['no_model', 'no_engine', 'person', 'file'] as const)('is open from the start: %s', (reason) => {
    const after = apply(start, manual({ reason }));
    expect(after).toMatchObject({ round, failedTries: 0, picture: { route: 'manual', reason } });
  });

  test('needs a reason', () => {
    const { reason: _, ...report } = manual();
    expect(refusalOf(report)).toBe('body_invalid reason');
  });

  test('is taken for want of tries when none is left, and keeps what failed', () => {
    const report = manual({ reason: 'tries_used' });
    const twice = fail(fail(start));
    expect(refusalOf(report)).toBe('body_invalid reason');
    expect(refusalOf(report, twice)).toBe('body_invalid reason');
    const thrice = fail(twice);
    const after = apply(thrice, report);
    expect(after).toMatchObject({ round: null, failedTries: 3, picture: { reason: 'tries_used' } });
    expect(after.failed).toEqual(thrice.failed);
  });
});

describe('evidence', () => {
  const upload = { slot: 'selfie', contentType: 'image/jpeg', size: 5, sha256: digest('a') };
  const of = (slot: SlotLiveness, uploads = [upload]) => evidenceOfFaces([slot], uploads);

  test('is there once there is something to show', () => {
    expect(of(start)).toEqual([]);
    expect(of(fail(start))).toEqual([
      {
        slot: 'selfie',
        route: 'guided',
        reason: null,
        failedTries: 1,
        challenges: failing(round).challenges,
        samePicture: null,
        signals,
      },
    ]);
  });

  test('tells whether the picture is the one that was announced', () => {
    const after = apply(start, passing(round));
    expect(of(after)).toMatchObject([{ route: 'guided', failedTries: 0, samePicture: true }]);
    expect(of(after, [{ ...upload, sha256: digest('b') }])).toMatchObject([{ samePicture: false }]);
    expect(of(after, [{ ...upload, slot: 'document_id' }])).toMatchObject([{ samePicture: null }]);
    const { sha256: _, ...unnamed } = manual();
    expect(of(apply(start, unnamed))).toMatchObject([{ samePicture: null }]);
  });

  test('of the manual way has what failed before, where the page told of nothing else', () => {
    const before = fail(start);
    expect(of(apply(before, manual()))).toMatchObject([
      { route: 'manual', reason: 'person', failedTries: 1, challenges: failing(round).challenges, signals },
    ]);
    const own = passedAll(round).slice(0, 1);
    expect(of(apply(before, manual({ challenges: own })))).toMatchObject([{ challenges: own }]);
    expect(of(apply(start, manual()))).toMatchObject([{ challenges: [], signals: null }]);
  });

  test('of a picture after a whole round is its own', () => {
    const before = fail(start);
    const told = passing(roundOf(before), { signals: null });
    expect(of(apply(before, told))).toMatchObject([{ failedTries: 1, signals: null }]);
  });
});
