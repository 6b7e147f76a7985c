import type { Checks } from '../../contract/status.ts';
import type { Outcome } from '../provider.ts';
import { isOpen } from './map.ts';

/** Which of several outcomes decide: the first of these that there are. */
const decisive: readonly ((outcome: Outcome) => boolean)[] = [
  // While something is still to be handed in the session has to stay open for it, whatever is said of the rest.
  ({ status }) => status === 'pending',
  // Approval needs all, so that a rejection is one whatever the others say, and need not wait for them.
  ({ result }) => result === 'rejected',
  // Even beside an error: it may still bring a rejection, which says more than a failure.
  ({ status }) => status === 'processing',
  ({ status }) => status === 'failed',
  ({ status }) => status === 'review',
];

/**
 * What the submissions of one session, in the order of its steps, say together: approved only when each of them is. The
 * reason is the first of those that decide. What was checked and read comes with an end only.
 */
export function joinOutcomes(outcomes: readonly [Outcome, ...Outcome[]]): Outcome {
  const deciding =
    decisive.map((decides) => outcomes.filter(decides)).find(([one]) => one !== undefined) ?? outcomes;
  const { status, result } = deciding[0] ?? outcomes[0];
  if (isOpen({ status, result })) return { status, result };
  const reasonCode = deciding.map((outcome) => outcome.reasonCode).find((code) => code) ?? null;
  const checks: Partial<Checks> = Object.assign({}, ...outcomes.map((outcome) => outcome.checks));
  const extracted = outcomes.find((outcome) => outcome.extracted)?.extracted;
  return { status, result, checks, ...(extracted && { extracted }), reasonCode };
}
