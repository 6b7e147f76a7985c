import { arrive, failHere, failTo, preload, preloadNext, stay, visit, wait } from '../moves.ts';
import { definePart } from '../part.ts';
import { advance, currentStep, nextOpen } from '../steps.ts';
import type { Effect, EventOf, FlowState, Journey, Move, StateOf } from '../types.ts';
import { autoModeOf, isPictureFault } from './recovery.ts';
import type { CaptureState } from './types.ts';
import { captureView } from './view.ts';

/** Times in one step that a lost camera is opened again without asking. */
const REOPENS = 2;

const release: readonly Effect[] = [{ type: 'release_camera' }];
const drop: readonly Effect[] = [{ type: 'drop_pictures' }];

const opening = (journey: Journey, suspended = false): StateOf<'opening'> => ({
  name: 'opening',
  journey,
  suspended,
});
const prepare = (journey: Journey): StateOf<'prepare'> => ({ name: 'prepare', journey });

const toCamera = ({ journey }: { readonly journey: Journey }): Move => arrive(opening(journey));
const toPrepare = ({ journey }: { readonly journey: Journey }): Move => ({
  state: prepare(journey),
  effects: [...release, ...drop],
});

/** A file may be chosen wherever a picture may be taken. */
const checkFile = (state: FlowState, { file }: EventOf<'file_chosen'>): Move => {
  const journey = 'journey' in state ? state.journey : null;
  const step = journey && currentStep(journey);
  if (!journey || !step?.slot) return stay(state);
  return {
    state: { name: 'checking', journey, source: 'file' },
    effects: [{ type: 'check_file', step, file }],
  };
};

/** The device's own camera app cannot have a camera that this page holds. */
const letGoOfCamera = (state: FlowState): Move => ({ state, effects: release });

const lost = (state: StateOf<'camera'> | StateOf<'checking'>, { hidden }: EventOf<'camera_lost'>): Move => {
  const journey = { ...state.journey, reopens: state.journey.reopens + (hidden ? 0 : 1) };
  if (hidden) return { state: opening(journey, true), effects: release };
  if (journey.reopens <= REOPENS) return arrive(opening(journey));
  const failed = failTo(journey, 'camera_lost', opening({ ...journey, reopens: 0 }));
  return { ...failed, effects: [...release, ...failed.effects] };
};

/** The journey with one more refused picture. */
const refused = ({ journey, isAuto }: StateOf<'checking'>): Journey => ({
  ...journey,
  refusals: journey.refusals + 1,
  autoRefusals: journey.autoRefusals + (isAuto ? 1 : 0),
});

/** True when a later step needs the camera, so that the stream is worth keeping. */
const needsCameraLater = ({ steps, index }: Journey): boolean =>
  steps[nextOpen(steps, index + 1)]?.kind === 'document';

/** A document is photographed, or a photo of it chosen; looked at; sent. So are faces and proofs. */
export const capture = definePart<CaptureState['name']>({
  begin: prepare,
  enter: {
    prepare: ({ journey }) => [...preload(journey), ...preloadNext(journey)],
    opening: ({ journey, suspended }) => {
      const step = currentStep(journey);
      return step && !suspended ? [{ type: 'open_camera', step }] : [];
    },
    camera: ({ journey }) => [{ type: 'watch_frames', auto: autoModeOf(journey) }],
    uploading: ({ journey, picture }) => [
      { type: 'upload', slot: currentStep(journey)?.slot ?? '', picture },
    ],
  },
  on: {
    prepare: {
      open_camera: toCamera,
      file_chosen: checkFile,
      skip: (state) => (currentStep(state.journey)?.optional ? visit(advance(state.journey)) : stay(state)),
    },
    opening: {
      camera_opened: ({ journey }) => arrive({ name: 'camera', journey }),
      page_shown: (state) => (state.suspended ? toCamera(state) : stay(state)),
      failed: (state, event) => failHere(state, event, release),
      file_chosen: checkFile,
      back: toPrepare,
    },
    camera: {
      shutter: (state, { by }) => {
        const step = currentStep(state.journey);
        if (!step) return stay(state);
        return {
          state: { name: 'checking', journey: state.journey, source: 'camera', isAuto: by === 'auto' },
          effects: [{ type: 'take_picture', step }],
        };
      },
      camera_lost: lost,
      failed: ({ journey }, event) => failHere(opening(journey), event, release),
      file_chosen: checkFile,
      back: toPrepare,
    },
    checking: {
      judged: (state, { picture, verdict }) => {
        const { source } = state;
        const detail = { slot: currentStep(state.journey)?.slot ?? '', verdict };
        const problem = verdict.ok ? null : (verdict.hint ?? 'blurred');
        const journey = problem ? refused(state) : state.journey;
        const told: Effect = { type: 'announce', announcement: { name: 'capture', detail } };
        return {
          state: { name: 'review', journey, source, picture, problem },
          effects: problem ? [told] : [{ type: 'vibrate' }, told],
        };
      },
      failed: (state, event) => {
        const { journey, source } = state;
        if (!isPictureFault(event.code)) {
          return failHere(source === 'camera' ? opening(journey) : prepare(journey), event, release);
        }
        return {
          state: { name: 'review', journey: refused(state), source, picture: null, problem: event.code },
          effects: [],
        };
      },
      camera_lost: (state, event) => (state.source === 'camera' ? lost(state, event) : stay(state)),
      back: toPrepare,
    },
    review: {
      accept: (state) => {
        const { journey, source, picture, problem } = state;
        if (problem || !picture) return stay(state);
        const uploading = { name: 'uploading', journey, source, picture, loaded: 0, total: 0 } as const;
        return arrive(uploading, needsCameraLater(journey) ? [] : release);
      },
      retake: ({ journey }) => arrive(opening(journey), drop),
      picking: letGoOfCamera,
      file_chosen: checkFile,
      back: toPrepare,
    },
    uploading: {
      progress: (state, { loaded, total }) => {
        const detail = { slot: currentStep(state.journey)?.slot ?? '', loaded, total };
        return {
          state: { ...state, loaded, total },
          effects: [{ type: 'announce', announcement: { name: 'upload', detail } }],
        };
      },
      uploaded: ({ journey }) => visit(advance(journey), drop),
      failed: (state, { code }) => {
        if (code === 'session_closed') return wait(state.journey);
        if (!isPictureFault(code)) return failTo(state.journey, code, { ...state, loaded: 0, total: 0 });
        const { source, picture } = state;
        const journey = { ...state.journey, refusals: state.journey.refusals + 1 };
        return { state: { name: 'review', journey, source, picture, problem: code }, effects: [] };
      },
    },
    failed: {
      retake: (state) => (state.journey ? toCamera({ journey: state.journey }) : stay(state)),
      picking: letGoOfCamera,
      file_chosen: checkFile,
      back: (state) => (state.journey ? toPrepare({ journey: state.journey }) : stay(state)),
    },
  },
  view: captureView,
});
