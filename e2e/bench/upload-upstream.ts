import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Just enough of a provider to be uploaded to: reads all there is and says thank you. */
export interface DrainingUpstream {
  /** With `/api` at its end. */
  readonly base: string;
  /** Bytes of all uploads so far, the forms around the files included. */
  received(): number;
  /**
   * From now on reads `bytes` of each upload and no more, until released. `full` resolves when `count` of them stand
   * there.
   */
  hold(count: number, bytes: number): { readonly full: Promise<void>; release(): void };
  close(): Promise<void>;
}

interface Barrier {
  readonly bytes: number;
  readonly opened: Promise<void>;
  arrive(): void;
}

function deferred(): { readonly promise: Promise<void>; resolve(): void } {
  let settle = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: () => settle() };
}

function createBarrier(count: number, bytes: number) {
  let arrived = 0;
  const full = deferred();
  const opened = deferred();
  const arrive = (): void => {
    arrived += 1;
    if (arrived === count) full.resolve();
  };
  return { barrier: { bytes, opened: opened.promise, arrive }, full: full.promise, open: opened.resolve };
}

export async function startUpstream(): Promise<DrainingUpstream> {
  let received = 0;
  let sessions = 0;
  let barrier: Barrier | null = null;

  async function drain(request: IncomingMessage): Promise<number> {
    let bytes = 0;
    let held = barrier;
    for await (const chunk of request) {
      bytes += (chunk as Buffer).byteLength;
      if (held === null || bytes < held.bytes) continue;
      held.arrive();
      await held.opened;
      held = null;
    }
    return bytes;
  }

  const server = createServer((request, response) => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    drain(request).then(
      (bytes) => {
        if (request.url === '/api/v1/kyc/initiate') {
          sessions += 1;
          answer(201, { kycSessionId: `bench-${sessions}`, status: 'PENDING' });
        } else if (request.url?.startsWith('/api/v1/kyc/upload/')) {
          received += bytes;
          answer(201, { success: true, documentUrl: 'bench' });
        } else {
          answer(404, { statusCode: 404, message: 'Not Found', error: 'NOT_FOUND' });
        }
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    received: () => received,
    hold(count, bytes) {
      const made = createBarrier(count, bytes);
      barrier = made.barrier;
      const release = (): void => {
        barrier = null;
        made.open();
      };
      return { full: made.full, release };
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
