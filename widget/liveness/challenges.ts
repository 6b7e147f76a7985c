import type { ChallengeName } from '../../server/contract/liveness.ts';
import type { Baseline } from './baseline.ts';
import { blink } from './challenges/blink.ts';
import { closer } from './challenges/closer.ts';
import type { Machine } from './challenges/machine.ts';
import { nod } from './challenges/nod.ts';
import { smile } from './challenges/smile.ts';
import { turn } from './challenges/turn.ts';
import { sightOf } from './sight.ts';
import type { Reading } from './types.ts';

/** How long a person has for each challenge, in milliseconds. */
export const CHALLENGE_MS = 10_000;

/** One challenge under way. Immutable. */
export interface Challenge {
  readonly name: ChallengeName;
  readonly baseline: Baseline;
  /** When it was asked for, in milliseconds of the readings' clock. */
  readonly begunAt: number;
  readonly result: 'open' | 'passed' | 'timeout';
  /** 0..1 */
  readonly progress: number;
  /** What has to be done before it can be begun. */
  readonly needs: 'relax_face' | null;
  readonly machine: Machine;
}

const machines: Readonly<Record<ChallengeName, (baseline: Baseline) => Machine>> = {
  turn_left: () => turn(1),
  turn_right: () => turn(-1),
  nod: () => nod(),
  blink: () => blink(),
  smile,
  move_closer: () => closer(),
};

/** Asks for a movement. */
export const beginChallenge = (name: ChallengeName, baseline: Baseline, at: number): Challenge => ({
  name,
  baseline,
  begunAt: at,
  result: 'open',
  progress: 0,
  needs: null,
  machine: machines[name](baseline),
});

/** The challenge after one more reading. Once it is passed, or its time is over, nothing changes any more. */
export function nextChallenge(challenge: Challenge, reading: Reading): Challenge {
  if (challenge.result !== 'open') return challenge;
  const machine = challenge.machine.next(sightOf(reading, challenge.baseline));
  const { isPassed, progress, needs } = machine;
  const isLate = reading.at - challenge.begunAt >= CHALLENGE_MS;
  const result = isPassed ? 'passed' : isLate ? 'timeout' : 'open';
  return { ...challenge, machine, progress, needs, result };
}
