import { type Baseline, smileOf } from './baseline.ts';
import { angles, eyesAgainst, PICTURE } from './best.ts';
import { span } from './shape.ts';
import type { Reading } from './types.ts';

export const STRAIGHT = {
  /** Degrees from the person's own straight ahead. */
  yaw: 9,
  pitch: 9,
  roll: 10,
  /** From the camera's axis, of the baseline itself: portraits that look level read a yaw up to 13. */
  baselineYaw: 16,
  baselinePitch: 24,
  /** Width of a face for its height, temple to temple: 0.71 to 0.91 in all poses near straight ahead, 0.54 to 0.68 in a photo tilted by 45 degrees or more. */
  narrowest: 0.66,
  /** For the picture. */
  pictureYaw: 8,
  picturePitch: 10,
  /** Above this, and above their own resting score by this, somebody grins. */
  smile: 0.5,
  moreSmile: 0.25,
  jawOpen: 0.35,
  /** Heights of the face in a second. */
  speed: 0.5,
} as const;

/** Whether what a face was found to look like at rest is straight ahead. */
export const isFrontal = ({ yaw, pitch, shape, height }: Baseline): boolean =>
  Math.abs(yaw) <= STRAIGHT.baselineYaw &&
  Math.abs(pitch) <= STRAIGHT.baselinePitch &&
  span(shape, 'rightCheek', 'leftCheek') >= STRAIGHT.narrowest * height;

/** Whether a face looks where it looked when it was framed. */
export function isStraight({ face }: Reading, baseline: Baseline | null): boolean {
  if (!face) return false;
  const { yaw, pitch } = angles(face, baseline);
  const roll = Math.abs(face.roll - (baseline?.roll ?? 0));
  return yaw <= STRAIGHT.yaw && pitch <= STRAIGHT.pitch && roll <= STRAIGHT.roll;
}

/** Whether a framed face looks as it should in its picture: straight ahead, eyes open, mouth about at rest. */
export function isReadyForPicture(
  reading: Reading,
  baseline: Baseline | null,
): { readonly isReady: boolean; readonly isGrinning: boolean } {
  const { face } = reading;
  if (!face) return { isReady: false, isGrinning: false };
  const { yaw, pitch } = angles(face, baseline);
  const isGrinning =
    smileOf(face) > Math.max(STRAIGHT.smile, (baseline?.smile ?? 0) + STRAIGHT.moreSmile) ||
    face.jawOpen > STRAIGHT.jawOpen;
  const isReady =
    !isGrinning &&
    yaw <= STRAIGHT.pictureYaw &&
    pitch <= STRAIGHT.picturePitch &&
    eyesAgainst(face, reading, baseline) >= PICTURE.opening;
  return { isReady, isGrinning };
}
