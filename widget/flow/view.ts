import type { FlowStep } from '../../server/contract/flow.ts';
import type { DocumentType } from '../../server/contract/session.ts';
import type { KycErrorCode } from '../errors.ts';
import { afterRefusal, type Offer, recoveryOf, type Trouble } from './recovery.ts';
import { currentStep } from './steps.ts';
import type { FlowState, Journey, Outcome, PictureId, Problem } from './types.ts';

/** What a picture shows; the words for it are in i18n. */
export interface DocumentName {
  readonly type: DocumentType | 'other';
  readonly side: 'front' | 'back' | null;
}

/** The thin line on top: how far, and the same in words. */
export interface Progress {
  readonly current: number;
  readonly total: number;
  /** 0..1 */
  readonly fraction: number;
}

interface Framed {
  readonly progress: Progress | null;
}

export interface ConsentView extends Framed {
  readonly screen: 'consent';
  readonly document: DocumentName;
  readonly pictures: number;
}
export interface PrepareView extends Framed {
  readonly screen: 'prepare';
  readonly document: DocumentName;
  readonly accept: readonly string[];
}
export interface CameraScreenView extends Framed {
  readonly screen: 'camera';
  readonly document: DocumentName;
  readonly phase: 'opening' | 'live' | 'checking';
}
export interface ReviewView extends Framed {
  readonly screen: 'review';
  readonly document: DocumentName;
  readonly accept: readonly string[];
  readonly picture: PictureId | null;
  readonly problem: Problem | null;
  /** Null when the picture is good: then it is "use it" and "again". */
  readonly offers: { readonly primary: Offer; readonly secondary: Offer } | null;
  readonly again: Offer;
}
export interface ProgressView extends Framed {
  readonly screen: 'progress';
  readonly phase: 'checking' | 'uploading' | 'submitting' | 'waiting';
  /** 0..1 of the bytes; null where there is nothing to count. */
  readonly sent: number | null;
  /** True when it takes longer than a person expects. */
  readonly isSlow: boolean;
}
export interface ResultView extends Framed {
  readonly screen: 'result';
  readonly outcome: Outcome;
  readonly reasonCode: string | null;
}
export interface ProblemView extends Framed {
  readonly screen: 'problem';
  readonly trouble: Trouble;
  readonly primary: Offer | null;
  readonly secondary: Offer | null;
  readonly accept: readonly string[];
}

export type View =
  | { readonly screen: 'blank' | 'loading' | 'stopped' }
  | { readonly screen: 'unsupported'; readonly code: KycErrorCode }
  | ConsentView
  | PrepareView
  | CameraScreenView
  | ReviewView
  | ProgressView
  | ResultView
  | ProblemView;

export type ScreenName = View['screen'];

/** Waited this long for a result, the screen says that it may take a while. */
const SLOW_MS = 30_000;

/** The side is worth a word only where another picture of the same document is taken too. */
function documentOf(step: FlowStep | undefined, { steps }: Journey): DocumentName {
  const pictures = steps.filter(({ documentType }) => documentType && documentType === step?.documentType);
  return {
    type: step?.documentType ?? 'other',
    side: pictures.length > 1 ? (step?.side ?? null) : null,
  };
}

/** The line moves within a step too: begun, seen, sent. The end of the line is the result. */
const progressOf = ({ steps, index }: Journey, within: number): Progress => ({
  current: Math.min(index + 1, steps.length),
  total: steps.length,
  fraction: Math.min(1, (index + within) / (steps.length + 0.5)),
});

/** Offers that need a picture step to go to; anything else stays. */
const possible = (offer: Offer | null, step: FlowStep | undefined): Offer | null =>
  offer === 'use_file' && step?.kind !== 'document' ? null : offer;

/** What every flow begins with, as far as it is known before the server has said what it asks for. */
const firstView: ConsentView = {
  screen: 'consent',
  document: { type: 'other', side: null },
  pictures: 1,
  progress: { current: 1, total: 2, fraction: 0.1 },
};

function problemView(state: Extract<FlowState, { name: 'failed' }>): ProblemView {
  const { journey, code } = state;
  const step = journey ? currentStep(journey) : undefined;
  const { trouble, primary, secondary } = recoveryOf(code);
  const first = possible(primary, step);
  const second = possible(secondary, step);
  return {
    screen: 'problem',
    trouble,
    primary: first ?? second,
    secondary: first ? second : null,
    accept: step?.accept ?? [],
    progress: null,
  };
}

/** What is to be shown of a state: names and numbers, no words and no markup. */
export function viewOf(state: FlowState): View {
  switch (state.name) {
    case 'idle':
    case 'ended':
      return { screen: 'blank' };
    case 'loading':
      return state.hasAgreed ? { screen: 'loading' } : firstView;
    case 'cancelled':
      return { screen: 'stopped' };
    case 'unsupported':
      return { screen: 'unsupported', code: state.code };
    case 'failed':
      return problemView(state);
    case 'consent': {
      const pictures = state.journey.steps.filter((step) => step.kind === 'document');
      const document = { type: pictures[0]?.documentType ?? 'other', side: null } as const;
      return {
        screen: 'consent',
        document,
        pictures: pictures.length,
        progress: progressOf(state.journey, 0.25),
      };
    }
    case 'result': {
      const { outcome, reasonCode } = state;
      return { screen: 'result', outcome, reasonCode, progress: null };
    }
    default:
      return stepView(state, currentStep(state.journey));
  }
}

type InStep = Extract<
  FlowState,
  { name: 'prepare' | 'opening' | 'camera' | 'checking' | 'review' | 'uploading' | 'submitting' | 'waiting' }
>;

function stepView(state: InStep, step: FlowStep | undefined): View {
  const { journey } = state;
  const document = documentOf(step, journey);
  const accept = step?.accept ?? [];
  const busy = (
    phase: ProgressView['phase'],
    within: number,
    sent: number | null = null,
    isSlow = false,
  ): View => ({
    screen: 'progress',
    phase,
    sent,
    isSlow,
    progress: progressOf(journey, within),
  });
  const camera = (phase: CameraScreenView['phase']): View => ({
    screen: 'camera',
    document,
    phase,
    progress: progressOf(journey, 0.4),
  });
  switch (state.name) {
    case 'prepare':
      return { screen: 'prepare', document, accept, progress: progressOf(journey, 0.2) };
    case 'opening':
      return camera('opening');
    case 'camera':
      return camera('live');
    case 'checking':
      return state.source === 'camera' ? camera('checking') : busy('checking', 0.5);
    case 'review': {
      const { picture, problem, source } = state;
      return {
        screen: 'review',
        document,
        accept,
        picture,
        problem,
        offers: problem ? afterRefusal(source, journey.refusals) : null,
        again: source === 'file' ? 'use_file' : 'retake',
        progress: progressOf(journey, 0.6),
      };
    }
    case 'uploading': {
      const sent = state.total > 0 ? Math.min(1, state.loaded / state.total) : null;
      return busy('uploading', 0.7 + 0.3 * (sent ?? 0), sent);
    }
    case 'submitting':
      return busy('submitting', 0.2);
    case 'waiting':
      return busy('waiting', 0.35, null, state.waitedMs >= SLOW_MS);
  }
}
