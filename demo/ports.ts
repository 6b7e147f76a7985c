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

/** A port that nobody listens on at this moment. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
