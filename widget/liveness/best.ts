import type { Baseline } from './baseline.ts';
import { smileOf } from './baseline.ts';
import { openingOf } from './expression.ts';
import { cutOffOf, FRAMING, hasShutEyes, lightHint } from './framing.ts';
import { shapeOf } from './shape.ts';
import type { Face, Reading } from './types.ts';

/** What a face's picture must not be beyond, and what makes one better than another. */
export const PICTURE = {
  /** Degrees from the person's own straight ahead (from the camera's axis where that is not known). */
  yaw: 12,
  pitch: 14,
  roll: 14,
  unknownYaw: 18,
  unknownPitch: 28,
  /** How wide each eye is open, against the person's own. */
  opening: 0.75,
  /** Sharpness from which more is of no use. */
  sharp: 0.6,
  /** Height of the face in parts of the picture, likewise. */
  height: 0.45,
} as const;

/** How wide the eyes are open against the baseline, the less open one counting; 1 where nothing is known to compare. */
export function eyesAgainst(face: Face, reading: Reading, baseline: Baseline | null): number {
  if (!baseline) return hasShutEyes(face, reading) ? 0 : 1;
  const shape = shapeOf(face, reading);
  return Math.min(
    openingOf(shape, 'left') / Math.max(1e-6, baseline.openLeft),
    openingOf(shape, 'right') / Math.max(1e-6, baseline.openRight),
  );
}

/** Degrees from straight ahead. */
export const angles = (face: Face, baseline: Baseline | null) => ({
  yaw: Math.abs(face.yaw - (baseline?.yaw ?? 0)),
  pitch: Math.abs(face.pitch - (baseline?.pitch ?? 0)),
  roll: Math.abs(face.roll),
});

const falling = (value: number, limit: number): number => 1 - 0.5 * Math.min(1, value / limit) ** 2;

/**
 * How good a picture of a face this is: above 0, higher is better. Null when it must not be the picture: no face or several, cut off, turned away,
 * eyes shut, too dark.
 */
export function scoreOf(reading: Reading, baseline: Baseline | null): number | null {
  const { face, faces, light } = reading;
  if (!face || !light.face || faces > 1 || cutOffOf(face.box) > FRAMING.cutOff) return null;
  const lit = lightHint(light.face);
  if (lit === 'too_dark') return null;
  const limits = baseline
    ? { yaw: PICTURE.yaw, pitch: PICTURE.pitch, roll: Math.abs(baseline.roll) + PICTURE.roll }
    : { yaw: PICTURE.unknownYaw, pitch: PICTURE.unknownPitch, roll: FRAMING.roll };
  const { yaw, pitch, roll } = angles(face, baseline);
  if (yaw > limits.yaw || pitch > limits.pitch || roll > limits.roll) return null;
  const eyes = eyesAgainst(face, reading, baseline);
  if (eyes < PICTURE.opening) return null;
  // Some smile at rest: without a baseline nobody is marked down for it.
  const grin = baseline ? Math.max(0, smileOf(face) - Math.max(0.3, baseline.smile)) : 0;
  return (
    Math.max(0.05, Math.min(1, light.face.sharpness / PICTURE.sharp)) *
    falling(yaw, limits.yaw) *
    falling(pitch, limits.pitch) *
    falling(roll, limits.roll) *
    Math.min(1, 0.6 + 0.4 * eyes) *
    (1 - 0.3 * Math.min(1, grin + face.jawOpen)) *
    (lit ? 0.6 : 1) *
    (1 - 0.6 * Math.min(1, Math.abs(light.face.side - 0.5) * 2)) *
    Math.sqrt(Math.min(1, face.box.height / PICTURE.height))
  );
}
