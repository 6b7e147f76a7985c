/** Runs the tasks of one key one after the other, in order of arrival; those of other keys at the same time. */
export interface KeyedQueue {
  run<T>(key: string, task: () => Promise<T>): Promise<T>;
  busy(key: string): boolean;
}

export function createKeyedQueue(): KeyedQueue {
  const tails = new Map<string, Promise<void>>();
  return {
    run(key, task) {
      const before = tails.get(key);
      const result = before ? before.then(task) : task();
      const tail = result.then(
        () => undefined,
        () => undefined,
      );
      tails.set(key, tail);
      void tail.then(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
      return result;
    },
    busy: (key) => tails.has(key),
  };
}

/** Whoever asks for what is being asked already shares that answer. */
export interface Flights {
  /** The task's signal aborts when everybody who waits for it has given up. */
  share<T>(key: string, signal: AbortSignal, task: (signal: AbortSignal) => Promise<T>): Promise<T>;
  has(key: string): boolean;
}

interface Flight {
  readonly answer: Promise<unknown>;
  readonly controller: AbortController;
  waiting: number;
}

export function createFlights(): Flights {
  const flights = new Map<string, Flight>();

  const launch = (key: string, task: (signal: AbortSignal) => Promise<unknown>): Flight => {
    const controller = new AbortController();
    const answer = task(controller.signal);
    const flight = { answer, controller, waiting: 0 };
    flights.set(key, flight);
    const land = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    answer.then(land, land);
    return flight;
  };

  return {
    async share<T>(key: string, signal: AbortSignal, task: (signal: AbortSignal) => Promise<T>) {
      const flight = flights.get(key) ?? launch(key, task);
      flight.waiting += 1;
      const leave = () => {
        flight.waiting -= 1;
        if (flight.waiting > 0) return;
        // Nobody may join what is about to fail.
        if (flights.get(key) === flight) flights.delete(key);
        flight.controller.abort(signal.reason);
      };
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
      try {
        // One key has one kind of task.
        return (await flight.answer) as T;
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
    has: (key) => flights.has(key),
  };
}
