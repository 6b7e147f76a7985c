/**
 * A slow line, made in the local server: every answer waits for the round trip, a new connection costs one more, and
 * all answers together get the line's bits. Chromium's own emulation shapes each request apart and starts no
 * connection, so pages look faster in it than on a real line.
 */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync } from 'node:zlib';

export interface Line {
  readonly bitsPerSecond: number;
  readonly roundTripMs: number;
}

export const slowLine: Line = { bitsPerSecond: 1_600_000, roundTripMs: 150 };

export interface Asset {
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

const slice = 1460; // bytes of one TCP segment on Ethernet

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Serves `find(path, method)` over the line, brotli-compressed, without caching. */
export async function serveSlowly(
  line: Line,
  find: (path: string, method: string) => Asset | null,
): Promise<{ url: string; close(): Promise<void> }> {
  let freeAt = 0;
  const send = async (response: ServerResponse, bytes: Uint8Array): Promise<void> => {
    for (let from = 0; from < bytes.length; from += slice) {
      const part = bytes.subarray(from, from + slice);
      const start = Math.max(performance.now(), freeAt);
      freeAt = start + (part.length * 8 * 1000) / line.bitsPerSecond;
      await pause(freeAt - performance.now());
      response.write(part);
    }
    response.end();
  };

  const known = new WeakSet<object>();
  const server: Server = createServer((request, response) => {
    const isNew = !known.has(request.socket);
    known.add(request.socket);
    void (async () => {
      await pause(line.roundTripMs * (isNew ? 2 : 1));
      const path = new URL(request.url ?? '/', 'http://line').pathname;
      const asset = find(path, request.method ?? 'GET');
      if (!asset) {
        response.writeHead(404).end();
        return;
      }
      const bytes = brotliCompressSync(asset.body);
      response.writeHead(200, {
        'content-type': asset.type,
        'content-encoding': 'br',
        'cache-control': 'no-store',
        ...asset.headers,
      });
      await send(response, bytes);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
