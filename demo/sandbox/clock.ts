/** Time as the sandboxes see it, so that tests can move it by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs a function once, `milliseconds` from now. @returns what calls it off */
  after(milliseconds: number, run: () => void): () => void;
}

/** The system's time. A pending timer does not keep the process alive. */
export const systemClock: Clock = {
  now: Date.now,
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export interface ManualClock extends Clock {
  /** Moves time on and runs what falls due on the way, in its order. */
  advance(milliseconds: number): void;
}

/** A clock that stands still until it is moved. */
export function manualClock(start: number): ManualClock {
  let time = start;
  let pending: { at: number; run: () => void }[] = [];
  return {
    now: () => time,
    after: (milliseconds, run) => {
      const entry = { at: time + milliseconds, run };
      pending.push(entry);
      return () => {
        pending = pending.filter((other) => other !== entry);
      };
    },
    advance: (milliseconds) => {
      const end = time + milliseconds;
      for (;;) {
        const due = pending.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        pending = pending.filter((other) => other !== due);
        time = due.at;
        due.run();
      }
      time = end;
    },
  };
}
