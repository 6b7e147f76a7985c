import type { Sight } from '../sight.ts';
import { clamp, isContinuous, type Machine, passed } from './machine.ts';

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
  /** The sight before, while the way from straight ahead was seen without a break; null where it was not. */
  readonly path: Sight | null;
  readonly heldSince: number | null;
}

/** @param side 1: to the person's own left; -1: to their right. */
export function turn(side: 1 | -1, { path, heldSince }: Memo = { path: null, heldSince: null }): Machine {
  return {
    isPassed: false,
    progress: path ? clamp((path.yaw * side) / TURN.angle) * (heldSince === null ? 0.9 : 1) : 0,
    needs: null,
    next(sight) {
      if (!sight) return turn(side, { path, heldSince: null });
      const isOnPath = path !== null && isContinuous(path, sight);
      if (!isOnPath && Math.abs(sight.yaw) > TURN.straight) return turn(side);
      if (!isOnPath || !isTurned(sight, side)) return turn(side, { path: sight, heldSince: null });
      if (heldSince !== null && sight.at - heldSince >= TURN.heldMs) return passed;
      return turn(side, { path: sight, heldSince: heldSince ?? sight.at });
    },
  };
}
