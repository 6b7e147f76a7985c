import type { Sight } from '../sight.ts';
import { clamp, type Machine, passed } from './machine.ts';
import { follow, isSmooth, type Path } from './path.ts';

/** See the README for what was measured. */
export const NOD = {
  /** Degrees downwards. */
  angle: 9,
  /** Within this the head is level. */
  level: 5,
  heldMs: 30,
  /** Down and back within this. */
  longestMs: 3_000,
  /** A real nod by 10 degrees leaves 0.13. */
  parallax: 0.11,
  /** Of what a flat picture does not explain, what a solid one may leave unexplained: real nods up to 0.18, bent and covered photos 0.33 and more. */
  unexplained: 0.3,
  /** How much wider for its height the face may become: real nods up to 1.13, photos that look bowed 1.2 and more. */
  stretch: 1.17,
  /** Degrees, and parallax across: a nod goes straight down. */
  yaw: 10,
  roll: 12,
  across: 0.12,
} as const;

/** Whether what is seen is a head bowed, and no picture of one tilted. */
export const isBowed = ({ pitch, yaw, roll, parallax }: Sight): boolean =>
  pitch >= NOD.angle &&
  parallax.down >= NOD.parallax &&
  parallax.stretch <= NOD.stretch &&
  parallax.solid <= parallax.flat * NOD.unexplained &&
  Math.abs(parallax.across) <= NOD.across &&
  Math.abs(yaw) <= NOD.yaw &&
  Math.abs(roll) <= NOD.roll;

interface Memo {
  /** The way from level; empty where it was not seen, or broke off. */
  readonly path: Path;
  readonly levelAt: number;
  readonly heldSince: number | null;
  readonly isDown: boolean;
}

const begun: Memo = { path: [], levelAt: 0, heldSince: null, isDown: false };

export function nod(memo: Memo = begun): Machine {
  const { path, levelAt, heldSince, isDown } = memo;
  return {
    isPassed: false,
    progress: isDown ? 0.8 : clamp((path[path.length - 1]?.pitch ?? 0) / NOD.angle) * 0.7,
    needs: null,
    next(sight) {
      if (!sight) return nod({ ...memo, heldSince: null });
      const isLevel = Math.abs(sight.pitch) <= NOD.level && Math.abs(sight.yaw) <= NOD.yaw;
      const isInTime = sight.at - levelAt <= NOD.longestMs;
      const longer = isInTime || isLevel ? follow(path, sight) : null;
      if (!longer) return nod(isLevel ? { ...begun, path: [sight], levelAt: sight.at } : begun);
      // Back again; a step that may yet turn out to be a jump is waited for.
      if (isLevel && isDown) return isSmooth(longer) ? passed : nod({ ...memo, path: longer });
      if (isLevel) return nod({ ...begun, path: longer, levelAt: sight.at });
      if (!isBowed(sight)) return nod({ ...memo, path: longer, heldSince: null });
      const since = heldSince ?? sight.at;
      const isHeld = sight.at - since >= NOD.heldMs;
      return nod({ path: longer, levelAt, heldSince: since, isDown: isDown || isHeld });
    },
  };
}
