import { arrive, at, failTo, goOn, outcomeOf, settle, stopped, visit, wait } from './moves.ts';
import { isPassing, isPictureFault } from './recovery.ts';
import { advance, beginJourney, canPlay, currentStep, needsCameraLater, rewind } from './steps.ts';
import type {
  Effect,
  EventOf,
  EventType,
  FlowEvent,
  FlowState,
  StateName,
  StateOf,
  Transition,
} from './types.ts';

/** Polls in a row that may fail before the person is told. */
const POLL_FAILURES = 5;
/** Times in one step that a lost camera is opened again without asking. */
const REOPENS = 2;

export const initialState: FlowState = { name: 'idle' };

type Handlers<N extends StateName> = {
  readonly [T in EventType]?: (state: StateOf<N>, event: EventOf<T>) => Transition;
};
type Table = { readonly [N in StateName]: Handlers<N> };

const start = (state: FlowState, { problem }: EventOf<'start'>): Transition => {
  if (problem === 'config_missing') return failTo(null, problem, null);
  if (problem) return { state: { name: 'unsupported', code: problem }, effects: [] };
  const loading = arrive({ name: 'loading' });
  if (state.name !== 'failed') return loading;
  return { ...loading, effects: [{ type: 'release_camera' }, { type: 'drop_pictures' }, ...loading.effects] };
};

/** A file may be chosen wherever a picture may be taken. */
const checkFile = (state: FlowState, { file }: EventOf<'file_chosen'>): Transition => {
  const journey = 'journey' in state ? state.journey : null;
  const step = journey && currentStep(journey);
  if (!journey || step?.kind !== 'document') return { state, effects: [] };
  return {
    state: { name: 'checking', journey, source: 'file' },
    effects: [{ type: 'check_file', step, file }],
  };
};

const toCamera = ({ journey }: { journey: StateOf<'prepare'>['journey'] }): Transition =>
  arrive({ name: 'opening', journey, suspended: false });

const toPrepare = ({ journey }: { journey: StateOf<'prepare'>['journey'] }): Transition => ({
  state: { name: 'prepare', journey },
  effects: [{ type: 'release_camera' }, { type: 'drop_pictures' }],
});

/** The device's own camera app cannot have a camera that this page holds. */
const letGoOfCamera = (state: FlowState): Transition => ({ state, effects: [{ type: 'release_camera' }] });

const failHere =
  (letGo: readonly Effect[] = []) =>
  (state: FlowState, { code }: EventOf<'failed'>): Transition => {
    const journey = 'journey' in state ? state.journey : null;
    const failed = failTo(journey, code, state);
    return { ...failed, effects: [...letGo, ...failed.effects] };
  };

const lost = (
  state: StateOf<'camera'> | StateOf<'checking'>,
  { hidden }: EventOf<'camera_lost'>,
): Transition => {
  const journey = { ...state.journey, reopens: state.journey.reopens + (hidden ? 0 : 1) };
  const opening = { name: 'opening', journey, suspended: hidden } as const;
  if (hidden) return { state: opening, effects: [{ type: 'release_camera' }] };
  if (journey.reopens > REOPENS) {
    const failed = failTo(journey, 'camera_lost', { ...opening, journey: { ...journey, reopens: 0 } });
    return { ...failed, effects: [{ type: 'release_camera' }, ...failed.effects] };
  }
  return arrive(opening);
};

/** What may go wrong while the bytes are on their way, or when the server counts what it has. */
const deliveryFailed = (
  state: StateOf<'uploading'> | StateOf<'submitting'>,
  { code }: EventOf<'failed'>,
): Transition => {
  if (code === 'session_closed') return wait(state.journey);
  if (code === 'upload_missing') {
    const journey = rewind(state.journey);
    return failTo(journey, code, { name: 'opening', journey, suspended: false });
  }
  if (state.name === 'uploading' && isPictureFault(code)) {
    const journey = { ...state.journey, refusals: state.journey.refusals + 1 };
    const { source, picture } = state;
    return { state: { name: 'review', journey, source, picture, problem: code }, effects: [] };
  }
  return failTo(state.journey, code, state);
};

const table: Table = {
  idle: { start },
  unsupported: { start },
  loading: {
    agree: () => ({ state: { name: 'loading', hasAgreed: true }, effects: [] }),
    flow_loaded: ({ hasAgreed }, { flow }) => {
      const journey = beginJourney(flow);
      const outcome = outcomeOf(flow.status, flow.result);
      if (outcome) return settle(journey, outcome, flow, null);
      if (flow.status === 'processing') return wait(journey);
      if (!canPlay(flow)) return failTo(journey, 'contract_unsupported', null);
      const first = visit(journey);
      if (!hasAgreed || currentStep(journey)?.kind !== 'consent') return first;
      const second = visit(advance(journey));
      return { ...second, effects: [...first.effects, ...second.effects] };
    },
    failed: failHere(),
  },
  consent: {
    agree: ({ journey }) => visit(advance(journey)),
  },
  prepare: {
    open_camera: toCamera,
    file_chosen: checkFile,
  },
  opening: {
    camera_opened: ({ journey }) => arrive({ name: 'camera', journey }),
    page_shown: (state) => (state.suspended ? toCamera(state) : { state, effects: [] }),
    failed: failHere([{ type: 'release_camera' }]),
    file_chosen: checkFile,
    back: toPrepare,
  },
  camera: {
    shutter: (state) => {
      const step = currentStep(state.journey);
      if (!step) return { state, effects: [] };
      return {
        state: { name: 'checking', journey: state.journey, source: 'camera' },
        effects: [{ type: 'take_picture', step }],
      };
    },
    camera_lost: lost,
    failed: (state, event) => failHere([{ type: 'release_camera' }])(at('opening', state.journey), event),
    file_chosen: checkFile,
    back: toPrepare,
  },
  checking: {
    judged: ({ journey, source }, { picture, verdict }) => {
      const capture = { slot: currentStep(journey)?.slot ?? '', verdict };
      const problem = verdict.ok ? null : (verdict.hint ?? 'blurred');
      const refusals = journey.refusals + (problem ? 1 : 0);
      const effects: Effect[] = [
        ...(problem ? [] : [{ type: 'vibrate' } as const]),
        { type: 'announce', announcement: { name: 'capture', detail: capture } },
      ];
      return {
        state: { name: 'review', journey: { ...journey, refusals }, source, picture, problem },
        effects,
      };
    },
    failed: (state, event) => {
      if (!isPictureFault(event.code)) {
        const back = at(state.source === 'camera' ? 'opening' : 'prepare', state.journey);
        return failHere([{ type: 'release_camera' }])(back, event);
      }
      const journey = { ...state.journey, refusals: state.journey.refusals + 1 };
      const { source } = state;
      return { state: { name: 'review', journey, source, picture: null, problem: event.code }, effects: [] };
    },
    camera_lost: (state, event) => (state.source === 'camera' ? lost(state, event) : { state, effects: [] }),
    back: toPrepare,
  },
  review: {
    accept: (state) => {
      const { journey, source, picture, problem } = state;
      if (problem || !picture) return { state, effects: [] };
      const uploading = arrive({ name: 'uploading', journey, source, picture, loaded: 0, total: 0 });
      if (needsCameraLater(journey)) return uploading;
      return { ...uploading, effects: [{ type: 'release_camera' }, ...uploading.effects] };
    },
    retake: ({ journey }) => {
      const opening = toCamera({ journey });
      return { ...opening, effects: [{ type: 'drop_pictures' }, ...opening.effects] };
    },
    picking: letGoOfCamera,
    file_chosen: checkFile,
    back: toPrepare,
  },
  uploading: {
    progress: (state, { loaded, total }) => ({
      state: { ...state, loaded, total },
      effects: [
        {
          type: 'announce',
          announcement: {
            name: 'upload',
            detail: { slot: currentStep(state.journey)?.slot ?? '', loaded, total },
          },
        },
      ],
    }),
    uploaded: ({ journey }) => {
      const next = visit(advance(journey));
      return { ...next, effects: [{ type: 'drop_pictures' }, ...next.effects] };
    },
    failed: deliveryFailed,
  },
  submitting: {
    status: (state, event) => goOn(state.journey, 0, event.status),
    failed: deliveryFailed,
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
  result: { finish: () => stopped('ended') },
  failed: {
    retry: (state) => (state.resume ? arrive(state.resume) : { state, effects: [] }),
    token_set: (state) => {
      const lacksToken = state.code.startsWith('token_');
      return lacksToken && state.resume ? arrive(state.resume) : { state, effects: [] };
    },
    retake: (state) => (state.journey ? toCamera({ journey: state.journey }) : { state, effects: [] }),
    picking: letGoOfCamera,
    file_chosen: checkFile,
    start,
    back: (state) => (state.journey ? toPrepare({ journey: state.journey }) : { state, effects: [] }),
  },
  cancelled: { start },
  ended: { start },
};

/** Nothing is left to cancel in these. */
const final: readonly StateName[] = ['idle', 'unsupported', 'result', 'cancelled', 'ended'];

/**
 * The whole of what the flow decides. Pure: the same state and event always give the same answer, and an event that
 * means nothing in a state leaves it identical, with no effects.
 */
export function transition(state: FlowState, event: FlowEvent): Transition {
  if (event.type === 'destroy') {
    return state.name === 'ended' ? { state, effects: [] } : stopped('ended');
  }
  if (event.type === 'cancel') {
    if (final.includes(state.name)) return { state, effects: [] };
    const { effects, ...rest } = stopped('cancelled');
    return { ...rest, effects: [...effects, { type: 'announce', announcement: { name: 'cancel' } }] };
  }
  if (event.type === 'failed' && event.code === 'aborted') return { state, effects: [] };
  const handlers = table[state.name] as Partial<
    Record<EventType, (state: FlowState, event: FlowEvent) => Transition>
  >;
  return handlers[event.type]?.(state, event) ?? { state, effects: [] };
}
