import {
  arrive,
  failHere,
  failTo,
  goOn,
  outcomeOf,
  preloadNext,
  settle,
  stay,
  stopped,
  visit,
  wait,
} from './moves.ts';
import { definePart } from './part.ts';
import { isPassing } from './recovery.ts';
import { advance, beginJourney, canPlay, currentStep, reopen } from './steps.ts';
import type { CoreState, EventOf, FlowState, Move, Outcome } from './types.ts';
import { coreView } from './view.ts';

/** Polls in a row that may fail before the person is told. */
const POLL_FAILURES = 5;

const start = (state: FlowState, { problem }: EventOf<'start'>): Move => {
  if (problem === 'config_missing') return failTo(null, problem, null);
  if (problem) return { state: { name: 'unsupported', code: problem }, effects: [] };
  return arrive({ name: 'loading' }, state.name === 'failed' ? [{ type: 'stop' }] : []);
};

const handedIn = (move: Move): Move => ({ ...move, effects: [{ type: 'handed_in' }, ...move.effects] });

/** Nothing came of it, so that the person may begin anew with another session. */
const isOver = (outcome: Outcome): boolean => outcome === 'expired' || outcome === 'failed';

/** What every flow begins and ends with. Always there. */
export const core = definePart<CoreState['name']>({
  begin: (journey) => ({ name: currentStep(journey) ? 'consent' : 'submitting', journey }),
  enter: {
    loading: () => [{ type: 'load_flow' }],
    consent: ({ journey }) => preloadNext(journey),
    submitting: () => [{ type: 'submit' }],
    waiting: () => [{ type: 'poll', afterMs: 0 }],
  },
  on: {
    idle: { start },
    unsupported: { start },
    loading: {
      agree: () => ({ state: { name: 'loading', hasAgreed: true }, effects: [] }),
      flow_loaded: ({ hasAgreed }, { flow }) => {
        const journey = beginJourney(flow);
        const outcome = outcomeOf(flow.status, flow.result);
        if (outcome) return settle(journey, outcome, flow, null);
        // On its own page a provider is at work from the moment on that somebody opens it: they may not be through yet.
        if (flow.status === 'processing' && flow.mode === 'capture') return wait(journey);
        if (!canPlay(flow)) return failTo(journey, 'contract_unsupported', null);
        const first = visit(journey);
        // What was agreed to spoke of a document alone, photographed here: not of a face, a form or a partner.
        const isInformed = hasAgreed && journey.steps.every(({ kind }) => /^(consent|document)$/.test(kind));
        if (!isInformed || currentStep(journey)?.kind !== 'consent') return first;
        return visit(advance(journey), first.effects);
      },
      failed: failHere,
    },
    consent: { agree: ({ journey }) => visit(advance(journey)) },
    fetching: {
      part_loaded: (state) => arrive(state),
      failed: failHere,
    },
    submitting: {
      status: (state, event) => handedIn(goOn(state.journey, 0, event.status)),
      failed: (state, { code, paths = [] }) => {
        if (code === 'session_closed') return handedIn(wait(state.journey));
        // The step itself says what is wrong.
        const named = reopen(state.journey, code, paths);
        if (named) return visit(named, failTo(named, code, null).effects);
        // A server that does not say which picture it misses may mean any.
        const journey = reopen(state.journey, code);
        return journey
          ? failTo(journey, code, { name: 'fetching', journey })
          : failTo(state.journey, code, state);
      },
    },
    waiting: {
      status: (state, event) => goOn(state.journey, state.waitedMs, event.status),
      page_shown: (state) => ({ state, effects: [{ type: 'poll', afterMs: 0 }] }),
      failed: (state, event) => {
        const failures = state.failures + 1;
        if (!isPassing(event.code) || failures > POLL_FAILURES) {
          return failTo(state.journey, event.code, { ...state, failures: 0 });
        }
        const afterMs = Math.max(1000 * 2 ** failures, event.retryAfterMs ?? 0);
        return {
          state: { ...state, failures, waitedMs: state.waitedMs + afterMs },
          effects: [{ type: 'poll', afterMs }],
        };
      },
    },
    result: {
      finish: () => stopped('ended'),
      start: (state, event) => (isOver(state.outcome) ? start(state, event) : stay(state)),
    },
    failed: {
      retry: (state) => (state.resume ? arrive(state.resume) : stay(state)),
      token_set: (state) =>
        state.code.startsWith('token_') && state.resume ? arrive(state.resume) : stay(state),
      start,
    },
    cancelled: { start },
    ended: { start },
  },
  view: coreView,
});
