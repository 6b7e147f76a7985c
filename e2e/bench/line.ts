/**
 * A slow line, made in the local server: every answer waits for the round trip, a new connection costs one more, and
 * all answers together get the line's bits. Chromium's own emulation shapes each request apart and starts no
 * connection, so pages look faster in it than on a real line.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { brotliCompressSync } from 'node:zlib';

export interface Line {
  readonly bitsPerSecond: number;
  readonly roundTripMs: number;
}

export const slowLine: Line = { bitsPerSecond: 1_600_000, roundTripMs: 150 };

export interface Asset {
  readonly type: string;
  readonly body: string | Uint8Array;
  /** 200 without it. */
  readonly status?: number;
}

/** Asks elsewhere for what the line serves; null where it does not know the path. */
export type Upstream = (
  path: string,
  method: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
) => Promise<Asset | null>;

const slice = 1460; // bytes of one TCP segment on Ethernet

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const compressed = new WeakMap<Asset, Uint8Array>();

/** Once for each asset, ahead of the first visit: compressing must not count as waiting. */
function compress(asset: Asset): Uint8Array {
  const known = compressed.get(asset) ?? brotliCompressSync(asset.body);
  compressed.set(asset, known);
  return known;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
}

/** Serves `find(path)`, or else what `upstream` answers, over the line, brotli-compressed, without caching. */
export async function serveSlowly(
  line: Line,
  port: number,
  find: (path: string) => Asset | null,
  upstream: Upstream,
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
      const { method = 'GET', headers } = request;
      const asset = find(path) ?? (await upstream(path, method, headers, await bodyOf(request)));
      if (!asset) {
        response.writeHead(404).end();
        return;
      }
      const bytes = compress(asset);
      response.writeHead(asset.status ?? 200, {
        'content-type': asset.type,
        'content-encoding': 'br',
        'cache-control': 'no-store',
      });
      await send(response, bytes);
    })();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
