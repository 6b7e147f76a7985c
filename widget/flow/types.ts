import type { Flow, FlowStep, HostedPage, StepKind } from '../../server/contract/flow.ts';
import type { FlowStatus, SessionResult, SessionStatus } from '../../server/contract/status.ts';
import type { KycErrorCode } from '../errors.ts';
import type { Verdict } from '../quality/types.ts';
import type { CaptureEffect, CaptureEvent, CaptureState, CaptureView } from './capture/types.ts';
import type { FormEffect, FormEvent, FormState, FormView } from './form/types.ts';
import type { HostedEffect, HostedEvent, HostedState, HostedView } from './hosted/types.ts';
import type { CoreView } from './view.ts';

/** What is loaded when its step comes near. Each has a folder here, and a file in `runtime/parts`. */
export type PartName = 'capture' | 'face' | 'form' | 'hosted' | 'proof';

/** One step of the journey: the server's, and two that lead to a provider's own page. */
export type Step = Omit<FlowStep, 'kind'> & { readonly kind: StepKind | 'camera_check' | 'hosted' };

/** What of `GET /v1/flow` the machine needs: no address, nothing of the person. */
export interface FlowFacts
  extends Pick<Flow, 'contract' | 'sessionId' | 'mode' | 'steps' | 'status' | 'result'> {
  readonly hosted?: Pick<HostedPage, 'opened'> | undefined;
}

/** How far the person has come. `index` is the step they are at; it equals `steps.length` after the last one. */
export interface Journey {
  readonly sessionId: string;
  readonly steps: readonly Step[];
  readonly index: number;
  /** Pictures of this step that were refused so far. */
  readonly refusals: number;
  /** Of them, those that were taken without a press. */
  readonly autoRefusals: number;
  /** How often the camera was lost and opened again in this step. */
  readonly reopens: number;
}

export type Outcome = 'approved' | 'rejected' | 'review' | 'failed' | 'expired';

export type CoreState =
  | { readonly name: 'idle' }
  | { readonly name: 'unsupported'; readonly code: KycErrorCode }
  /** The consent is shown already: it needs nothing of the server. `hasAgreed`: it was given before the flow came. */
  | { readonly name: 'loading'; readonly hasAgreed?: true }
  | { readonly name: 'consent'; readonly journey: Journey }
  /** The part of the present step is on its way. */
  | { readonly name: 'fetching'; readonly journey: Journey }
  | { readonly name: 'submitting'; readonly journey: Journey }
  | {
      readonly name: 'waiting';
      readonly journey: Journey;
      /** Milliseconds asked to wait so far, over all polls. */
      readonly waitedMs: number;
      /** Polls in a row that found no server. */
      readonly failures: number;
    }
  | {
      readonly name: 'result';
      readonly journey: Journey;
      readonly outcome: Outcome;
      readonly reasonCode: string | null;
    }
  | {
      readonly name: 'failed';
      readonly journey: Journey | null;
      readonly code: KycErrorCode;
      /** Where "try again" goes; null where it would be of no use. */
      readonly resume: FlowState | null;
    }
  | { readonly name: 'cancelled' }
  | { readonly name: 'ended' };

export type FlowState = CoreState | CaptureState | FormState | HostedState;
export type StateName = FlowState['name'];
export type StateOf<N extends StateName> = Extract<FlowState, { name: N }>;

export type CoreEvent =
  // the page
  /** `problem` is what the support check found. */
  | { readonly type: 'start'; readonly problem: KycErrorCode | null }
  | { readonly type: 'token_set' }
  | { readonly type: 'page_shown' }
  | { readonly type: 'cancel' }
  | { readonly type: 'destroy' }
  // the person
  | { readonly type: 'agree' }
  | { readonly type: 'back' }
  | { readonly type: 'retry' }
  | { readonly type: 'finish' }
  // what effects report
  | { readonly type: 'flow_loaded'; readonly flow: FlowFacts }
  | { readonly type: 'part_loaded' }
  | { readonly type: 'status'; readonly status: FlowStatus }
  /** `retryAfterMs`: how long the server asked to wait. `paths`: names of fields or slots that it is about. */
  | {
      readonly type: 'failed';
      readonly code: KycErrorCode;
      readonly retryAfterMs?: number;
      readonly paths?: readonly string[];
    };

export type FlowEvent = CoreEvent | CaptureEvent | FormEvent | HostedEvent;
export type EventType = FlowEvent['type'];
export type EventOf<T extends EventType> = Extract<FlowEvent, { type: T }>;

/** What the merchant's page is told; `widget/events.ts` makes DOM events of it. */
export type Announcement =
  | {
      readonly name: 'step';
      readonly detail: { sessionId: string; step: string; current: number; total: number };
    }
  | { readonly name: 'capture'; readonly detail: { slot: string; verdict: Verdict } }
  | { readonly name: 'upload'; readonly detail: { slot: string; loaded: number; total: number } }
  | {
      readonly name: 'complete';
      readonly detail: { sessionId: string; status: SessionStatus; result: SessionResult | null };
    }
  | {
      readonly name: 'error';
      readonly detail: {
        sessionId: string | null;
        step: string | null;
        code: KycErrorCode;
        recoverable: boolean;
      };
    }
  | { readonly name: 'cancel' };

/** What the core wants done. Effects of one lane replace each other: the runtime aborts the older one. */
export type CoreEffect =
  | { readonly type: 'load_flow' }
  | { readonly type: 'load_part'; readonly part: PartName }
  /** Fetches a part early; harmless when it is there. */
  | { readonly type: 'preload'; readonly part: PartName }
  | { readonly type: 'submit' }
  | { readonly type: 'poll'; readonly afterMs: number }
  /** Nothing has to be mended any more: what was kept for that is forgotten. */
  | { readonly type: 'handed_in' }
  /** Ends everything under way, and every part lets go of what it holds. */
  | { readonly type: 'stop' }
  | { readonly type: 'announce'; readonly announcement: Announcement };

/** What the machine wants done; a part's effects are performed by its own file in `runtime/parts`. */
export type Effect = CoreEffect | CaptureEffect | FormEffect | HostedEffect;

export type EffectType = Effect['type'];

export type View = CoreView | CaptureView | FormView | HostedView;

export interface Transition {
  readonly state: FlowState;
  readonly effects: readonly Effect[];
}

/** What a handler answers with. */
export interface Move extends Transition {
  /** True when the state is entered anew, so that what it begins with (`enter` of its part) has to happen. */
  readonly isArrival?: true;
}
