import { KycError, toKycError } from '../errors.ts';
import type { Call, Clock, Server } from '../runtime/ports.ts';
import { errorOf } from './answers.ts';
import { parseFlow, parseStatus, parseToken } from './parse.ts';
import { createTokens } from './token.ts';

/** A call that takes longer than this is given up, in milliseconds. */
const TIMEOUT_MS = 15_000;
/** A token is not renewed in the background more often than this, in milliseconds. */
const LEAST_RENEWAL_MS = 5_000;

export interface ApiOptions {
  /** Where the server is; the endpoints' paths are put behind it. */
  readonly serverUrl: string;
  /** The session token of the page; asked again near its end, and may then give a fresh one. */
  readonly getToken: () => Promise<string>;
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch;
  readonly onToken?: (token: string) => void;
  /** Until it fires the token is also renewed between calls, so that a person may take their time. */
  readonly signal?: AbortSignal;
}

/** Where the paths are put behind, without a slash at its end. Throws `config_missing` for what is no http address. */
function baseOf(serverUrl: string): string {
  try {
    const { protocol, origin, pathname } = new URL(serverUrl, globalThis.document?.baseURI);
    if (serverUrl && /^https?:$/.test(protocol)) return origin + pathname.replace(/\/+$/, '');
  } catch {
    // Not an address at all; said below.
  }
  throw new KycError('config_missing');
}

/** The widget's endpoints (`/v1/flow…`). Throws `config_missing`; every promise rejects with a KycError. */
export function createApi(options: ApiOptions): Server {
  const { clock } = options;
  const base = baseOf(options.serverUrl);
  const send = options.fetch ?? ((input, init) => fetch(input, init));

  /** One try with one token. */
  async function attempt<T>(call: Call<T>, token: string, signal: AbortSignal): Promise<T> {
    if (signal.aborted) throw new KycError('aborted');
    const control = new AbortController();
    const stop = (): void => control.abort();
    signal.addEventListener('abort', stop, { once: true });
    const timer = setTimeout(stop, TIMEOUT_MS);
    try {
      const response = await send(base + call.path, {
        method: call.method,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${token}`,
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
        redirect: 'error',
        signal: control.signal,
      });
      const text = await response.text();
      if (!response.ok)
        throw errorOf(response.status, text, response.headers.get('retry-after'), clock.now());
      return call.parse(text === '' ? null : parseJson(text));
    } catch (thrown) {
      if (signal.aborted) throw new KycError('aborted');
      if (thrown instanceof KycError) throw thrown;
      throw new KycError(control.signal.aborted ? 'timeout' : 'network', { cause: thrown });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  const tokens = createTokens({
    getToken: () => inTime(options.getToken()),
    exchange: async (token) => {
      const call = { method: 'POST', path: '/v1/flow/token', parse: parseToken } as const;
      // Of its own: more than one call may be waiting for it.
      return (await attempt(call, token, new AbortController().signal)).token;
    },
    clock,
    onToken: options.onToken,
  });

  async function call<T>(what: Call<T>, signal: AbortSignal): Promise<T> {
    const token = await unlessAborted(tokens.current(), signal);
    try {
      return await attempt(what, token, signal);
    } catch (thrown) {
      if (!(thrown instanceof KycError) || thrown.code !== 'token_expired') throw thrown;
      return attempt(what, await unlessAborted(tokens.renew(token), signal), signal);
    }
  }

  async function keepFresh(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const due = tokens.dueIn();
      await clock.sleep(due === null ? 60_000 : Math.max(due, LEAST_RENEWAL_MS), signal);
      // Nothing to keep before the first call; a failure shows when a call needs the token.
      if (due !== null) await tokens.current().catch(() => {});
    }
  }
  if (options.signal) keepFresh(options.signal).catch(() => {});

  return {
    flow: (signal) => call({ method: 'GET', path: '/v1/flow', parse: parseFlow }, signal),
    call,
    submit: (signal) =>
      call({ method: 'POST', path: '/v1/flow/submissions', body: {}, parse: parseStatus }, signal),
    status: (signal) => call({ method: 'GET', path: '/v1/flow/status', parse: parseStatus }, signal),
    async authorize(path, url, signal) {
      const { origin, pathname } = new URL(url);
      if (origin + pathname !== base + path) return null;
      return `Bearer ${await unlessAborted(tokens.current(), signal)}`;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new KycError('server_error', { cause });
  }
}

/** What the merchant's function gives; `timeout` when it is too long about it, so that a later call may ask anew. */
async function inTime(work: Promise<string>): Promise<string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new KycError('timeout')), TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } catch (thrown) {
    // Most likely a request of its own that failed, which may go better the next time.
    throw toKycError(thrown, 'network');
  } finally {
    clearTimeout(timer);
  }
}

/** What `work` gives; `aborted` when the signal fires first. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new KycError('aborted'));
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
