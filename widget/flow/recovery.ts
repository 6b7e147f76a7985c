import type { KycErrorCode } from '../errors.ts';
import type { Problem } from './types.ts';

/** What a person can do about an error. `native_camera` opens the device's own camera app through a file input. */
export type Offer = 'retry' | 'use_file' | 'native_camera' | 'retake' | 'restart' | 'cancel';

/** Which sentences an error gets; many codes share one. */
export type Trouble =
  | 'offline'
  | 'busy'
  | 'denied'
  | 'no_camera'
  | 'insecure'
  | 'camera_busy'
  | 'camera_lost'
  | 'expired'
  | 'token'
  | 'setup'
  | 'picture'
  | 'other';

export interface Recovery {
  readonly trouble: Trouble;
  readonly primary: Offer | null;
  readonly secondary: Offer | null;
  /** False when nothing that the person does here can help; the merchant has to make a new session. */
  readonly recoverable: boolean;
}

const offer = (trouble: Trouble, primary: Offer | null, secondary: Offer | null = null): Recovery => ({
  trouble,
  primary,
  secondary,
  recoverable: primary !== null,
});

const retry = (trouble: Trouble): Recovery => offer(trouble, 'retry');
const lost = (trouble: Trouble): Recovery => offer(trouble, null);

/** A browser remembers a refusal, so asking again comes second: the file route works at once. */
const fileFirst = (trouble: Trouble): Recovery => offer(trouble, 'use_file', 'retry');
const retryFirst = (trouble: Trouble): Recovery => offer(trouble, 'retry', 'use_file');

const table: Readonly<Record<KycErrorCode, Recovery>> = {
  config_missing: lost('setup'),
  contract_unsupported: lost('setup'),
  browser_unsupported: lost('setup'),
  // Asking again helps nobody: the page has to be opened by another address.
  insecure_context: offer('insecure', 'use_file'),
  camera_unsupported: fileFirst('no_camera'),
  camera_denied: fileFirst('denied'),
  camera_missing: fileFirst('no_camera'),
  camera_busy: retryFirst('camera_busy'),
  camera_lost: retryFirst('camera_lost'),
  camera_failed: retryFirst('camera_lost'),
  file_type_unsupported: retry('picture'),
  file_unreadable: retry('picture'),
  file_too_large: retry('picture'),
  file_too_small: retry('picture'),
  image_too_small: retry('picture'),
  image_too_large: retry('picture'),
  encode_failed: retry('picture'),
  network: retry('offline'),
  timeout: retry('offline'),
  aborted: retry('other'),
  upload_failed: retry('offline'),
  upload_expired: retry('offline'),
  upload_missing: offer('picture', 'retake'),
  token_missing: lost('token'),
  token_invalid: lost('token'),
  // A fresh `token`, or a `tokenProvider` that works again, goes on where it stopped.
  token_expired: retry('token'),
  origin_not_allowed: lost('setup'),
  session_expired: lost('expired'),
  session_closed: offer('other', 'restart'),
  session_not_found: lost('expired'),
  details_invalid: offer('other', 'restart'),
  rate_limited: retry('busy'),
  provider_error: retry('busy'),
  provider_unavailable: retry('busy'),
  provider_timeout: retry('busy'),
  server_error: retry('busy'),
};

/** Codes that come from a newer server than this widget are treated as a passing fault of it. */
export const recoveryOf = (code: KycErrorCode): Recovery =>
  Object.keys(table).includes(code) ? table[code] : retry('busy');

const pictureFaults: readonly Problem[] = [
  'file_type_unsupported',
  'file_unreadable',
  'file_too_large',
  'file_too_small',
  'image_too_small',
  'image_too_large',
  'encode_failed',
];

/** True when another picture mends it, so that it is shown as a refused picture and not as a failure. */
export const isPictureFault = (code: KycErrorCode): boolean => pictureFaults.includes(code);

const passing: readonly KycErrorCode[] = [
  'network',
  'timeout',
  'rate_limited',
  'provider_error',
  'provider_unavailable',
  'provider_timeout',
  'server_error',
];

/** True when the same request may succeed a little later without anybody doing anything. */
export const isPassing = (code: KycErrorCode): boolean => passing.includes(code);

/** Refused pictures of one step after which the device's own camera app is offered first. */
export const REFUSALS_BEFORE_NATIVE_CAMERA = 3;

/** What stands below a refused picture. */
export function afterRefusal(
  source: 'camera' | 'file',
  refusals: number,
): { primary: Offer; secondary: Offer } {
  if (refusals >= REFUSALS_BEFORE_NATIVE_CAMERA) return { primary: 'native_camera', secondary: 'retake' };
  return source === 'file'
    ? { primary: 'use_file', secondary: 'retake' }
    : { primary: 'retake', secondary: 'use_file' };
}
