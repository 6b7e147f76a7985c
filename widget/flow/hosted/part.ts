import type { FlowStatus } from '../../../server/contract/status.ts';
import type { KycErrorCode } from '../../errors.ts';
import { arrive, failTo, outcomeOf, settle, stay, visit, wait } from '../moves.ts';
import { definePart } from '../part.ts';
import { isPassing } from '../recovery.ts';
import { advance, currentStep } from '../steps.ts';
import type { Effect, EventOf, Journey, Move, StateOf } from '../types.ts';
import type { HostedState, Way } from './types.ts';
import { hostedView } from './view.ts';

/** Answers without news after which somebody who came back is asked what they want to do. */
const PATIENCE = 4;
/** Between two questions: while the person looks on, while they are away, and at the most. Milliseconds. */
const SOON_MS = 1_500;
const SLOW_MS = 5_000;
const SLOWEST_MS = 30_000;

const end: readonly Effect[] = [{ type: 'end_trial' }];

const trial = (
  journey: Journey,
  phase: StateOf<'trial'>['phase'],
  code: KycErrorCode | null = null,
): StateOf<'trial'> => ({ name: 'trial', journey, phase, code });

const away = (
  journey: Journey,
  way: Way | null,
  changes: Partial<StateOf<'away'>> = {},
): StateOf<'away'> => ({
  name: 'away',
  journey,
  way,
  isOpen: false,
  patience: 0,
  waitedMs: 0,
  failures: 0,
  ...changes,
});

const tryCamera = ({ journey }: { readonly journey: Journey }): Move => arrive(trial(journey, 'opening'));

/** On the way to the page; the page around is told of the step the first time. */
const go = ({ journey }: { readonly journey: Journey | null }, { way }: EventOf<'go'>): Move | null => {
  const step = journey && currentStep(journey);
  if (!journey || !step) return null;
  const isFirst = step.kind !== 'hosted';
  const ahead = isFirst ? advance(journey) : journey;
  const { effects } = isFirst ? visit(ahead, end) : { effects: [] };
  return arrive({ name: 'leaving', journey: ahead, way, hasLeft: false }, effects);
};

/** Asks now, and gives the answer a while to come before the person is asked anything. */
const askNow = (state: StateOf<'away'>, changes: Partial<StateOf<'away'>> = {}): Move =>
  arrive({ ...state, patience: PATIENCE, ...changes });

const answered = (state: StateOf<'away'>, { status }: { readonly status: FlowStatus }): Move => {
  const { journey } = state;
  const outcome = outcomeOf(status.status, status.result);
  if (outcome) return settle(journey, outcome, status, status.reasonCode);
  // "At work" the provider is also with somebody who left its page unfinished: they must be able to go there again.
  return later({ ...state, patience: Math.max(0, state.patience - 1), failures: 0 }, status.pollAfterMs ?? 0);
};

/** Asks again, the later the longer it takes: whoever never comes back costs next to nothing. */
function later(state: StateOf<'away'>, leastMs: number): Move {
  const usual = state.patience > 0 ? SOON_MS : Math.max(SLOW_MS, Math.round(state.waitedMs / 8));
  const afterMs = Math.max(leastMs, Math.min(SLOWEST_MS, usual));
  return {
    state: { ...state, waitedMs: state.waitedMs + afterMs },
    effects: [{ type: 'poll', afterMs }],
  };
}

/** What the server says of a session that nothing more can be done about. */
const closed = (journey: Journey, code: KycErrorCode): Move | null => {
  if (code === 'session_closed') return wait(advance(journey));
  if (code !== 'session_expired') return null;
  return settle(journey, 'expired', { status: 'expired', result: null }, null);
};

/** The provider takes the pictures on its own page: what comes is said, the camera tried, the page opened, waited for. */
export const hosted = definePart<HostedState['name']>({
  begin: (journey) =>
    currentStep(journey)?.kind === 'hosted'
      ? away(journey, null, { patience: PATIENCE })
      : { name: 'briefing', journey },
  enter: {
    briefing: () => [{ type: 'preload', part: 'hosted' }],
    trial: () => [{ type: 'try_camera' }],
    leaving: ({ way }) => [{ type: 'open_page', way }],
    away: () => [{ type: 'await_return' }, { type: 'poll', afterMs: 0 }],
  },
  on: {
    briefing: { test_camera: tryCamera, go: (state, event) => go(state, event) ?? stay(state) },
    trial: {
      trial_live: ({ journey }) => ({ state: trial(journey, 'live'), effects: [] }),
      trial_lost: ({ journey }) => ({ state: trial(journey, 'failed', 'camera_lost'), effects: end }),
      failed: ({ journey }, { code }) => ({ state: trial(journey, 'failed', code), effects: end }),
      test_camera: tryCamera,
      go: (state, event) => go(state, event) ?? stay(state),
      back: ({ journey }) => ({ state: { name: 'briefing', journey }, effects: end }),
    },
    leaving: {
      page_opened: (state, { way }) => {
        if (way === 'redirect') return { state: { ...state, way, hasLeft: true }, effects: [] };
        return later(away(state.journey, way, { isOpen: way !== 'link' }), 0);
      },
      // Here again, by the Back button: the page may have been kept as it was.
      page_shown: (state) =>
        state.hasLeft ? arrive(away(state.journey, state.way, { patience: PATIENCE })) : stay(state),
      returned: ({ journey, way }) => arrive(away(journey, way, { patience: PATIENCE })),
      failed: (state, { code }) =>
        closed(state.journey, code) ?? failTo(state.journey, code, { ...state, hasLeft: false }),
    },
    away: {
      status: answered,
      finished: (state) => askNow(state),
      returned: (state) => askNow(state, { isOpen: false }),
      page_closed: (state) => askNow(state, { isOpen: false }),
      page_shown: (state) => arrive(state),
      go: (state, event) => go(state, event) ?? stay(state),
      failed: (state, { code, retryAfterMs }) => {
        const over = closed(state.journey, code);
        if (over) return over;
        if (!isPassing(code)) return failTo(state.journey, code, state);
        const failures = state.failures + 1;
        const patience = Math.max(0, state.patience - 1);
        return later(
          { ...state, failures, patience },
          Math.max(1000 * 2 ** Math.min(failures, 6), retryAfterMs ?? 0),
        );
      },
    },
    failed: { go: (state, event) => go(state, event) ?? stay(state) },
  },
  view: hostedView,
});
