import type { DocumentType } from '../../server/contract/session.ts';
import type { KycErrorCode } from '../errors.ts';
import type { PartSpec } from './part.ts';
import { type Offer, recoveryOf, type Trouble } from './recovery.ts';
import type { CoreState, Journey, Outcome, Step } from './types.ts';

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

export interface Framed {
  readonly progress: Progress | null;
}

/** Steps that ask something of the person. */
export type Asked = Exclude<Step['kind'], 'consent' | 'camera_check'>;

export interface ConsentView extends Framed {
  readonly screen: 'consent';
  /** Kinds of document that are photographed, each once; one for the provider's own page. */
  readonly documents: readonly DocumentName['type'][];
  /** How many steps of each kind there are, in the order in which they come first. */
  readonly asks: readonly (readonly [kind: Asked, count: number])[];
}
export interface ProgressView extends Framed {
  readonly screen: 'progress';
  readonly phase: 'submitting' | 'waiting';
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
  readonly offer: Offer | null;
}

export type CoreView =
  | { readonly screen: 'blank' | 'loading' | 'stopped' }
  | { readonly screen: 'unsupported'; readonly code: KycErrorCode }
  | ConsentView
  | ProgressView
  | ResultView
  | ProblemView;

/** Waited this long for a result, the screen says that it may take a while. */
const SLOW_MS = 30_000;

/** The line moves within a step too: begun, seen, sent. The end of the line is the result. */
export const progressOf = ({ steps, index }: Journey, within: number): Progress => ({
  current: Math.min(index + 1, steps.length),
  total: steps.length,
  fraction: Math.min(1, (index + within) / (steps.length + 0.5)),
});

/** What every flow begins with, as far as it is known before the server has said what it asks for. */
const firstView: ConsentView = {
  screen: 'consent',
  documents: ['other'],
  asks: [['document', 1]],
  progress: { current: 1, total: 2, fraction: 0.1 },
};

const busy = (
  phase: ProgressView['phase'],
  journey: Journey,
  within: number,
  isSlow = false,
): ProgressView => ({ screen: 'progress', phase, isSlow, progress: progressOf(journey, within) });

export const coreView: PartSpec<CoreState['name']>['view'] = {
  idle: () => ({ screen: 'blank' }),
  ended: () => ({ screen: 'blank' }),
  loading: ({ hasAgreed }) => (hasAgreed ? { screen: 'loading' } : firstView),
  fetching: () => ({ screen: 'loading' }),
  cancelled: () => ({ screen: 'stopped' }),
  unsupported: ({ code }) => ({ screen: 'unsupported', code }),
  failed: ({ code }) => {
    const { trouble, offer } = recoveryOf(code);
    return { screen: 'problem', trouble, offer, progress: null };
  },
  consent: ({ journey }) => {
    const asks = new Map<Asked, number>();
    const documents = new Set<DocumentName['type']>();
    for (const { kind, documentType = 'other' } of journey.steps) {
      if (kind === 'consent' || kind === 'camera_check') continue;
      asks.set(kind, (asks.get(kind) ?? 0) + 1);
      if (kind === 'document' || kind === 'hosted') documents.add(documentType);
    }
    const progress = progressOf(journey, 0.25);
    return { screen: 'consent', documents: [...documents], asks: [...asks], progress };
  },
  submitting: ({ journey }) => busy('submitting', journey, 0.2),
  waiting: ({ journey, waitedMs }) => busy('waiting', journey, 0.35, waitedMs >= SLOW_MS),
  result: ({ outcome, reasonCode }) => ({ screen: 'result', outcome, reasonCode, progress: null }),
};
