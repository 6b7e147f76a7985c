import { Readable } from 'node:stream';
import { Agent, type Dispatcher, request } from 'undici';

/** Statuses whose answers have no body; a Response refuses to be made with one. */
const bodiless = new Set([204, 205, 304]);

/**
 * A fetch that holds no file in memory. The platform's own clones every request that might be redirected, and with it
 * the stream: the clone that nobody reads keeps each byte until the end. So a call with a stream goes out by undici's
 * `request`, which follows no redirect either; every other call goes to `usual`.
 */
export function createStreamingFetch(
  usual: typeof globalThis.fetch = globalThis.fetch,
): typeof globalThis.fetch {
  const agent = new Agent();
  return async (input, init) => {
    const body = init?.body;
    if (!isStream(body)) return usual(input, init);
    const answer = await request(input instanceof Request ? input.url : input, {
      dispatcher: agent,
      method: (init?.method ?? 'POST') as Dispatcher.HttpMethod,
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: Readable.from(body, { objectMode: false, highWaterMark: 0 }),
      ...(init?.signal ? { signal: init.signal } : {}),
    });
    return responseOf(answer);
  };
}

const isStream = (body: unknown): body is AsyncIterable<Uint8Array> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

function responseOf({ statusCode, headers, body }: Dispatcher.ResponseData): Response {
  const init = { status: statusCode, headers: headersOf(headers) };
  if (!bodiless.has(statusCode)) return new Response(Readable.toWeb(body) as ReadableStream, init);
  void body.dump().catch(() => undefined);
  return new Response(null, init);
}

function headersOf(incoming: Dispatcher.ResponseData['headers']): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming)) {
    for (const value of [values ?? []].flat()) headers.append(name, value);
  }
  return headers;
}
