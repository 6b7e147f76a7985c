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

/** A face that was out of sight for longer may be another one. Milliseconds. */
export const LONGEST_GAP_MS = 300;

export const clamp = (value: number): number => Math.max(0, Math.min(1, value));
