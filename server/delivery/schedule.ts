const FIRST_MS = 5000;
const FACTOR = 3;
const LONGEST_MS = 8 * 3_600_000;
/** The share of a wait that is left to chance, so that events which failed together do not come back together. */
const JITTER = 0.2;

/** After this time an event is given up. */
export const GIVE_UP_MS = 3 * 24 * 3_600_000;

/**
 * When to try again after `attempts` failures: 5 s, 15 s, 45 s and so on, then every 8 hours, each within 20 % of that.
 * Null when that is more than three days after the event. `random` is in 0..1 (1 excluded).
 */
export function nextAttempt(attempts: number, createdAt: Date, now: Date, random: number): Date | null {
  const wait = Math.min(FIRST_MS * FACTOR ** Math.max(0, attempts - 1), LONGEST_MS);
  const at = now.getTime() + wait * (1 - JITTER + 2 * JITTER * random);
  return at - createdAt.getTime() <= GIVE_UP_MS ? new Date(at) : null;
}
