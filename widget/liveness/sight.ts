import { type Baseline, smileOf } from './baseline.ts';
import { mouthAgainst, openingAgainst } from './expression.ts';
import { middleOf, type Parallax, parallaxOf, type Shape, shapeOf } from './shape.ts';
import type { Reading } from './types.ts';

/** A reading with a face, against the person's own baseline. */
export interface Sight {
  readonly at: number;
  readonly shape: Shape;
  /** The middle of the face, in heights of it. */
  readonly x: number;
  readonly y: number;
  /** Degrees from the baseline; yaw above 0: to the person's own left, pitch above 0: down, roll above 0: clockwise in the picture. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  readonly parallax: Parallax;
  /** Scores of the model, 0..1, not against the baseline. */
  readonly blinkLeft: number;
  readonly blinkRight: number;
  readonly smile: number;
  /** Eyes: 1 as in the baseline, 0 shut; see `openingAgainst`. */
  readonly openLeft: number;
  readonly openRight: number;
  /** Corners of the mouth; see `mouthAgainst`. */
  readonly mouth: { readonly wider: number; readonly higher: number };
  /** How much nearer than in the baseline: 1.25 is a fifth less of distance. The lesser of what distance and height of the face say. */
  readonly nearer: number;
}

/** Null without a face. */
export function sightOf(reading: Reading, baseline: Baseline): Sight | null {
  const { face, at } = reading;
  if (!face) return null;
  const shape = shapeOf(face, reading);
  const parallax = parallaxOf(baseline.shape, shape);
  const middle = middleOf(shape);
  return {
    at,
    shape,
    x: middle.x / middle.size,
    y: middle.y / middle.size,
    yaw: face.yaw - baseline.yaw,
    pitch: face.pitch - baseline.pitch,
    roll: face.roll - baseline.roll,
    parallax,
    blinkLeft: face.blinkLeft,
    blinkRight: face.blinkRight,
    smile: smileOf(face),
    openLeft: openingAgainst(baseline.shape, shape, parallax, 'left'),
    openRight: openingAgainst(baseline.shape, shape, parallax, 'right'),
    mouth: mouthAgainst(baseline.shape, shape, parallax),
    nearer: Math.min(baseline.distance / Math.max(1e-6, face.distance), middle.size / baseline.height),
  };
}
