import type { KycErrorCode } from '../errors.ts';
import { KycError } from '../errors.ts';

/** Codes of the server that mean the same in the widget. Every other one is a `server_error` to a person. */
const passed: readonly KycErrorCode[] = [
  'token_missing',
  'token_invalid',
  'token_expired',
  'origin_not_allowed',
  'session_not_found',
  'session_closed',
  'session_expired',
  'liveness_round_over',
  'file_too_large',
  'file_too_small',
  'file_type_unsupported',
  'upload_missing',
  'details_invalid',
  'rate_limited',
  'provider_error',
  'provider_unavailable',
  'provider_timeout',
];

/** What a gateway in front of the server says when it has no word from it. */
const byStatus: Readonly<Record<number, KycErrorCode>> = {
  401: 'token_invalid',
  408: 'network',
  413: 'file_too_large',
  429: 'rate_limited',
  502: 'provider_unavailable',
  503: 'provider_unavailable',
  504: 'provider_timeout',
};

const DAY_MS = 86_400_000;

/** What a Retry-After header asks for, in milliseconds, a day at most; undefined where it asks for nothing that can be read. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.min(DAY_MS, Math.max(0, wait)) : undefined;
}

/** What an error body `{error: {code, details: [{path}]}}` says; null where the body is none of our server's. */
function read(body: string): { readonly code: KycErrorCode; readonly paths: readonly string[] } | null {
  try {
    const { code, details } = (JSON.parse(body) as { error: { code?: unknown; details?: unknown } }).error;
    if (typeof code !== 'string') return null;
    const paths = (Array.isArray(details) ? details : [])
      .map((one: { path?: unknown } | null) => one?.path)
      .filter((path) => typeof path === 'string');
    return { code: passed.find((known) => known === code) ?? 'server_error', paths };
  } catch {
    return null;
  }
}

/** The code in an error body; null where the body is none of our server's. */
export const codeIn = (body: string): KycErrorCode | null => read(body)?.code ?? null;

/** The error that an answer other than a success stands for. Of the body its code is kept, and what it names. */
export function errorOf(status: number, body: string, retryAfter: string | null, now: number): KycError {
  const { code: said = null, paths = [] } = read(body) ?? {};
  // A code that the widget has no word for says less than the status it came with.
  const code = said === null || said === 'server_error' ? (byStatus[status] ?? 'server_error') : said;
  const wait = retryAfterMs(retryAfter, now);
  return new KycError(code, { ...(wait !== undefined && { retryAfterMs: wait }), paths });
}
