import type { SessionResult, SessionStatus } from '../server/contract/status.ts';
import type { KycErrorCode } from './errors.ts';
import type { Verdict } from './quality/types.ts';
import type { LiveHint } from './runtime/hints.ts';

/** All events of the element bubble and cross shadow roots. No detail holds an image, a name or a number of a person. */
class KycEvent<T> extends CustomEvent<T> {
  constructor(type: string, detail: T) {
    super(type, { detail, bubbles: true, composed: true });
  }
}

/** The browser can go through the flow. Fires once, or `kyc-unsupported` does. */
export class KycReadyEvent extends KycEvent<null> {
  constructor() {
    super('kyc-ready', null);
  }
}

export class KycUnsupportedEvent extends KycEvent<null> {
  constructor() {
    super('kyc-unsupported', null);
  }
}

export interface StepDetail {
  readonly sessionId: string;
  /** The step's id. */
  readonly step: string;
  /** From 1 on. */
  readonly current: number;
  readonly total: number;
}
/** A step begins. */
export class KycStepEvent extends KycEvent<StepDetail> {
  constructor(detail: StepDetail) {
    super('kyc-step', detail);
  }
}

export interface HintDetail {
  /** `ready` when the picture is good as it is, `taking` when it is about to be taken without a press. */
  readonly code: LiveHint;
}
/** Another hint is shown over the camera. */
export class KycHintEvent extends KycEvent<HintDetail> {
  constructor(detail: HintDetail) {
    super('kyc-hint', detail);
  }
}

export interface CaptureDetail {
  readonly slot: string;
  readonly verdict: Verdict;
}
/** A picture was taken or chosen, and judged. */
export class KycCaptureEvent extends KycEvent<CaptureDetail> {
  constructor(detail: CaptureDetail) {
    super('kyc-capture', detail);
  }
}

export interface UploadDetail {
  readonly slot: string;
  /** Bytes. */
  readonly loaded: number;
  readonly total: number;
}
export class KycUploadEvent extends KycEvent<UploadDetail> {
  constructor(detail: UploadDetail) {
    super('kyc-upload', detail);
  }
}

export interface CompleteDetail {
  readonly sessionId: string;
  readonly status: SessionStatus;
  readonly result: SessionResult | null;
}
/** There is an outcome. Believe only what your own server asks of the KYC server: a page can be tampered with. */
export class KycCompleteEvent extends KycEvent<CompleteDetail> {
  constructor(detail: CompleteDetail) {
    super('kyc-complete', detail);
  }
}

export interface ErrorDetail {
  readonly sessionId: string | null;
  /** The step's id; null before the first. */
  readonly step: string | null;
  readonly code: KycErrorCode;
  /** True when the person can go on from here; false when it takes a new session, token or page. */
  readonly recoverable: boolean;
}
export class KycErrorEvent extends KycEvent<ErrorDetail> {
  constructor(detail: ErrorDetail) {
    super('kyc-error', detail);
  }
}

/** The person, or the page, stopped the flow. */
export class KycCancelEvent extends KycEvent<null> {
  constructor() {
    super('kyc-cancel', null);
  }
}

const announced = {
  step: KycStepEvent,
  hint: KycHintEvent,
  capture: KycCaptureEvent,
  upload: KycUploadEvent,
  complete: KycCompleteEvent,
  error: KycErrorEvent,
  cancel: KycCancelEvent,
} as const;

/** The event that tells the page of this. */
export function eventOf(announcement: {
  readonly name: keyof typeof announced;
  readonly detail?: unknown;
}): Event {
  const Announced = announced[announcement.name] as new (detail: unknown) => Event;
  return new Announced(announcement.detail);
}

export interface KycEventMap {
  'kyc-ready': KycReadyEvent;
  'kyc-unsupported': KycUnsupportedEvent;
  'kyc-step': KycStepEvent;
  'kyc-hint': KycHintEvent;
  'kyc-capture': KycCaptureEvent;
  'kyc-upload': KycUploadEvent;
  'kyc-complete': KycCompleteEvent;
  'kyc-error': KycErrorEvent;
  'kyc-cancel': KycCancelEvent;
}

declare global {
  interface HTMLElementEventMap extends KycEventMap {}
}
