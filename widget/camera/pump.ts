export interface PumpOptions<T> {
  readonly perSecond: number;
  readonly signal: AbortSignal;
  /** Calls back when there may be something new; returns what takes that back. */
  next(callback: () => void): () => void;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Null when there is nothing to hand on. */
  grab(): T | null;
}

/**
 * Hands items on, one at a time: the next is not even asked for while `onItem` is at work. Two are at least 1 / `perSecond`
 * seconds apart. An item whose handler fails is lost, the next one comes; only the signal ends it.
 */
export function pump<T>(options: PumpOptions<T>, onItem: (item: T) => Promise<void>): void {
  const { perSecond, signal, next, now, grab } = options;
  const apart = 1000 / perSecond;
  let last = Number.NEGATIVE_INFINITY;
  let cancel = (): void => undefined;

  const schedule = (): void => {
    if (!signal.aborted) cancel = next(() => void turn());
  };
  const turn = async (): Promise<void> => {
    if (signal.aborted) return;
    try {
      if (now() - last >= apart) {
        const item = grab();
        if (item !== null) {
          last = now();
          await onItem(item);
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
