import { createServer } from 'node:net';

export interface Ports {
  readonly page: number;
  readonly server: number;
  /** The first of the sandboxes' ports; they follow one another. */
  readonly sandboxes: number;
}

/** Where the demo is found unless it is told otherwise. */
export const usualPorts: Ports = { page: 5173, server: 8787, sandboxes: 9101 };

/** `--port 6000`: the page there, the server on the next one, the sandboxes from the one after that. */
export const portsFrom = (first: number): Ports => ({ page: first, server: first + 1, sandboxes: first + 2 });

/** Below what systems give to those who ask for any port: what is free here is not taken by one of them meanwhile. */
const FIRST = 20_000;
const LAST = 32_000;
const TRIES = 50;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

/**
 * A port that nobody listens on at this moment.
 *
 * @param random 0..1
 * @throws Error when none is found
 */
export async function freePort(random: () => number = Math.random): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = FIRST + Math.floor(random() * (LAST - FIRST));
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${FIRST} to ${LAST} is free`);
}
