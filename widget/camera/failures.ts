import { KycError, type KycErrorCode } from '../errors.ts';

/** Names that `getUserMedia` rejects with, of today's browsers and of those before the standard settled. */
const codes: ReadonlyMap<string, KycErrorCode> = new Map([
  ['NotAllowedError', 'camera_denied'],
  ['PermissionDeniedError', 'camera_denied'],
  ['PermissionDismissedError', 'camera_denied'],
  ['SecurityError', 'camera_denied'],
  ['NotFoundError', 'camera_missing'],
  ['DevicesNotFoundError', 'camera_missing'],
  ['OverconstrainedError', 'camera_missing'],
  ['ConstraintNotSatisfiedError', 'camera_missing'],
  ['NotReadableError', 'camera_busy'],
  ['TrackStartError', 'camera_busy'],
  // Of `getUserMedia` itself this name means the hardware; what we abort ourselves is a KycError already.
  ['AbortError', 'camera_busy'],
]);

/** The `name` of whatever was thrown. OverconstrainedError is no Error in every browser. */
export const nameOf = (thrown: unknown): string =>
  typeof thrown === 'object' && thrown !== null && 'name' in thrown ? String(thrown.name) : '';

/** Whatever the browser's camera functions threw, as a KycError; `camera_failed` when it has no better name. */
export function cameraError(thrown: unknown): KycError {
  if (thrown instanceof KycError) return thrown;
  const name = nameOf(thrown);
  const code = codes.get(name);
  return new KycError(code ?? 'camera_failed', { cause: thrown });
}
