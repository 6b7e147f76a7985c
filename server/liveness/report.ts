import type { ChallengeRecord, LivenessReport } from '../contract/liveness.ts';
import { Problem } from '../http/problem.ts';
import { type RoundOptions, roundAfter } from './rounds.ts';
import type { HandedRound, SlotLiveness } from './types.ts';

/** By how much the clocks of page and server may run apart during a round. */
const CLOCK_SLACK_MS = 5000;

/**
 * What a report makes of its slot. `now` is in milliseconds since the epoch. A picture after a whole round leaves the round
 * as it is, so that the person can take another one; a round that failed is followed by the next; the manual way costs none.
 *
 * @throws Problem `liveness_round_over`, `body_invalid`
 */
export function applyReport(
  slot: SlotLiveness,
  report: LivenessReport,
  options: RoundOptions,
  now: number,
): SlotLiveness {
  const { route, challenges, signals, sha256 = null, reason = null } = report;
  if (route === 'manual') {
    assertManual(report, slot);
    return { ...slot, picture: { route, reason, challenges, signals, sha256 } };
  }
  const { round } = slot;
  if (round === null || report.nonce !== round.nonce) {
    throw new Problem('liveness_round_over', 'These challenges are over; GET /v1/flow has those of now.');
  }
  if (reason !== null) throw invalid('reason', 'is of the manual way only');
  if (sha256 !== null) {
    assertPassed(challenges, round, now);
    return { ...slot, picture: { route, reason, challenges, signals, sha256 } };
  }
  assertFailed(challenges, round);
  const failedTries = slot.failedTries + 1;
  return {
    ...slot,
    round: roundAfter(slot.failedTries, options, now),
    failedTries,
    failed: { challenges, signals },
  };
}

function assertManual({ reason }: LivenessReport, { round }: SlotLiveness): void {
  if (reason === undefined) throw invalid('reason', 'is required of the manual way');
  if (reason === 'tries_used' && round !== null) throw invalid('reason', 'is not true: a try is left');
}

/** A whole round, and no faster than time went by. */
function assertPassed(records: readonly ChallengeRecord[], round: HandedRound, now: number): void {
  if (records.length !== round.challenges.length || !isInOrder(records, round)) {
    throw invalid('challenges', 'must be all of the present round, in their order');
  }
  if (records.some(({ passed }) => !passed)) {
    throw invalid('challenges', 'must all be passed before a picture is taken');
  }
  const took = records.reduce((sum, { ms }) => sum + ms, 0);
  if (took > now - round.handedOutAt + CLOCK_SLACK_MS) {
    throw invalid('challenges', 'took longer than the time since they were handed out');
  }
}

function assertFailed(records: readonly ChallengeRecord[], round: HandedRound): void {
  if (!isInOrder(records, round)) {
    throw invalid('challenges', 'must be those of the present round, in their order');
  }
  if (records.every(({ passed }) => passed)) {
    throw invalid('challenges', 'must hold one that was not passed, as no picture was taken');
  }
}

/** The round from its beginning on, as far as it went. */
const isInOrder = (records: readonly ChallengeRecord[], { challenges }: HandedRound): boolean =>
  records.every(({ name }, index) => name === challenges[index]);

const invalid = (path: string, message: string): Problem =>
  new Problem('body_invalid', 'The report is not what this route takes; see details.', {
    details: [{ path, message }],
  });
