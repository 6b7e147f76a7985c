import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChallengeName, challengeName, livenessRound } from '../contract/liveness.ts';
import { chooseChallenges, firstRound, roundAfter, roundView } from './rounds.ts';

/** Every set that can be chosen: all random numbers in turn. */
function everyChoice(challenges: readonly ChallengeName[] | null = null): ChallengeName[][] {
  const found: ChallengeName[][] = [];
  const go = (drawn: readonly number[]): void => {
    const rest = [...drawn];
    let open: number | null = null;
    const random = (below: number): number => {
      const next = rest.shift();
      if (next !== undefined) return next;
      open ??= below;
      return 0;
    };
    const chosen = chooseChallenges({ challenges, random });
    if (open === null) found.push(chosen);
    else for (let next = 0; next < open; next += 1) go([...drawn, next]);
  };
  go([]);
  return found;
}

describe('the usual choice', () => {
  const all = everyChoice();

  test('is three different challenges, a turn and a blink or smile among them', () => {
    expect(all).toHaveLength(2 * 2 * 4 * 6);
    for (const chosen of all) {
      expect(chosen).toHaveLength(3);
      expect(new Set(chosen).size).toBe(3);
      expect(chosen.some((name) => name === 'turn_left' || name === 'turn_right')).toBe(true);
      expect(chosen.some((name) => name === 'blink' || name === 'smile')).toBe(true);
    }
  });

  test('can hold every challenge in every place', () => {
    for (const name of challengeName.options) {
      for (const place of [0, 1, 2]) {
        expect(all.filter((chosen) => chosen[place] === name).length, `${name} ${place}`).toBeGreaterThan(0);
      }
    }
  });

  test('favours no order', () => {
    const orders = new Map<string, number>();
    for (const chosen of all.filter((one) => [...one].sort().join() === 'blink,nod,turn_left')) {
      orders.set(chosen.join(), (orders.get(chosen.join()) ?? 0) + 1);
    }
    expect([...orders.values()]).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('is drawn from the system where nobody says otherwise', () => {
    const drawn = new Set(Array.from({ length: 200 }, () => chooseChallenges({}).join()));
    // Of 72 different ones; fewer than 20 would be a miracle.
    expect(drawn.size).toBeGreaterThan(20);
  });
});

test('a set that was told is taken whole, in every order', () => {
  const orders = everyChoice(['nod', 'smile', 'move_closer']).map((chosen) => chosen.join());
  expect(new Set(orders).size).toBe(6);
  fc.assert(
    fc.property(fc.subarray([...challengeName.options], { minLength: 1 }), (challenges) => {
      expect(chooseChallenges({ challenges }).sort()).toEqual([...challenges].sort());
    }),
  );
});

test('there are three rounds, each with a nonce of its own', () => {
  const first = firstRound('selfie', {}, 5);
  expect(first).toMatchObject({ slot: 'selfie', failedTries: 0, failed: null, picture: null });
  expect(first.round?.handedOutAt).toBe(5);
  const rounds = [first.round, roundAfter(0, {}, 6), roundAfter(1, {}, 7)];
  const views = rounds.map((round, failedTries) => roundView({ ...first, round, failedTries }));
  expect(views.map((view) => livenessRound.strict().parse(view).triesLeft)).toEqual([2, 1, 0]);
  expect(new Set(views.map((view) => view?.nonce)).size).toBe(3);
  for (const view of views) expect(Buffer.from(view?.nonce ?? '', 'base64url')).toHaveLength(16);
  expect(roundAfter(2, {}, 8)).toBeNull();
  expect(roundView({ ...first, round: null })).toBeNull();
});
