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
  /**
   * Parallax, at least, and against the sine of the angle: real turns leave 0.3 and more at 18 degrees, 0.96 to 1.3 of the sine; a photo bent to a
   * quarter of a cylinder and turned by 45 degrees 0.3, 0.83 of the sine; flat ones up to 0.2.
   */
  parallax: 0.28,
  ofSine: 0.88,
  /**
   * Times the angle, whose cosine is as narrow as the face may become: of a head that turned by an angle the outline narrows less than a card's that is
   * tilted by 1.7 times as much; photos, flat or bent, have to be tilted by more than that to look turned.
   */
  narrowing: 1.7,
  /** And as wide as it may become: 1.08 when a head turns back past straight ahead; a tilted photo that is turned upright more. */
  widening: 1.15,
  /** Of what a flat picture does not explain, what a solid one may leave unexplained: real turns up to 0.25. */
  unexplained: 0.35,
  /** Degrees: heads do not roll or nod much while they turn; photos that are swung do. */
  roll: 25,
  pitch: 22,
} as const;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Whether what is seen is a head turned to one side, and no picture of one tilted. */
export function isTurned({ yaw, pitch, roll, parallax }: Sight, side: 1 | -1): boolean {
  const angle = yaw * side;
  const { across, flat, solid, stretch } = parallax;
  return (
    angle >= TURN.angle &&
    across * side >= Math.max(TURN.parallax, TURN.ofSine * Math.sin(radians(angle))) &&
    stretch >= Math.cos(radians(Math.min(90, angle * TURN.narrowing))) &&
    stretch <= TURN.widening &&
    solid <= flat * TURN.unexplained &&
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
  const angle = (path[path.length - 1]?.yaw ?? 0) * side;
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
