export interface AccessToken {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface TokenCache {
  /**
   * The token kept under `key`, or the one that `load` brings. Callers who ask meanwhile share one `load`; its signal
   * aborts when the last of them has gone. Rejects with what `load` rejects with, or with `aborted()`.
   */
  get(key: string, signal: AbortSignal, load: (signal: AbortSignal) => Promise<AccessToken>): Promise<string>;
  /** Forgets a token that was refused, unless it has been replaced already. */
  drop(key: string, value: string): void;
}

interface Flight {
  readonly promise: Promise<string>;
  readonly controller: AbortController;
  waiting: number;
}

/** Tokens in memory only, the least recently used one leaving first; none is given out in its last `skewMs`. */
export function createTokenCache(options: {
  readonly now: () => number;
  readonly aborted: () => Error;
  readonly limit?: number;
  readonly skewMs?: number;
}): TokenCache {
  const { now, aborted, limit = 1000, skewMs = 60_000 } = options;
  const tokens = new Map<string, AccessToken>();
  const flights = new Map<string, Flight>();

  const usable = (token: AccessToken) => token.expiresAt - skewMs > now();
  const keep = (key: string, token: AccessToken) => {
    tokens.delete(key);
    if (usable(token)) tokens.set(key, token);
    for (const oldest of tokens.keys()) {
      if (tokens.size <= limit) break;
      tokens.delete(oldest);
    }
  };

  const depart = (key: string, load: (signal: AbortSignal) => Promise<AccessToken>): Flight => {
    const controller = new AbortController();
    const promise = load(controller.signal)
      .then((token) => {
        keep(key, token);
        return token.value;
      })
      .finally(() => {
        if (flights.get(key) === flight) flights.delete(key);
      });
    const flight: Flight = { promise, controller, waiting: 0 };
    flights.set(key, flight);
    return flight;
  };

  const board = (key: string, flight: Flight, signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      const leave = () => {
        flight.waiting--;
        if (flight.waiting === 0) {
          if (flights.get(key) === flight) flights.delete(key);
          flight.controller.abort();
        }
        reject(aborted());
      };
      flight.waiting++;
      signal.addEventListener('abort', leave, { once: true });
      flight.promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });

  return {
    async get(key, signal, load) {
      if (signal.aborted) throw aborted();
      const kept = tokens.get(key);
      if (kept && usable(kept)) {
        keep(key, kept);
        return kept.value;
      }
      return board(key, flights.get(key) ?? depart(key, load), signal);
    },
    drop(key, value) {
      if (tokens.get(key)?.value === value) tokens.delete(key);
    },
  };
}
