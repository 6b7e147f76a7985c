import type { KycErrorCode } from '../../errors.ts';
import type { Journey } from '../types.ts';
import type { AutoMode, Problem, Source } from './types.ts';

/** What a person can do about a picture. `native_camera` opens the device's own camera app through a file input. */
export type CaptureOffer = 'retry' | 'use_file' | 'native_camera' | 'retake';

/** Which sentences an error of the camera or of a picture gets; many codes share one. */
export type CaptureTrouble = 'denied' | 'no_camera' | 'insecure' | 'camera_busy' | 'camera_lost' | 'picture';

export interface CaptureRecovery {
  readonly trouble: CaptureTrouble;
  readonly primary: CaptureOffer;
  readonly secondary: CaptureOffer | null;
}

const offer = (
  trouble: CaptureTrouble,
  primary: CaptureOffer,
  secondary: CaptureOffer | null = null,
): CaptureRecovery => ({ trouble, primary, secondary });

/** A browser remembers a refusal, so asking again comes second: the file route works at once. */
const fileFirst = (trouble: CaptureTrouble): CaptureRecovery => offer(trouble, 'use_file', 'retry');
const retryFirst = (trouble: CaptureTrouble): CaptureRecovery => offer(trouble, 'retry', 'use_file');
const picture = offer('picture', 'retry');

const table: ReadonlyMap<KycErrorCode, CaptureRecovery> = new Map([
  // Asking again helps nobody: the page has to be opened by another address.
  ['insecure_context', offer('insecure', 'use_file')],
  ['camera_unsupported', fileFirst('no_camera')],
  ['camera_denied', fileFirst('denied')],
  ['camera_missing', fileFirst('no_camera')],
  ['camera_busy', retryFirst('camera_busy')],
  ['camera_lost', retryFirst('camera_lost')],
  ['camera_failed', retryFirst('camera_lost')],
  ['file_type_unsupported', picture],
  ['file_unreadable', picture],
  ['file_too_large', picture],
  ['file_too_small', picture],
  ['image_too_small', picture],
  ['image_too_large', picture],
  ['encode_failed', picture],
  ['upload_missing', offer('picture', 'retake')],
]);

/** What helps; null where the core's own rules (`flow/recovery.ts`) say it. */
export const captureRecoveryOf = (code: KycErrorCode): CaptureRecovery | null => table.get(code) ?? null;

const pictureFaults: readonly Problem[] = [
  'file_type_unsupported',
  'file_unreadable',
  'file_too_large',
  'file_too_small',
  'image_too_small',
  'image_too_large',
  'encode_failed',
  // A provider that looks at a picture as it comes will not have this one.
  'upload_missing',
];

/** True when another picture mends it, so that it is shown as a refused picture and not as a failure. */
export const isPictureFault = (code: KycErrorCode): boolean => pictureFaults.includes(code);

/** Refused pictures of one step after which the device's own camera app is offered first. */
export const REFUSALS_BEFORE_NATIVE_CAMERA = 3;

/** Refused pictures of one step that were taken without a press, after which only a press takes one. */
export const AUTO_REFUSALS = 2;

/** What a step's camera may do by itself. */
export function autoModeOf({ refusals, autoRefusals }: Journey): AutoMode {
  if (autoRefusals >= AUTO_REFUSALS) return 'never';
  return refusals > 0 ? 'later' : 'now';
}

/** What stands below a refused picture. */
export function afterRefusal(
  source: Source,
  refusals: number,
): { primary: CaptureOffer; secondary: CaptureOffer } {
  if (refusals >= REFUSALS_BEFORE_NATIVE_CAMERA) return { primary: 'native_camera', secondary: 'retake' };
  return source === 'file'
    ? { primary: 'use_file', secondary: 'retake' }
    : { primary: 'retake', secondary: 'use_file' };
}
