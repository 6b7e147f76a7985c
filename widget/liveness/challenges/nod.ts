import type { Sight } from '../sight.ts';
import { clamp, isContinuous, type Machine, passed } from './machine.ts';

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
  unexplained: 0.4,
  /** Degrees, and parallax across: a nod goes straight down. */
  yaw: 10,
  roll: 12,
  across: 0.12,
} as const;

/** Whether what is seen is a head bowed, and no picture of one tilted. */
export const isBowed = ({ pitch, yaw, roll, parallax }: Sight): boolean =>
  pitch >= NOD.angle &&
  parallax.down >= NOD.parallax &&
  parallax.solid <= parallax.flat * NOD.unexplained &&
  Math.abs(parallax.across) <= NOD.across &&
  Math.abs(yaw) <= NOD.yaw &&
  Math.abs(roll) <= NOD.roll;

interface Memo {
  /** The sight before, while the way from level was seen without a break. */
  readonly path: Sight | null;
  readonly levelAt: number;
  readonly heldSince: number | null;
  readonly isDown: boolean;
}

const begun: Memo = { path: null, levelAt: 0, heldSince: null, isDown: false };

export function nod(memo: Memo = begun): Machine {
  const { path, levelAt, heldSince, isDown } = memo;
  return {
    isPassed: false,
    progress: isDown ? 0.8 : path ? clamp(path.pitch / NOD.angle) * 0.7 : 0,
    needs: null,
    next(sight) {
      if (!sight) return nod({ ...memo, heldSince: null });
      const isLevel = Math.abs(sight.pitch) <= NOD.level && Math.abs(sight.yaw) <= NOD.yaw;
      const isOnPath = path !== null && isContinuous(path, sight) && sight.at - levelAt <= NOD.longestMs;
      if (isOnPath && isDown && isLevel) return passed;
      if (isLevel) return nod({ ...begun, path: sight, levelAt: sight.at });
      if (!isOnPath) return nod();
      if (!isBowed(sight)) return nod({ ...memo, path: sight, heldSince: null });
      const since = heldSince ?? sight.at;
      return nod({
        path: sight,
        levelAt,
        heldSince: since,
        isDown: isDown || sight.at - since >= NOD.heldMs,
      });
    },
  };
}
