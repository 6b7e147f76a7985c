import type { Sight } from '../sight.ts';

/** One challenge's progress. Immutable: `next` gives another one. */
export interface Machine {
  readonly isPassed: boolean;
  /** 0..1 */
  readonly progress: number;
  /** What the person has to do before they can begin. */
  readonly needs: 'relax_face' | null;
  /** @param sight Null where no face was found. */
  next(sight: Sight | null): Machine;
}

export const passed: Machine = { isPassed: true, progress: 1, needs: null, next: () => passed };

/**
 * How far an angle may go from one reading to the next and still be the same head moving: real turns reach 170 degrees a second, and two
 * pictures held up one after the other differ at once. Degrees; generous between readings that are far apart, with a limit below what a turn
 * has to reach in all.
 */
const QUICKEST = 0.22;
const LEAST_STEP = 12;
const LONGEST_STEP = 24;
/** A face that was out of sight for longer may be another one. Milliseconds. */
export const LONGEST_GAP_MS = 300;

/** Whether two sights, one after the other, can be of one head in movement. */
export function isContinuous(former: Sight, now: Sight): boolean {
  const took = now.at - former.at;
  if (took > LONGEST_GAP_MS) return false;
  const limit = Math.min(LONGEST_STEP, Math.max(LEAST_STEP, took * QUICKEST));
  return Math.abs(now.yaw - former.yaw) <= limit && Math.abs(now.pitch - former.pitch) <= limit;
}

export const clamp = (value: number): number => Math.max(0, Math.min(1, value));
