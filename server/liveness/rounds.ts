import { randomBytes, randomInt } from 'node:crypto';
import { type ChallengeName, challengeName, type LivenessRound } from '../contract/liveness.ts';
import type { HandedRound, SlotLiveness } from './types.ts';

/** Of one slot, the first one counted in. */
const ROUNDS = 3;
const NONCE_BYTES = 16;

const turns: readonly ChallengeName[] = ['turn_left', 'turn_right'];
const expressions: readonly ChallengeName[] = ['blink', 'smile'];

/** Challenges that a photo cannot do: it can be held nearer, and that is all. */
export const beyondPhotos: readonly ChallengeName[] = [...turns, 'nod', ...expressions];

/** A whole number from 0 to `below` - 1, each as likely as the others. */
export type RandomInt = (below: number) => number;

/** How rounds are made. */
export interface RoundOptions {
  /** Exactly these, in random order; null for the usual choice. */
  readonly challenges?: readonly ChallengeName[] | null;
  readonly random?: RandomInt;
}

/**
 * Three challenges, unless told which: a turn of the head, a blink or a smile, and one of all the others, in random order.
 * Whoever holds up a photo can neither turn nor blink, and never gets a set without both kinds.
 */
export function chooseChallenges({ challenges, random = randomInt }: RoundOptions): ChallengeName[] {
  if (challenges) return shuffled(challenges, random);
  const turn = oneOf(turns, random);
  const expression = oneOf(expressions, random);
  const others = challengeName.options.filter((name) => name !== turn && name !== expression);
  return shuffled([turn, expression, oneOf(others, random)], random);
}

const newRound = (options: RoundOptions, now: number): HandedRound => ({
  nonce: randomBytes(NONCE_BYTES).toString('base64url'),
  challenges: chooseChallenges(options),
  handedOutAt: now,
});

/** A slot of which nothing is known yet. `now` is in milliseconds since the epoch. */
export const firstRound = (slot: string, options: RoundOptions, now: number): SlotLiveness => ({
  slot,
  round: newRound(options, now),
  failedTries: 0,
  failed: null,
  picture: null,
});

/** What follows when one more round than `failedTries` has failed; null when that was the last. */
export const roundAfter = (failedTries: number, options: RoundOptions, now: number): HandedRound | null =>
  failedTries + 1 < ROUNDS ? newRound(options, now) : null;

/** The present round as the person's page may know it. */
export const roundView = ({ round, failedTries }: SlotLiveness): LivenessRound | null =>
  round && {
    nonce: round.nonce,
    challenges: [...round.challenges],
    triesLeft: Math.max(0, ROUNDS - 1 - failedTries),
  };

function oneOf<T>(list: readonly T[], random: RandomInt): T {
  const chosen = list[random(list.length)];
  if (chosen === undefined) throw new RangeError('the random number is out of its range');
  return chosen;
}

/** Fisher and Yates's shuffle, as Durstenfeld wrote it (CACM 7, 1964). */
function shuffled<T>(list: readonly T[], random: RandomInt): T[] {
  const rest = [...list];
  const mixed: T[] = [];
  while (rest.length > 0) mixed.push(...rest.splice(random(rest.length), 1));
  return mixed;
}
