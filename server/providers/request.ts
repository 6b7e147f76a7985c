/** What one attempt sends. At the most one of `json`, `form` and `stream` is given. */
export interface Outgoing {
  /** Names and values, or a query that is encoded already and goes out as it is (a signed one). */
  readonly query?: Readonly<Record<string, string>> | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as `application/json`. */
  readonly json?: unknown;
  /** Sent as `application/x-www-form-urlencoded`, as it is. */
  readonly form?: string;
  /** Sent as it comes, and once only. `length` in bytes, when it is known. */
  readonly stream?: {
    readonly contentType: string;
    readonly length?: number;
    readonly body: AsyncIterable<Uint8Array>;
  };
}

/** Null when the path would leave the base (`..`, a second host, a query smuggled in) or a header cannot be sent. */
export function buildRequest(
  base: string,
  method: string,
  path: string,
  outgoing: Outgoing,
): { readonly url: string; readonly init: RequestInit } | null {
  try {
    const root = new URL(base);
    const full = root.pathname.replace(/\/$/, '') + path;
    const url = new URL(full, root.origin);
    // The parser resolves dot segments, backslashes and their encoded forms: what it changed was not a plain path.
    if (!path.startsWith('/') || url.origin !== root.origin || url.pathname !== full) return null;
    if (url.search !== '' || url.hash !== '') return null;
    const { query = {} } = outgoing;
    if (typeof query === 'string') {
      if (/[#\s]/.test(query)) return null;
      url.search = query;
    } else {
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    }
    const headers = new Headers({ accept: 'application/json', ...outgoing.headers });
    return { url: url.href, init: { method, headers, ...bodyOf(outgoing, headers) } };
  } catch {
    return null;
  }
}

function bodyOf({ json, form, stream }: Outgoing, headers: Headers): RequestInit {
  if (stream) {
    headers.set('content-type', stream.contentType);
    if (stream.length !== undefined) headers.set('content-length', String(stream.length));
    // Read as fast as the other side takes it, so that no more than a chunk is in memory.
    return { body: stream.body, duplex: 'half' };
  }
  if (form !== undefined) {
    headers.set('content-type', 'application/x-www-form-urlencoded');
    return { body: form };
  }
  if (json === undefined) return {};
  headers.set('content-type', 'application/json');
  return { body: JSON.stringify(json) };
}
