import { Agent, request } from 'undici';
import { addressFault, PrivateAddress, publicLookup } from './address.ts';

/** `why` is a word of this file's own, for the log. */
export type Sent =
  | { readonly delivered: true; readonly status: number }
  | { readonly delivered: false; readonly status?: number; readonly why: string };

export interface Sender {
  /** Posts once. Never rejects, never follows a redirect, reads no more of an answer than its status. */
  send(
    url: string,
    message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
    signal: AbortSignal,
  ): Promise<Sent>;
  close(): Promise<void>;
}

export interface SenderOptions {
  /** Also http, and hosts that are not on the public internet: for demo and tests. */
  readonly allowPrivateHosts: boolean;
  /** For one attempt, from the look-up to the status. Default 10 000 ms. */
  readonly timeoutMs?: number;
  readonly lookup?: Parameters<typeof publicLookup>[0];
}

const TIMEOUT_MS = 10_000;
/** What is read of an answer so that its connection can be used again. */
const ANSWER_BYTES = 16 * 1024;

export function createSender({ allowPrivateHosts, timeoutMs = TIMEOUT_MS, lookup }: SenderOptions): Sender {
  const agent = new Agent({
    connect: { timeout: timeoutMs, ...(allowPrivateHosts ? {} : { lookup: publicLookup(lookup) }) },
    bodyTimeout: timeoutMs,
  });

  return {
    async send(url, { headers, body }, signal) {
      if (signal.aborted) return { delivered: false, why: 'stopped' };
      if (addressFault(url, allowPrivateHosts) !== null) return { delivered: false, why: 'address_refused' };
      const limit = new AbortController();
      const stop = () => limit.abort();
      const timer = setTimeout(stop, timeoutMs);
      signal.addEventListener('abort', stop, { once: true });
      try {
        const answer = await request(url, {
          method: 'POST',
          headers,
          body,
          dispatcher: agent,
          signal: limit.signal,
        });
        const { statusCode: status } = answer;
        await answer.body.dump({ limit: ANSWER_BYTES }).catch(() => undefined);
        return status >= 200 && status < 300
          ? { delivered: true, status }
          : { delivered: false, status, why: status >= 300 && status < 400 ? 'redirect' : 'refused' };
      } catch (error) {
        return { delivered: false, why: whyOf(error, signal.aborted, limit.signal.aborted) };
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
      }
    },

    close: () => agent.destroy(),
  };
}

function whyOf(error: unknown, stopped: boolean, late: boolean): string {
  if (stopped) return 'stopped';
  if (error instanceof PrivateAddress) return 'address_refused';
  return late ? 'timeout' : 'no_connection';
}
