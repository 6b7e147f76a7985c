import type { Baseline } from '../baseline.ts';
import { mouthAgainst } from '../expression.ts';
import { medianOf, parallaxOf, type Shape } from '../shape.ts';
import type { Sight } from '../sight.ts';
import { clamp, LONGEST_GAP_MS, type Machine, passed } from './machine.ts';

/** See the README for what was measured. */
export const SMILE = {
  /** Who scores more than this from the start smiles already, and relaxes by `relax` first, or below this. */
  relaxed: 0.35,
  relax: 0.25,
  relaxedMs: 200,
  /** Of the model's score, from rest. */
  rise: 0.3,
  /** How much farther apart the corners of the mouth are, in heights of the face. */
  wider: 0.04,
  heldMs: 250,
  /** Degrees from rest, and what a flat picture's movement leaves: tilted photos seem to smile. */
  angle: 7,
  roll: 8,
  moved: 0.016,
  /** How much wider or narrower for its height the face may become. */
  stretch: 0.08,
  /** Degrees within which a face keeps still that is to be taken for at rest. */
  restAngle: 4,
} as const;

interface Rest {
  readonly shape: Shape;
  readonly smile: number;
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
}

interface Memo {
  /** The score that counts as relaxed. */
  readonly relaxed: number;
  readonly rest: Rest | null;
  /** Sights of a relaxed face, before there is a rest. */
  readonly calm: readonly Sight[];
  readonly lastAt: number | null;
  readonly heldSince: number | null;
  readonly progress: number;
}

function restOf(sights: readonly Sight[]): Rest {
  const mean = (measure: (sight: Sight) => number): number =>
    sights.reduce((sum, sight) => sum + measure(sight), 0) / sights.length;
  return {
    shape: medianOf(sights.map(({ shape }) => shape)),
    smile: mean(({ smile }) => smile),
    yaw: mean(({ yaw }) => yaw),
    pitch: mean(({ pitch }) => pitch),
    roll: mean(({ roll }) => roll),
  };
}

const begun = { rest: null, calm: [], lastAt: null, heldSince: null, progress: 0 } as const;

/** How much of a smile is seen against a rest, 0..1; 1 counts. Null while the head moves. */
function smileAgainst(sight: Sight, rest: Rest): number | null {
  const isNear =
    Math.abs(sight.yaw - rest.yaw) <= SMILE.angle &&
    Math.abs(sight.pitch - rest.pitch) <= SMILE.angle &&
    Math.abs(sight.roll - rest.roll) <= SMILE.roll;
  if (!isNear) return null;
  const parallax = parallaxOf(rest.shape, sight.shape);
  if (parallax.flat > SMILE.moved || Math.abs(parallax.stretch - 1) > SMILE.stretch) return null;
  const { wider } = mouthAgainst(rest.shape, sight.shape, parallax);
  return clamp(Math.min((sight.smile - rest.smile) / SMILE.rise, wider / SMILE.wider));
}

/** From the face as it was framed, if it did not smile then. */
export function smile({ shape, smile: resting }: Pick<Baseline, 'shape' | 'smile'>): Machine {
  const rest = resting <= SMILE.relaxed ? { shape, smile: resting, yaw: 0, pitch: 0, roll: 0 } : null;
  return smiling({ ...begun, rest, relaxed: Math.max(SMILE.relaxed, resting - SMILE.relax) });
}

function smiling(memo: Memo): Machine {
  const { relaxed, rest, calm, lastAt, heldSince, progress } = memo;
  return {
    isPassed: false,
    progress: progress * 0.9,
    needs: rest === null && lastAt !== null && calm.length === 0 ? 'relax_face' : null,
    next(sight) {
      if (!sight) return smiling({ ...memo, heldSince: null });
      const since = { lastAt: sight.at };
      // Out of sight for a while: the face that is back may be another one, and has to be seen at rest.
      if (lastAt !== null && sight.at - lastAt > LONGEST_GAP_MS)
        return smiling({ ...memo, ...begun, ...since });
      const isRelaxed = sight.smile <= relaxed;
      if (rest === null) {
        if (!isRelaxed) return smiling({ ...memo, ...begun, ...since });
        const isStill = calm.every(
          ({ yaw, pitch }) =>
            Math.abs(yaw - sight.yaw) <= SMILE.restAngle && Math.abs(pitch - sight.pitch) <= SMILE.restAngle,
        );
        const all = isStill ? [...calm, sight] : [sight];
        const first = all[0] ?? sight;
        const isLong = sight.at - first.at >= SMILE.relaxedMs;
        return smiling({ ...memo, ...begun, ...since, calm: all, rest: isLong ? restOf(all) : null });
      }
      const share = smileAgainst(sight, rest);
      if (share === null) {
        // The head has gone elsewhere: rest is where it is next seen relaxed.
        return smiling(
          isRelaxed
            ? { ...memo, ...begun, ...since, calm: [sight] }
            : { ...memo, ...since, heldSince: null, progress: 0 },
        );
      }
      if (share < 1) return smiling({ ...memo, ...since, heldSince: null, progress: share });
      if (heldSince !== null && sight.at - heldSince >= SMILE.heldMs) return passed;
      return smiling({ ...memo, ...since, heldSince: heldSince ?? sight.at, progress: 1 });
    },
  };
}
