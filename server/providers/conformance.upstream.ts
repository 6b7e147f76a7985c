/** A request as an adapter made it. */
export interface Seen {
  readonly route: string;
  readonly url: URL;
  readonly headers: Headers;
  /** As text; null when there is none. */
  readonly body: string | null;
  /** The same as it went out. */
  readonly bytes: Uint8Array;
  readonly redirect: RequestInit['redirect'];
  readonly signal: AbortSignal;
}

export type Reply = (request: Seen) => Response | Promise<Response>;

/** Answers by `METHOD https://host/path`, the query left out. */
export type Routes = Readonly<Record<string, Reply>>;

export interface FakeUpstream {
  readonly fetch: typeof globalThis.fetch;
  readonly seen: Seen[];
  /** Replaces the answers of some routes from now on. */
  set(routes: Routes): void;
  /** How often a route was called. */
  count(route: string): number;
}

/** Stands in for a provider. A route that is not scripted answers 404 with an empty body. */
export function fakeUpstream(initial: Routes): FakeUpstream {
  const routes = new Map(Object.entries(initial));
  const seen: Seen[] = [];
  return {
    seen,
    set(changed) {
      for (const [route, reply] of Object.entries(changed)) routes.set(route, reply);
    },
    count: (route) => seen.filter((request) => request.route === route).length,
    async fetch(input, init) {
      const url = new URL(String(input));
      const bytes = await bytesOf(init?.body);
      const request: Seen = {
        route: `${init?.method ?? 'GET'} ${url.origin}${url.pathname}`,
        url,
        headers: new Headers(init?.headers),
        body: init?.body ? new TextDecoder().decode(bytes) : null,
        bytes,
        redirect: init?.redirect,
        signal: init?.signal ?? new AbortController().signal,
      };
      seen.push(request);
      request.signal.throwIfAborted();
      return (routes.get(request.route) ?? text('', 404))(request);
    },
  };
}

/** A body that breaks off is no connection to whoever called, as with undici. */
async function bytesOf(body: RequestInit['body']): Promise<Uint8Array> {
  try {
    return new Uint8Array(await new Response(body ?? null).arrayBuffer());
  } catch {
    throw new TypeError('fetch failed');
  }
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Reply =>
  () =>
    Response.json(body, { status, headers });

export const text =
  (body: string, status = 200, headers: Record<string, string> = {}): Reply =>
  () =>
    new Response(body, { status, headers });

/** No answer before the caller gives up. */
export const hang: Reply = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

/** No connection, as undici reports it. */
export const disconnect: Reply = () => Promise.reject(new TypeError('fetch failed'));

/** A success whose body begins, and then ends as `end` says. */
export const begin =
  (body: string, end: 'broken' | 'stalled', contentType = 'application/json'): Reply =>
  ({ signal }) => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(body));
        if (end === 'stalled') signal.addEventListener('abort', () => controller.error(signal.reason));
      },
      pull(controller) {
        if (end === 'broken') controller.error(new TypeError('terminated'));
      },
    });
    return new Response(stream, { status: 200, headers: { 'content-type': contentType } });
  };
