import { setMaxListeners } from 'node:events';
import type { Server } from 'node:http';

export interface ShutdownOptions {
  /** How long requests under way may take to end by themselves. Default 10 000 ms. */
  readonly graceMs?: number;
  /** How long they have after they were told to stop. Default 1000 ms. */
  readonly lastMs?: number;
  /** Runs when no request is left. */
  readonly close: () => Promise<void>;
}

export interface Shutdown {
  /** Fires when the grace is over, so that calls to providers end. */
  readonly signal: AbortSignal;
  readonly stopping: () => boolean;
  /** Takes no more connections, waits for what is under way, then closes. Asked twice, it does so once. */
  readonly stop: () => Promise<void>;
}

const SWEEP_MS = 50;

export function createShutdown(server: Server, options: ShutdownOptions): Shutdown {
  const { graceMs = 10_000, lastMs = 1000, close } = options;
  const told = new AbortController();
  // One listener for each request under way: their number is no leak.
  setMaxListeners(0, told.signal);
  let stopped: Promise<void> | null = null;

  const stop = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // A kept connection is idle only once its answer is out; without this it would hold the server for its whole time.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    const grace = setTimeout(() => told.abort(), graceMs);
    const last = setTimeout(() => server.closeAllConnections(), graceMs + lastMs);
    await closed;
    clearInterval(sweep);
    clearTimeout(grace);
    clearTimeout(last);
    await close();
  };

  return {
    signal: told.signal,
    stopping: () => stopped !== null,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
