import type { Sight } from '../sight.ts';
import { clamp, type Machine, passed } from './machine.ts';
import { follow, isSmooth, type Path } from './path.ts';

/** See the README for what was measured. */
export const TURN = {
  /** Degrees from the person's own straight ahead; a photo tilted by 45 degrees reads up to 14. */
  angle: 18,
  /** Within this the head is straight ahead, from where a turn has to come. */
  straight: 9,
  heldMs: 120,
  /** Parallax: a real turn by 18 degrees leaves 0.36 and more, tilted and bent photos up to 0.2. */
  parallax: 0.27,
  /** Of what a flat picture does not explain, what a solid one may leave unexplained: real turns up to 0.3. */
  unexplained: 0.5,
  /** Degrees: heads do not roll or nod much while they turn; photos that are swung do. */
  roll: 25,
  pitch: 22,
} as const;

/** Whether what is seen is a head turned to one side, and no picture of one tilted. */
export function isTurned({ yaw, pitch, roll, parallax }: Sight, side: 1 | -1): boolean {
  return (
    yaw * side >= TURN.angle &&
    parallax.across * side >= TURN.parallax &&
    parallax.solid <= parallax.flat * TURN.unexplained &&
    Math.abs(roll) <= TURN.roll &&
    Math.abs(pitch) <= TURN.pitch
  );
}

interface Memo {
  /** The way from straight ahead; empty where it was not seen, or broke off. */
  readonly path: Path;
  readonly heldSince: number | null;
}

const begun: Memo = { path: [], heldSince: null };

/** @param side 1: to the person's own left; -1: to their right. */
export function turn(side: 1 | -1, { path, heldSince }: Memo = begun): Machine {
  const angle = (path.at(-1)?.yaw ?? 0) * side;
  return {
    isPassed: false,
    progress: clamp(angle / TURN.angle) * (heldSince === null ? 0.9 : 1),
    needs: null,
    next(sight) {
      if (!sight) return turn(side, { path, heldSince: null });
      const longer = follow(path, sight);
      if (!longer) {
        const isStraight = Math.abs(sight.yaw) <= TURN.straight;
        return turn(side, isStraight ? { path: [sight], heldSince: null } : begun);
      }
      if (!isTurned(sight, side)) return turn(side, { path: longer, heldSince: null });
      const since = heldSince ?? sight.at;
      if (sight.at - since >= TURN.heldMs && isSmooth(longer)) return passed;
      return turn(side, { path: longer, heldSince: since });
    },
  };
}
