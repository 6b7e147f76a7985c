import type { FlowStatus, SessionResult, SessionStatus } from '../../server/contract/status.ts';
import type { KycErrorCode } from '../errors.ts';
import { recoveryOf } from './recovery.ts';
import { currentStep } from './steps.ts';
import type { Effect, FlowState, Journey, Outcome, Transition } from './types.ts';

/** Asked of a server that does not say when to come again, in milliseconds. */
const POLL_MS = 2_000;
const POLL_MAX_MS = 15_000;

/** A state with what has to begin when it is entered. */
export function arrive(state: FlowState): Transition {
  switch (state.name) {
    case 'loading':
      return { state, effects: [{ type: 'load_flow' }] };
    case 'consent':
    case 'prepare':
      return { state, effects: [{ type: 'preload' }] };
    case 'opening': {
      const step = currentStep(state.journey);
      const effects: Effect[] = step && !state.suspended ? [{ type: 'open_camera', step }] : [];
      return { state, effects };
    }
    case 'camera':
      return { state, effects: [{ type: 'watch_frames' }] };
    case 'uploading': {
      const slot = currentStep(state.journey)?.slot ?? '';
      return {
        state: { ...state, loaded: 0, total: 0 },
        effects: [{ type: 'upload', slot, picture: state.picture }],
      };
    }
    case 'submitting':
      return { state, effects: [{ type: 'submit' }] };
    case 'waiting':
      return { state, effects: [{ type: 'poll', afterMs: 0 }] };
    default:
      return { state, effects: [] };
  }
}

export const at = (name: 'opening' | 'prepare', journey: Journey): FlowState =>
  name === 'opening' ? { name, journey, suspended: false } : { name, journey };

/** The state that the journey's present step begins with; after the last step, everything is handed in. */
export function visit(journey: Journey): Transition {
  const step = currentStep(journey);
  if (!step) return arrive({ name: 'submitting', journey });
  const { state, effects } = arrive({ name: step.kind === 'consent' ? 'consent' : 'prepare', journey });
  const detail = {
    sessionId: journey.sessionId,
    step: step.id,
    current: journey.index + 1,
    total: journey.steps.length,
  };
  return { state, effects: [...effects, { type: 'announce', announcement: { name: 'step', detail } }] };
}

/**
 * Shows an error and tells the page. `resume` is dropped where trying again would be of no use; it stays for a token
 * that the page may replace.
 */
export function failTo(journey: Journey | null, code: KycErrorCode, resume: FlowState | null): Transition {
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
): Transition {
  const detail = { sessionId: journey.sessionId, status, result };
  return {
    state: { name: 'result', journey, outcome, reasonCode },
    effects: [{ type: 'stop' }, { type: 'announce', announcement: { name: 'complete', detail } }],
  };
}

/** Asks for the status at once, then as often as the server likes. */
export const wait = (journey: Journey): Transition =>
  arrive({ name: 'waiting', journey, waitedMs: 0, failures: 0 });

/** After an answer about the status: the result, or another wait that grows with the waiting, within bounds. */
export function goOn(journey: Journey, waitedMs: number, status: FlowStatus): Transition {
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
