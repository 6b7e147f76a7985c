import type { UploadTarget } from '../../server/contract/upload.ts';
import { KycError } from '../errors.ts';
import type { UploadProgress } from '../runtime/ports.ts';
import { codeIn, retryAfterMs } from './answers.ts';
import type { Failure } from './retry.ts';

/** Without any progress for this long a try is given up, in milliseconds. */
export const STALL_MS = 30_000;
/** The same while the server, which has all bytes, makes up its answer: it may be passing them on. */
export const ANSWER_MS = 60_000;

/** Browsers set these themselves and complain of anyone who tries. */
const forbidden = /^(host|content-length|connection|cookie|origin|expect)$/i;

export interface Means {
  /** A new one, for this transfer alone. */
  readonly xhr: XMLHttpRequest;
  /** The session token for our own server; null for a storage. */
  readonly authorization: string | null;
}

/** The form of a presigned POST: every field as it came, the file last, and nothing of ours. */
export function formOf(target: Extract<UploadTarget, { method: 'POST' }>, file: Blob): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(target.fields)) form.append(name, value);
  form.append(target.fileField, file, 'file');
  return form;
}

/**
 * Sends the bytes once; null when they arrived. Any 2xx is a success. Only what the target names goes to a storage;
 * `authorization` is null but for our own server, whose word alone is read as a code. Rejects with `aborted`, or with
 * `upload_failed` when the browser will not send what the target asks for.
 */
export function transfer(
  target: UploadTarget,
  file: Blob,
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
  { xhr, authorization }: Means,
): Promise<Failure | null> {
  return new Promise((resolve, reject) => {
    const total = file.size;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      settle();
    };
    const stop = (): void => {
      finish(() => reject(new KycError('aborted')));
      xhr.abort();
    };
    const watch = (ms: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        finish(() => resolve({ kind: 'stalled' }));
        xhr.abort();
      }, ms);
    };
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });

    xhr.upload.onprogress = ({ loaded }) => {
      watch(STALL_MS);
      // The form around a file counts too; a person waits for the file.
      onProgress({ loaded: Math.min(loaded, total), total });
    };
    xhr.upload.onload = () => watch(ANSWER_MS);
    xhr.onerror = () => finish(() => resolve({ kind: 'network' }));
    // A browser that suspends a page aborts by itself.
    xhr.onabort = xhr.onerror;
    xhr.onload = () => {
      const { status } = xhr;
      if (status >= 200 && status < 300) return finish(() => resolve(null));
      // Asking for the header by name makes the browser complain where CORS does not expose it.
      const header = /^retry-after:(.*)$/im.exec(xhr.getAllResponseHeaders())?.[1]?.trim();
      const wait = retryAfterMs(header ?? null, Date.now());
      const code = authorization ? codeIn(xhr.responseText) : null;
      finish(() => resolve({ kind: 'status', status, retryAfterMs: wait, code }));
    };

    try {
      xhr.open(target.method, target.url);
      xhr.withCredentials = false;
      if (authorization) xhr.setRequestHeader('authorization', authorization);
      watch(STALL_MS);
      if (target.method === 'POST') return xhr.send(formOf(target, file));
      for (const [name, value] of Object.entries(target.headers)) {
        if (!forbidden.test(name)) xhr.setRequestHeader(name, value);
      }
      // Without its type, which the browser would add as a header that nobody has signed.
      xhr.send(file.slice());
    } catch (cause) {
      finish(() => reject(new KycError('upload_failed', { cause })));
    }
  });
}
