import type { Sight } from '../sight.ts';
import { LONGEST_GAP_MS } from './machine.ts';

/** How a head moves, and pictures held up one after the other do not. */
export const PATH = {
  /**
   * Degrees in a millisecond, from one reading to the next: real turns reach 0.17. Generous between readings that are close together, as cameras give
   * a picture twice in poor light, with a limit between those that are far apart.
   */
  quickest: 0.18,
  leastStep: 16,
  longestStep: 24,
  /** A larger step than this, in degrees, has movement before or after it, by this part of it and within this time: nothing that weighs starts and stops at once. */
  step: 6,
  beside: 0.15,
  besideMs: 170,
  keptMs: 700,
} as const;

type Pose = Pick<Sight, 'at' | 'yaw' | 'pitch'>;

/** The way of a head without a break, the newest pose last. */
export type Path = readonly Pose[];

const axes = ['yaw', 'pitch'] as const;

/** Whether the newest pose can follow the others. */
function isContinuous(path: Path, now: Pose): boolean {
  const former = path[path.length - 1];
  if (!former) return false;
  const took = now.at - former.at;
  const limit = Math.min(PATH.longestStep, Math.max(PATH.leastStep, took * PATH.quickest));
  return took <= LONGEST_GAP_MS && axes.every((axis) => Math.abs(now[axis] - former[axis]) <= limit);
}

/** Whether a head could not have made the step to the pose at this place, as far as it is known by now; null as long as it is not. */
function isJump(path: Path, place: number, axis: (typeof axes)[number]): boolean | null {
  const [from, to, newest] = [path[place - 1], path[place], path[path.length - 1]];
  if (!from || !to || !newest) return false;
  const step = Math.abs(to[axis] - from[axis]);
  if (step <= PATH.step) return false;
  const moved = (of: Pose, others: Path): boolean => {
    // The mean, which noise does not move.
    const sum = others.reduce((total, other) => total + other[axis] - of[axis], 0);
    return others.length > 0 && Math.abs(sum / others.length) >= PATH.beside * step;
  };
  const before = path.slice(0, place - 1).filter(({ at }) => from.at - at <= PATH.besideMs);
  const after = path.slice(place + 1).filter(({ at }) => at - to.at <= PATH.besideMs);
  if (moved(from, before) || moved(to, after)) return false;
  return newest.at - to.at >= PATH.besideMs ? true : null;
}

/** The path with one more sight; null where it is broken. */
export function follow(path: Path, { at, yaw, pitch }: Sight): Path | null {
  const now = { at, yaw, pitch };
  if (!isContinuous(path, now)) return null;
  const longer = [...path.filter((pose) => at - pose.at <= PATH.keptMs), now];
  return longer.some((_, place) => axes.some((axis) => isJump(longer, place, axis))) ? null : longer;
}

/** Whether every step of the path is known to be a head's. */
export const isSmooth = (path: Path): boolean =>
  path.every((_, place) => axes.every((axis) => isJump(path, place, axis) === false));
