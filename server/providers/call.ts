import type { z } from 'zod';
import type { ProviderName } from '../contract/session.ts';
import { ProviderError, type ProviderErrorKind } from './errors.ts';
import { BodyUnreadable, parseJson, readText } from './response-body.ts';

/** Waits `ms` milliseconds, or until the signal aborts; never rejects. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** What an adapter reads out of a refusal. `reason` must come from a list of documented codes, never from free text. */
export interface Refusal {
  readonly kind?: ProviderErrorKind;
  readonly reason?: string;
}

/** One upstream host as an adapter sees it. */
export interface Upstream {
  readonly provider: ProviderName;
  /** Absolute URL without query; every call stays below its path. */
  readonly base: string;
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep?: Sleep | undefined;
  /** Says more about an answer that is not a success than its status does. Must not throw. */
  readonly refusal?: (status: number, body: unknown) => Refusal;
}

export interface UpstreamCall<T> {
  /** For errors: `fetchStatus`. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the base, beginning with "/", its parts already percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as `application/json`. */
  readonly json?: unknown;
  /** The documented shape of a success; keys it does not name are dropped. */
  readonly schema: z.ZodType<T>;
  readonly signal: AbortSignal;
  /** For one attempt, until the last byte of the answer. Default 15 000 ms. */
  readonly timeoutMs?: number;
  /** Longest answer, in bytes. Default 1 MiB. */
  readonly maxBytes?: number;
}

export type Call = <T>(call: UpstreamCall<T>) => Promise<T>;

const TIMEOUT_MS = 15_000;
const MAX_BYTES = 1024 * 1024;
/** Waits before the second and the third attempt. */
const BACKOFF_MS = [200, 800] as const;
const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000;

/**
 * Makes the one function through which every call of an adapter to `upstream` goes. It rejects with ProviderError only,
 * whose text holds neither the address, nor a header, nor a word of the answer. A redirect is never followed: it would
 * carry the credentials to another place. Only GET is repeated, after `unavailable` (twice) and `timeout` (once).
 */
export function callerOf(upstream: Upstream): Call {
  const sleep = upstream.sleep ?? pause;
  return async (call) => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await attemptCall(upstream, call);
      } catch (error) {
        const wait = error instanceof ProviderError ? waitBefore(error, call.method, attempt) : null;
        if (wait === null) throw error;
        await sleep(wait, call.signal);
        if (call.signal.aborted) throw new ProviderError(upstream.provider, call.operation, 'aborted');
      }
    }
  };
}

function waitBefore(error: ProviderError, method: string, attempt: number): number | null {
  if (method !== 'GET' || (error.kind !== 'unavailable' && error.kind !== 'timeout')) return null;
  if (error.kind === 'timeout' && attempt > 0) return null;
  const wait = BACKOFF_MS[attempt];
  // A provider that asks for more patience than a waiting person has is asked again by the caller's own schedule.
  return wait === undefined || (error.info.retryAfterMs ?? 0) > wait ? null : wait;
}

async function attemptCall<T>(upstream: Upstream, call: UpstreamCall<T>): Promise<T> {
  const fail = (kind: ProviderErrorKind, info?: ProviderError['info']) =>
    new ProviderError(upstream.provider, call.operation, kind, info);

  const request = buildRequest(upstream.base, call);
  if (request === null) throw fail('bad_request');
  if (call.signal.aborted) throw fail('aborted');

  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), call.timeoutMs ?? TIMEOUT_MS);
  const interrupted = () => (call.signal.aborted ? 'aborted' : timeout.signal.aborted ? 'timeout' : null);
  try {
    const response = await upstream
      .fetch(request.url, {
        ...request.init,
        redirect: 'manual',
        signal: AbortSignal.any([call.signal, timeout.signal]),
      })
      .catch(() => {
        throw fail(interrupted() ?? 'unavailable');
      });
    const { status } = response;
    if (response.ok) {
      const body = await readText(response, call.maxBytes ?? MAX_BYTES).catch((error: unknown) => {
        const kind = error instanceof BodyUnreadable ? null : interrupted();
        throw fail(kind ?? 'invalid_response', { status });
      });
      const json = parseJson(body);
      const parsed = json === undefined ? null : call.schema.safeParse(json);
      if (!parsed?.success) throw fail('invalid_response', { status });
      return parsed.data;
    }
    if (status < 400) {
      void response.body?.cancel().catch(() => undefined);
      throw fail('invalid_response', { status });
    }
    const body = await readText(response, call.maxBytes ?? MAX_BYTES).then(parseJson, () => undefined);
    if (call.signal.aborted) throw fail('aborted');
    const refusal = upstream.refusal?.(status, body) ?? {};
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), upstream.now());
    throw fail(refusal.kind ?? kindOfStatus(status), {
      status,
      ...(refusal.reason !== undefined && { reason: refusal.reason }),
      ...(retryAfterMs !== null && { retryAfterMs }),
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Null when the path would leave the base (`..`, a second host, a query smuggled in) or a header cannot be sent. */
function buildRequest<T>(base: string, call: UpstreamCall<T>): { url: string; init: RequestInit } | null {
  try {
    const root = new URL(base);
    const path = root.pathname.replace(/\/$/, '') + call.path;
    const url = new URL(path, root.origin);
    // The parser resolves dot segments, backslashes and their encoded forms: what it changed was not a plain path.
    if (!call.path.startsWith('/') || url.origin !== root.origin || url.pathname !== path) return null;
    if (url.search !== '' || url.hash !== '') return null;
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
    const headers = new Headers({ accept: 'application/json', ...call.headers });
    const init: RequestInit = { method: call.method, headers };
    if (call.json !== undefined) {
      headers.set('content-type', 'application/json');
      init.body = JSON.stringify(call.json);
    }
    return { url: url.href, init };
  } catch {
    return null;
  }
}

function kindOfStatus(status: number): ProviderErrorKind {
  if (status >= 500) return 'unavailable';
  switch (status) {
    case 401:
      return 'unauthorized';
    case 402:
      return 'quota';
    case 403:
      return 'forbidden';
    case 404:
    case 410:
      return 'not_found';
    case 408:
      return 'timeout';
    case 409:
      return 'conflict';
    case 429:
      return 'rate_limited';
    default:
      return 'bad_request';
  }
}

/** RFC 9110, 10.2.3: seconds or an HTTP date. In milliseconds from `now`, at the most a day; null when unreadable. */
export function parseRetryAfter(value: string | null, now: number): number | null {
  const text = value?.trim() ?? '';
  const seconds = /^\d{1,10}$/.test(text) ? Number(text) * 1000 : null;
  // Date.parse takes almost anything for a date, so that the form is checked first.
  const wait = seconds ?? (/^[A-Z][a-z]{2,8},? .+ GMT$/.test(text) ? Date.parse(text) - now : Number.NaN);
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), LONGEST_RETRY_AFTER_MS);
}

const pause: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
