import type { Flow, FlowStep } from '../../server/contract/flow.ts';
import type { FlowStatus, SessionResult, SessionStatus } from '../../server/contract/status.ts';
import type { KycErrorCode } from '../errors.ts';
import type { Hint, Verdict } from '../quality/types.ts';

/** Names a picture in the runtime's store. The pixels themselves never come here. */
export type PictureId = string;

/** Where a picture came from; decides what "again" means for it. */
export type Source = 'camera' | 'file';

/** Why a picture was refused: the judge's hint, or the code of a file that could not be used at all. */
export type Problem = Hint | KycErrorCode;

/** What of `GET /v1/flow` the machine needs: no address, nothing of the person. */
export type FlowFacts = Pick<Flow, 'contract' | 'sessionId' | 'mode' | 'steps' | 'status' | 'result'>;

/** How far the person has come. `index` is the step they are at; it equals `steps.length` after the last one. */
export interface Journey {
  readonly sessionId: string;
  readonly steps: readonly FlowStep[];
  readonly index: number;
  /** Pictures of this step that were refused so far. */
  readonly refusals: number;
  /** How often the camera was lost and opened again in this step. */
  readonly reopens: number;
}

export type Outcome = 'approved' | 'rejected' | 'review' | 'failed' | 'expired';

export type FlowState =
  | { readonly name: 'idle' }
  | { readonly name: 'unsupported'; readonly code: KycErrorCode }
  /** The consent is shown already: it needs nothing of the server. `hasAgreed`: it was given before the flow came. */
  | { readonly name: 'loading'; readonly hasAgreed?: true }
  | { readonly name: 'consent'; readonly journey: Journey }
  | { readonly name: 'prepare'; readonly journey: Journey }
  /** `suspended`: the camera went while the page was hidden; it is opened again when the page is back. */
  | { readonly name: 'opening'; readonly journey: Journey; readonly suspended: boolean }
  | { readonly name: 'camera'; readonly journey: Journey }
  | { readonly name: 'checking'; readonly journey: Journey; readonly source: Source }
  | {
      readonly name: 'review';
      readonly journey: Journey;
      readonly source: Source;
      /** Null when there is nothing to show: the file could not be read. */
      readonly picture: PictureId | null;
      /** Null when the picture may be sent. */
      readonly problem: Problem | null;
    }
  | {
      readonly name: 'uploading';
      readonly journey: Journey;
      readonly source: Source;
      readonly picture: PictureId;
      /** Bytes; `total` is 0 until the upload has begun. */
      readonly loaded: number;
      readonly total: number;
    }
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

export type StateName = FlowState['name'];
export type StateOf<N extends StateName> = Extract<FlowState, { name: N }>;

export type FlowEvent =
  // the page
  /** `problem` is what the support check found. */
  | { readonly type: 'start'; readonly problem: KycErrorCode | null }
  | { readonly type: 'token_set' }
  | { readonly type: 'page_shown' }
  | { readonly type: 'cancel' }
  | { readonly type: 'destroy' }
  // the person
  | { readonly type: 'agree' }
  | { readonly type: 'open_camera' }
  | { readonly type: 'shutter' }
  /** The file dialog, or the device's own camera app, is about to open. */
  | { readonly type: 'picking' }
  | { readonly type: 'file_chosen'; readonly file: PictureId }
  | { readonly type: 'accept' }
  | { readonly type: 'retake' }
  | { readonly type: 'back' }
  | { readonly type: 'retry' }
  | { readonly type: 'finish' }
  // what effects report
  | { readonly type: 'flow_loaded'; readonly flow: FlowFacts }
  | { readonly type: 'camera_opened' }
  | { readonly type: 'camera_lost'; readonly hidden: boolean }
  | { readonly type: 'judged'; readonly picture: PictureId; readonly verdict: Verdict }
  | { readonly type: 'progress'; readonly loaded: number; readonly total: number }
  | { readonly type: 'uploaded' }
  | { readonly type: 'status'; readonly status: FlowStatus }
  /** `retryAfterMs`: how long the server asked to wait. */
  | { readonly type: 'failed'; readonly code: KycErrorCode; readonly retryAfterMs?: number };

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

/** What the machine wants done. Effects of one lane replace each other: the runtime aborts the older one. */
export type Effect =
  | { readonly type: 'load_flow' }
  /** Fetches the parts of the capture step early; harmless when they are there. */
  | { readonly type: 'preload' }
  | { readonly type: 'open_camera'; readonly step: FlowStep }
  | { readonly type: 'watch_frames' }
  | { readonly type: 'take_picture'; readonly step: FlowStep }
  | { readonly type: 'check_file'; readonly step: FlowStep; readonly file: PictureId }
  | { readonly type: 'release_camera' }
  | { readonly type: 'drop_pictures' }
  | { readonly type: 'upload'; readonly slot: string; readonly picture: PictureId }
  | { readonly type: 'submit' }
  | { readonly type: 'poll'; readonly afterMs: number }
  /** Ends everything under way and lets go of the camera, the worker and the pictures. */
  | { readonly type: 'stop' }
  | { readonly type: 'vibrate' }
  | { readonly type: 'announce'; readonly announcement: Announcement };

export type EffectType = Effect['type'];

export interface Transition {
  readonly state: FlowState;
  readonly effects: readonly Effect[];
}
