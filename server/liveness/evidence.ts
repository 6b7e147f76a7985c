import type { LivenessEvidence } from '../contract/liveness.ts';
import type { UploadRequest } from '../contract/upload.ts';
import type { SlotLiveness } from './types.ts';

/**
 * What the merchant is shown, one for each slot that has something to show. Of a picture that was taken without challenges it
 * has those of the round that failed before, where the page told of none.
 */
export const evidenceOfFaces = (
  slots: readonly SlotLiveness[],
  uploads: readonly UploadRequest[],
): LivenessEvidence[] => slots.flatMap((slot) => evidence(slot, uploads) ?? []);

function evidence(
  { slot, picture, failed, failedTries }: SlotLiveness,
  uploads: readonly UploadRequest[],
): LivenessEvidence | null {
  const told = picture ?? failed;
  if (told === null) return null;
  const isManual = picture?.route === 'manual';
  const before = isManual ? failed : null;
  return {
    slot,
    route: picture?.route ?? 'guided',
    reason: picture?.reason ?? null,
    failedTries,
    challenges: [...(told.challenges.length > 0 ? told.challenges : (before?.challenges ?? []))],
    samePicture: same(picture?.sha256, uploads.find((upload) => upload.slot === slot)?.sha256),
    signals: told.signals ?? before?.signals ?? null,
  };
}

const same = (one: string | null | undefined, other: string | undefined): boolean | null =>
  one && other ? one === other : null;
