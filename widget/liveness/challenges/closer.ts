import { clamp, type Machine, passed } from './machine.ts';

export const CLOSER = {
  /** Times nearer than in the baseline. */
  nearer: 1.25,
  heldMs: 250,
  /** Degrees: a turned face measures smaller or larger than it is. */
  angle: 20,
} as const;

/**
 * Nearer to the camera. It proves little: a photo can be moved nearer too, and what perspective changes in a real face is less than the
 * model's error, so that a server asks for it beside other challenges only.
 */
export function closer(heldSince: number | null = null, nearest = 1): Machine {
  return {
    isPassed: false,
    progress: clamp((nearest - 1) / (CLOSER.nearer - 1)) * 0.95,
    needs: null,
    next(sight) {
      if (!sight) return closer();
      const { nearer, yaw, pitch, at } = sight;
      const isNear = nearer >= CLOSER.nearer && Math.max(Math.abs(yaw), Math.abs(pitch)) <= CLOSER.angle;
      if (!isNear) return closer(null, nearer);
      return heldSince !== null && at - heldSince >= CLOSER.heldMs ? passed : closer(heldSince ?? at, nearer);
    },
  };
}
