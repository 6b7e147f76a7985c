import type { UploadRequest, UploadTarget } from '../../server/contract/upload.ts';
import { KycError, type KycErrorCode, toKycError } from '../errors.ts';
import type { Clock, Server, UploadProgress, Uploads } from '../runtime/ports.ts';
import { parseTarget } from './parse-target.ts';
import { type Failure, nextMove } from './retry.ts';
import { transfer } from './transfer.ts';

/** A device without a connection is waited for this long, in milliseconds. */
const OFFLINE_MS = 60_000;

/** Answers to the question for a target that may be better in a while. */
const passing: readonly KycErrorCode[] = [
  'rate_limited',
  'provider_unavailable',
  'provider_timeout',
  'server_error',
];

/** The browser's word on the connection. */
export interface Connection {
  isOnline(): boolean;
  /** Calls back once when the connection is back; the answer takes the callback away. */
  onOnline(callback: () => void): () => void;
}

/** What uploads ask of the KYC server. */
export interface UploadCalls {
  requestUpload(request: UploadRequest, signal: AbortSignal): Promise<UploadTarget>;
  /**
   * The Authorization for bytes that pass through the KYC server itself, at
   * `{serverUrl}/v1/flow/uploads/{slot}/content`; null for every other address, as a storage never sees the token.
   */
  authorize(slot: string, url: string, signal: AbortSignal): Promise<string | null>;
}

export const uploadCalls = (server: Server): UploadCalls => ({
  requestUpload: (body, signal) =>
    server.call({ method: 'POST', path: '/v1/flow/uploads', body, parse: parseTarget }, signal),
  authorize: (slot, url, signal) => server.authorize(`/v1/flow/uploads/${slot}/content`, url, signal),
});

export interface UploadOptions {
  readonly api: UploadCalls;
  readonly clock: Clock;
  readonly createXhr?: () => XMLHttpRequest;
  /** 0..1, for the jitter. */
  readonly random?: () => number;
  readonly connection?: Connection;
}

const browser: Connection = {
  isOnline: () => navigator.onLine,
  onOnline(callback) {
    addEventListener('online', callback, { once: true });
    return () => removeEventListener('online', callback);
  },
};

/** Lowercase hex. The browser has its own in secure contexts only; elsewhere, a chosen photo is sealed all the same. */
async function sha256(file: Blob): Promise<string> {
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch (cause) {
    throw new KycError('file_unreadable', { cause });
  }
  const digest = globalThis.crypto?.subtle
    ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    : (await import('../hashes.ts')).sha256(new Uint8Array(bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Sends files to where the server says, with patience (`retry.ts` has the rules). */
export function createUploads(options: UploadOptions): Uploads {
  const { api, clock } = options;
  const { createXhr = () => new XMLHttpRequest(), random = Math.random, connection = browser } = options;

  async function untilOnline(signal: AbortSignal): Promise<void> {
    if (connection.isOnline()) return;
    const wait = new AbortController();
    const stop = (): void => wait.abort();
    signal.addEventListener('abort', stop, { once: true });
    const forget = connection.onOnline(stop);
    try {
      await clock.sleep(OFFLINE_MS, wait.signal);
    } catch {
      if (signal.aborted) throw new KycError('aborted');
      return;
    } finally {
      forget();
      signal.removeEventListener('abort', stop);
    }
    throw new KycError('network');
  }

  /** A target, or why there is none yet. What another try cannot help rejects. */
  async function ask(request: UploadRequest, signal: AbortSignal): Promise<UploadTarget | Failure> {
    try {
      return await api.requestUpload(request, signal);
    } catch (thrown) {
      const { code, retryAfterMs } = toKycError(thrown, 'network');
      if (code === 'network' || code === 'timeout') return { kind: 'network' };
      if (passing.includes(code)) return { kind: 'status', status: 503, code, retryAfterMs };
      throw thrown;
    }
  }

  return {
    async send(slot, file, onProgress, signal) {
      const digest = await sha256(file);
      const request: UploadRequest = { slot, contentType: file.type, size: file.size, sha256: digest };
      const total = file.size;
      let highest = -1;
      // Never backwards, also not at a second try; and the last byte only when all have arrived.
      const report = ({ loaded }: Pick<UploadProgress, 'loaded'>): void => {
        const most = Math.min(loaded, total - 1);
        if (most <= highest) return;
        highest = most;
        onProgress({ loaded: most, total });
      };
      let target: UploadTarget | null = null;
      let targets = 0;
      for (let tries = 1; ; tries++) {
        const asked: UploadTarget | Failure = target ?? (await ask(request, signal));
        if (!target && !('kind' in asked)) {
          target = asked;
          targets += 1;
        }
        const failure: Failure | null =
          'kind' in asked
            ? asked
            : await transfer(asked, file, report, signal, {
                xhr: createXhr(),
                authorization: await api.authorize(slot, asked.url, signal),
              });
        if (!failure) break;
        const isExpired = target !== null && Date.parse(target.expiresAt) <= clock.now();
        const move = nextMove(failure, { tries, targets }, isExpired, random());
        if (move.type === 'give_up') throw new KycError(move.code, move);
        // Only after a failure: some devices say that they are offline when they are not.
        if (failure.kind === 'network') await untilOnline(signal);
        await clock.sleep(move.afterMs, signal);
        if (move.freshTarget) target = null;
      }
      onProgress({ loaded: total, total });
    },
  };
}
