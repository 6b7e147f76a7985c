import type { FlowStatus, SessionResult, SessionStatus } from '../../server/contract/status.ts';
import type { KycErrorCode } from '../errors.ts';
import { recoveryOf } from './recovery.ts';
import { advance, currentStep, partsAt } from './steps.ts';
import type { Effect, EventOf, FlowState, Journey, Move, Outcome, Transition } from './types.ts';

/** Asked of a server that does not say when to come again, in milliseconds. */
const POLL_MS = 2_000;
const POLL_MAX_MS = 15_000;

/** An event that means nothing here. */
export const stay = (state: FlowState): Move => ({ state, effects: [] });

/** Enters a state, so that what it begins with happens, after `first`. */
export const arrive = (state: FlowState, first: readonly Effect[] = []): Move => ({
  state,
  effects: first,
  isArrival: true,
});

/** Begins the journey's present step, as soon as its part is there; after the last step, everything is handed in. */
export function visit(journey: Journey, first: readonly Effect[] = []): Move {
  const step = currentStep(journey);
  if (!step) return arrive({ name: 'fetching', journey }, first);
  const detail = {
    sessionId: journey.sessionId,
    step: step.id,
    current: journey.index + 1,
    total: journey.steps.length,
  };
  return arrive({ name: 'fetching', journey }, [
    ...first,
    { type: 'announce', announcement: { name: 'step', detail } },
  ]);
}

/** Starts what the present step needs. */
export const preload = (journey: Journey): readonly Effect[] =>
  partsAt(journey).map((part) => ({ type: 'preload', part }));

/** Fetches what the step after this one needs, while the person is still here. */
export const preloadNext = (journey: Journey): readonly Effect[] => preload(advance(journey));

/** Shows an error at this state and tells the page; trying again enters the state once more. */
export function failHere(state: FlowState, { code }: EventOf<'failed'>, first: readonly Effect[] = []): Move {
  const failed = failTo('journey' in state ? state.journey : null, code, state);
  return { ...failed, effects: [...first, ...failed.effects] };
}

/**
 * Shows an error and tells the page. `resume` is dropped where trying again would be of no use; it stays for a token
 * that the page may replace.
 */
export function failTo(journey: Journey | null, code: KycErrorCode, resume: FlowState | null): Move {
  const { recoverable, trouble } = recoveryOf(code);
  const detail = {
    sessionId: journey?.sessionId ?? null,
    step: (journey && currentStep(journey)?.id) ?? null,
    code,
    recoverable,
  };
  return {
    state: { name: 'failed', journey, code, resume: recoverable || trouble === 'token' ? resume : null },
    effects: [{ type: 'announce', announcement: { name: 'error', detail } }],
  };
}

/** What a status means to the person; null while there is still something to wait for. */
export function outcomeOf(status: SessionStatus, result: SessionResult | null): Outcome | null {
  switch (status) {
    case 'completed':
      return result ?? 'review';
    case 'review':
    case 'failed':
    case 'expired':
      return status;
    default:
      return null;
  }
}

export function settle(
  journey: Journey,
  outcome: Outcome,
  { status, result }: { readonly status: SessionStatus; readonly result: SessionResult | null },
  reasonCode: string | null,
): Move {
  const detail = { sessionId: journey.sessionId, status, result };
  return {
    state: { name: 'result', journey, outcome, reasonCode },
    effects: [{ type: 'stop' }, { type: 'announce', announcement: { name: 'complete', detail } }],
  };
}

/** Asks for the status at once, then as often as the server likes. */
export const wait = (journey: Journey): Move =>
  arrive({ name: 'waiting', journey, waitedMs: 0, failures: 0 });

/** After an answer about the status: the result, or another wait that grows with the waiting, within bounds. */
export function goOn(journey: Journey, waitedMs: number, status: FlowStatus): Move {
  const outcome = outcomeOf(status.status, status.result);
  if (outcome) return settle(journey, outcome, status, status.reasonCode);
  const afterMs = Math.max(status.pollAfterMs ?? POLL_MS, Math.min(POLL_MAX_MS, waitedMs / 8));
  return {
    state: { name: 'waiting', journey, waitedMs: waitedMs + afterMs, failures: 0 },
    effects: [{ type: 'poll', afterMs }],
  };
}

export const stopped = (name: 'cancelled' | 'ended'): Transition => ({
  state: { name },
  effects: [{ type: 'stop' }],
});
