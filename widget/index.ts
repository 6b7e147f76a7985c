import { KycFlow } from './kyc-flow.ts';

export type { KycErrorCode } from './errors.ts';
export type {
  CaptureDetail,
  CompleteDetail,
  ErrorDetail,
  HintDetail,
  KycCancelEvent,
  KycCaptureEvent,
  KycCompleteEvent,
  KycErrorEvent,
  KycEventMap,
  KycHintEvent,
  KycReadyEvent,
  KycStepEvent,
  KycUnsupportedEvent,
  KycUploadEvent,
  StepDetail,
  UploadDetail,
} from './events.ts';
export type { Hint, Strictness, Verdict } from './quality/types.ts';
export type { LiveHint } from './runtime/hints.ts';
export type { Support } from './runtime/support.ts';
export { KycFlow };

if (!customElements.get('kyc-flow')) customElements.define('kyc-flow', KycFlow);
