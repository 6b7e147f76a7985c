export interface PumpOptions<T> {
  readonly perSecond: number;
  readonly signal: AbortSignal;
  /** Of the time that an item takes, how long the next one waits; `REST` without it. */
  readonly rest?: number;
  /** Calls back when there may be something new; returns what takes that back. */
  next(callback: () => void): () => void;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Null when there is nothing to hand on. */
  grab(): T | null;
}

/** A device is busy with this for half of its time at the most. */
const REST = 2;
/** Of the newest item's time in the average; one slow frame is no slow device. */
const NEWEST = 0.25;

/**
 * Hands items on, one at a time: the next is not even asked for while `onItem` is at work. Two are at least 1 / `perSecond`
 * seconds apart, and `rest` times as long as they take, so that a slow device gets fewer. An item whose handler fails is lost, the next one comes; only the signal ends it.
 */
export function pump<T>(options: PumpOptions<T>, onItem: (item: T) => Promise<void>): void {
  const { perSecond, signal, rest = REST, next, now, grab } = options;
  const least = 1000 / perSecond;
  let taken = 0;
  let last = Number.NEGATIVE_INFINITY;
  let cancel = (): void => undefined;

  const schedule = (): void => {
    if (!signal.aborted) cancel = next(() => void turn());
  };
  const turn = async (): Promise<void> => {
    if (signal.aborted) return;
    try {
      const begun = now();
      if (begun - last >= Math.max(least, taken * rest)) {
        const item = grab();
        if (item !== null) {
          last = begun;
          await onItem(item);
          taken += (now() - begun - taken) * NEWEST;
        }
      }
    } catch {
      // One picture that could not be read or judged; the preview goes on.
    }
    schedule();
  };

  signal.addEventListener('abort', () => cancel(), { once: true });
  schedule();
}
