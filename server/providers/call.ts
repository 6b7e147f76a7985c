import type { z } from 'zod';
import type { ProviderName } from '../contract/session.ts';
import { ProviderError, type ProviderErrorKind } from './errors.ts';
import { buildRequest, type Outgoing } from './request.ts';
import { BodyUnreadable, parseJson, readBytes, readText } from './response-body.ts';
import { parseRetryAfter, pause, type RetryPolicy, type Sleep, usualRetry, waitBefore } from './retry.ts';

export type { Outgoing } from './request.ts';
export { parseRetryAfter, type RetryPolicy, type Sleep } from './retry.ts';

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
  /** Where a provider says otherwise than by Retry-After how long to wait: milliseconds, or null. Must not throw. */
  readonly retryAfterOf?: (headers: Headers) => number | null;
  /** Sees the headers of every answer, for limits and clocks. Must not throw. */
  readonly observe?: (headers: Headers, status: number) => void;
  /**
   * Milliseconds until the provider may be called again, 0 for now; asked before every attempt. Where it is more, the
   * attempt is not made and is `rate_limited` with that time. Must not throw.
   */
  readonly holdMs?: () => number;
  /** `usualRetry` unless the provider documents another. */
  readonly retry?: RetryPolicy;
}

interface CallBase extends Outgoing {
  /** For errors: `fetchStatus`. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the base, beginning with "/", its parts already percent-encoded. */
  readonly path: string;
  /** What each attempt sends beside the above, made anew for each: times and signatures that may not be old. */
  readonly fresh?: () => Outgoing;
  readonly signal: AbortSignal;
  /** True when the call may be repeated after a failure. Default: for GET. A `stream` never is. */
  readonly repeatable?: boolean;
  /** For one attempt, until the last byte of the answer. Default 15 000 ms. */
  readonly timeoutMs?: number;
  /** Longest answer, in bytes. Default 1 MiB. */
  readonly maxBytes?: number;
}

export interface UpstreamCall<T> extends CallBase {
  /** The documented shape of a success; keys it does not name are dropped. */
  readonly schema: z.ZodType<T>;
}

/** A file instead of JSON. An answer of another type than `accept` names is `invalid_response`. */
export interface FileCall extends CallBase {
  readonly accept: readonly string[];
}

export interface UpstreamFile {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export type Call = <T>(call: UpstreamCall<T>) => Promise<T>;

const TIMEOUT_MS = 15_000;
const MAX_BYTES = 1024 * 1024;

/**
 * Makes the one function through which every call of an adapter to `upstream` goes. It rejects with ProviderError only,
 * whose text holds neither the address, nor a header, nor a word of the answer. A redirect is never followed: it would
 * carry the credentials to another place. What may be repeated is, as the retry policy says.
 */
export function callerOf(upstream: Upstream): Call {
  return (call) =>
    repeat(upstream, call, async (response) => {
      const json = parseJson(await readText(response, call.maxBytes ?? MAX_BYTES));
      const parsed = json === undefined ? null : call.schema.safeParse(json);
      return parsed?.success ? { value: parsed.data } : null;
    });
}

/** As `callerOf`, for files. */
export function fileCallerOf(upstream: Upstream): (call: FileCall) => Promise<UpstreamFile> {
  return (call) =>
    repeat(upstream, call, async (response) => {
      const contentType = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
      if (!contentType || !call.accept.includes(contentType)) {
        void response.body?.cancel().catch(() => undefined);
        return null;
      }
      return { value: { contentType, bytes: await readBytes(response, call.maxBytes ?? MAX_BYTES) } };
    });
}

/** Reads a success; null when it is not of the documented shape. */
type Read<T> = (response: Response) => Promise<{ readonly value: T } | null>;

async function repeat<T>(upstream: Upstream, call: CallBase, read: Read<T>): Promise<T> {
  const { sleep = pause, retry = usualRetry } = upstream;
  const isRepeatable = call.stream === undefined && (call.repeatable ?? call.method === 'GET');
  for (let attempt = 0; ; attempt++) {
    try {
      return await attemptCall(upstream, call, read);
    } catch (error) {
      const wait = isRepeatable && error instanceof ProviderError ? waitBefore(error, retry, attempt) : null;
      if (wait === null) throw error;
      await sleep(wait, call.signal);
      if (call.signal.aborted) throw new ProviderError(upstream.provider, call.operation, 'aborted');
    }
  }
}

async function attemptCall<T>(upstream: Upstream, call: CallBase, read: Read<T>): Promise<T> {
  const fail = (kind: ProviderErrorKind, info?: ProviderError['info']) =>
    new ProviderError(upstream.provider, call.operation, kind, info);

  const fresh = call.fresh?.() ?? {};
  const headers = { ...call.headers, ...fresh.headers };
  const request = buildRequest(upstream.base, call.method, call.path, { ...call, ...fresh, headers });
  if (request === null) throw fail('bad_request');
  if (call.signal.aborted) throw fail('aborted');
  const heldMs = upstream.holdMs?.() ?? 0;
  if (heldMs > 0) throw fail('rate_limited', { retryAfterMs: heldMs });

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
    upstream.observe?.(response.headers, status);
    if (response.ok) {
      const success = await read(response).catch((error: unknown) => {
        const kind = error instanceof BodyUnreadable ? null : interrupted();
        throw fail(kind ?? 'invalid_response', { status });
      });
      if (!success) throw fail('invalid_response', { status });
      return success.value;
    }
    if (status < 400) {
      void response.body?.cancel().catch(() => undefined);
      throw fail('invalid_response', { status });
    }
    const body = await readText(response, MAX_BYTES).then(parseJson, () => undefined);
    if (call.signal.aborted) throw fail('aborted');
    const refusal = upstream.refusal?.(status, body) ?? {};
    const retryAfterMs =
      parseRetryAfter(response.headers.get('retry-after'), upstream.now()) ??
      (status === 429 ? (upstream.retryAfterOf?.(response.headers) ?? null) : null);
    throw fail(refusal.kind ?? kindOfStatus(status), {
      status,
      ...(refusal.reason !== undefined && { reason: refusal.reason }),
      ...(retryAfterMs !== null && { retryAfterMs }),
    });
  } finally {
    clearTimeout(timer);
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
