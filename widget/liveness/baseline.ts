import { openingOf } from './expression.ts';
import { heightOf, medianOf, type Shape, shapeOf } from './shape.ts';
import type { Face, Reading } from './types.ts';

/** What a person looks like straight ahead and at rest, against which every movement is measured: people differ more than movements do. */
export interface Baseline {
  readonly shape: Shape;
  /** Degrees, as in `Face`. Level portraits read a pitch of -15 to 17. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** Scores of the model, 0..1: a smiling man blinks 0.27 all the time. */
  readonly blinkLeft: number;
  readonly blinkRight: number;
  readonly smile: number;
  /** See `openingOf`. */
  readonly openLeft: number;
  readonly openRight: number;
  readonly distance: number;
  /** Forehead to chin, in widths of the picture. */
  readonly height: number;
}

/** Mean of both corners. */
export const smileOf = ({ smileLeft, smileRight }: Face): number => (smileLeft + smileRight) / 2;

/** The medians over some readings with a face; at least one of them. */
export function baselineOf(readings: readonly Reading[]): Baseline {
  const seen = readings.flatMap((reading) => (reading.face ? [{ reading, face: reading.face }] : []));
  const middle = (measure: (face: Face) => number): number => {
    const values = seen.map(({ face }) => measure(face)).sort((a, b) => a - b);
    return values[values.length >> 1] ?? 0;
  };
  const shape = medianOf(seen.map(({ face, reading }) => shapeOf(face, reading)));
  return {
    shape,
    yaw: middle(({ yaw }) => yaw),
    pitch: middle(({ pitch }) => pitch),
    roll: middle(({ roll }) => roll),
    blinkLeft: middle(({ blinkLeft }) => blinkLeft),
    blinkRight: middle(({ blinkRight }) => blinkRight),
    smile: middle(smileOf),
    openLeft: openingOf(shape, 'left'),
    openRight: openingOf(shape, 'right'),
    distance: middle(({ distance }) => distance),
    height: heightOf(shape),
  };
}
