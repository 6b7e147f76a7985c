import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ConnectionLost, collect } from './body.ts';
import type { Answer } from './call.ts';
import { type HeaderValues, parseQuery, uriDecode } from './canonical.ts';
import { type CorsRule, corsHeaders, preflight } from './cors.ts';
import type { AccessKey } from './credential.ts';
import { errorXml, S3Error } from './errors.ts';
import { FaultInjector, type Faults } from './faults.ts';
import { isUpload, perform } from './operations.ts';
import { Store, type StoredObject } from './store.ts';

export interface S3Options {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  readonly host?: '127.0.0.1';
  readonly region: string;
  readonly credentials: readonly AccessKey[];
  readonly buckets: readonly string[];
  /** The rules that every bucket begins with; none by default. */
  readonly cors?: readonly CorsRule[];
  /** False answers errors without CORS headers, as many storage servers do: a page then sees a network error. */
  readonly corsOnErrors?: boolean;
  /** Largest object, in bytes; 32 MiB by default. */
  readonly maxObjectBytes?: number;
  /** All objects together, in bytes; 256 MiB by default. The oldest make room for new ones. */
  readonly capacityBytes?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** How `faults.slow` waits. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

export interface S3Sandbox {
  /** `http://127.0.0.1:<port>`; objects are at `<url>/<bucket>/<key>` (path style). */
  readonly url: string;
  readonly port: number;
  readonly faults: Faults;
  /** What a bucket holds now, the earliest written first. @throws S3Error NoSuchBucket */
  objects(bucket: string): readonly StoredObject[];
  /** Replaces the rules of one bucket, or of every bucket. */
  setCors(rules: readonly CorsRule[], bucket?: string): void;
  setCorsOnErrors(on: boolean): void;
  /** Forgets one object, a bucket's objects, or all. */
  erase(bucket?: string, key?: string): void;
  close(): Promise<void>;
}

function readHeaders(raw: readonly string[]): HeaderValues {
  const headers = new Map<string, string[]>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const values = headers.get(name) ?? [];
    values.push(raw[index + 1] ?? '');
    headers.set(name, values);
  }
  return headers;
}

/** The body as one iteration that a refusal may interrupt and draining then continues. */
function resumable(chunks: AsyncGenerator<Uint8Array, void>): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => ({ next: () => chunks.next() }) };
}

function splitTarget(target: string): { rawPath: string; rawQuery: string } {
  const at = target.indexOf('?');
  return at < 0
    ? { rawPath: target, rawQuery: '' }
    : { rawPath: target.slice(0, at), rawQuery: target.slice(at + 1) };
}

/** @throws S3Error InvalidURI */
function splitPath(rawPath: string): { bucket: string; key: string } {
  if (!rawPath.startsWith('/')) throw new S3Error('InvalidURI', "Couldn't parse the specified URI.");
  const [, bucket = '', ...key] = rawPath.split('/');
  return { bucket: uriDecode(bucket), key: uriDecode(key.join('/')) };
}

/** Starts an S3 endpoint that keeps objects in memory and verifies every request as S3 does. */
export async function startS3(options: S3Options): Promise<S3Sandbox> {
  const now = options.now ?? Date.now;
  const store = new Store(options.buckets, options.capacityBytes ?? 256 * 1024 * 1024);
  const faults = new FaultInjector(options.sleep ?? ((milliseconds) => delay(milliseconds)));
  const cors = { everywhere: options.cors ?? [], buckets: new Map<string, readonly CorsRule[]>() };
  let corsOnErrors = options.corsOnErrors ?? true;
  let url = '';

  const setCors = (rules: readonly CorsRule[], bucket?: string): void => {
    if (bucket !== undefined) {
      cors.buckets.set(bucket, rules);
      return;
    }
    cors.everywhere = rules;
    cors.buckets.clear();
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? '';
    const { rawPath, rawQuery } = splitTarget(request.url ?? '');
    const body = resumable(faults.apply(request, method === 'PUT' || method === 'POST'));
    const requestId = randomBytes(8).toString('hex').toUpperCase();
    const origin = request.headers.origin;
    let allowed: Readonly<Record<string, string>> = {};
    let reply: Answer;
    try {
      const { bucket, key } = splitPath(rawPath);
      const rules = cors.buckets.get(bucket) ?? cors.everywhere;
      if (method === 'OPTIONS') {
        const asked = request.headers['access-control-request-method'];
        const headers = request.headers['access-control-request-headers'];
        reply = { status: 200, headers: preflight(rules, origin, asked, headers) };
      } else {
        allowed = corsHeaders(rules, origin, method);
        if (isUpload(method, key)) faults.check();
        reply = await perform({
          request: { method, rawPath, query: parseQuery(rawQuery), headers: readHeaders(request.rawHeaders) },
          bucket,
          key,
          body,
          store,
          served: { region: options.region, keys: options.credentials, now: now() },
          maxObjectBytes: options.maxObjectBytes ?? 32 * 1024 * 1024,
          url,
          setCors,
        });
      }
    } catch (error) {
      if (error instanceof ConnectionLost || request.errored) throw error;
      const refusal =
        error instanceof S3Error
          ? error
          : new S3Error('InternalError', 'We encountered an internal error. Please try again.');
      if (!corsOnErrors) allowed = {};
      reply = {
        status: refusal.status,
        headers: { 'content-type': 'application/xml' },
        body: errorXml(refusal, rawPath, requestId),
      };
    }
    await collect(body, { min: 0, max: 0 }).catch((error: unknown) => {
      // What is left over is thrown away whatever its size; only a lost connection matters here.
      if (!(error instanceof S3Error)) throw error;
    });
    const bytes = Buffer.from(reply.body ?? '');
    response.writeHead(reply.status, {
      ...(reply.status === 204 ? {} : { 'content-length': String(bytes.length) }),
      ...allowed,
      ...reply.headers,
      'x-amz-request-id': requestId,
    });
    response.end(method === 'HEAD' || reply.status === 204 ? undefined : bytes);
  }

  const server = createServer((request, response) => {
    // Taken now: a request that has been read to its end lets go of its socket.
    const { socket } = request;
    answer(request, response).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;

  return {
    url,
    port,
    faults,
    objects: (bucket) => [...store.bucket(bucket).values()],
    setCors,
    setCorsOnErrors: (on) => {
      corsOnErrors = on;
    },
    erase: (bucket, key) => store.erase(bucket, key),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
