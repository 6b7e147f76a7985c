import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { UploadRequest, UploadTarget } from '../../server/contract/upload.ts';
import { KycError, type KycErrorCode } from '../errors.ts';
import { STALL_MS } from './transfer.ts';
import { createUploads, type UploadOptions } from './uploads.ts';

const never = new AbortController().signal;
const LATER = '2099-01-01T00:00:00.000Z';
const put: UploadTarget = {
  method: 'PUT',
  url: 'https://storage.example/a?X-Amz-Signature=abc',
  headers: { 'content-type': 'image/jpeg', Host: 'storage.example' },
  expiresAt: LATER,
};
const post: UploadTarget = {
  method: 'POST',
  url: 'https://storage.example/',
  fields: { key: 'a/b', policy: 'p', 'x-amz-signature': 's' },
  fileField: 'file',
  expiresAt: LATER,
};
const file = new Blob(['made-up picture'], { type: 'image/jpeg' });

type Answer = number | 'network' | 'hang' | 'abort' | 'silence';

/** What the storage saw, and what it answers next. */
class Storage {
  readonly sent: {
    method: string;
    url: string;
    headers: Record<string, string>;
    body: unknown;
    credentials: boolean;
  }[] = [];
  aborted = 0;
  readonly #answers: Answer[];
  body = '';
  answerHeaders = '';

  constructor(...answers: Answer[]) {
    this.#answers = answers;
  }

  createXhr(): XMLHttpRequest {
    const storage = this;
    const headers: Record<string, string> = {};
    const xhr = {
      upload: { onprogress: (_: { loaded: number }) => {}, onload: () => {} },
      onload: () => {},
      onerror: () => {},
      onabort: () => {},
      status: 0,
      responseText: this.body,
      withCredentials: true,
      method: '',
      url: '',
      open(method: string, url: string) {
        xhr.method = method;
        xhr.url = url;
      },
      setRequestHeader(name: string, value: string) {
        if (name.includes(' ')) throw new SyntaxError('not a header');
        headers[name] = value;
      },
      getAllResponseHeaders: () => storage.answerHeaders,
      abort: () => {
        storage.aborted += 1;
      },
      send(body: unknown) {
        storage.sent.push({
          method: xhr.method,
          url: xhr.url,
          headers,
          body,
          credentials: xhr.withCredentials,
        });
        const answer = storage.#answers.shift() ?? 200;
        if (answer === 'silence') return;
        queueMicrotask(() => {
          xhr.upload.onprogress({ loaded: 5 });
          if (answer === 'hang') return;
          if (answer === 'network') return xhr.onerror();
          if (answer === 'abort') return xhr.onabort();
          xhr.upload.onprogress({ loaded: 999 });
          xhr.upload.onload();
          xhr.status = answer;
          xhr.onload();
        });
      },
    };
    return xhr as unknown as XMLHttpRequest;
  }
}

function setUp(
  storage: Storage,
  targets: (UploadTarget | KycErrorCode)[] = [put],
  more: Partial<UploadOptions> = {},
) {
  const asked: UploadRequest[] = [];
  const slept: number[] = [];
  const progress: number[] = [];
  const uploads = createUploads({
    api: {
      async requestUpload(request) {
        const next = targets[Math.min(asked.length, targets.length - 1)] ?? put;
        asked.push(request);
        if (typeof next === 'string') throw new KycError(next);
        return next;
      },
      authorize: async () => null,
    },
    clock: {
      now: () => 1_700_000_000_000,
      async sleep(ms, signal) {
        if (signal.aborted) throw new KycError('aborted');
        slept.push(ms);
      },
    },
    createXhr: () => storage.createXhr(),
    random: () => 1,
    connection: { isOnline: () => true, onOnline: () => () => {} },
    ...more,
  });
  const send = (signal = never) => uploads.send('ktp', file, ({ loaded }) => progress.push(loaded), signal);
  return { send, asked, slept, progress };
}

describe('uploads', () => {
  test('say what comes, send it as told, and nothing of ours with it', async () => {
    const storage = new Storage(200);
    const { send, asked, progress } = setUp(storage);
    await send();
    const sha256 = createHash('sha256').update('made-up picture').digest('hex');
    expect(asked).toEqual([{ slot: 'ktp', contentType: 'image/jpeg', size: 15, sha256 }]);
    expect(storage.sent).toEqual([
      {
        method: 'PUT',
        url: put.url,
        headers: { 'content-type': 'image/jpeg' },
        body: new Blob(['made-up picture']),
        credentials: false,
      },
    ]);
    expect(progress).toEqual([5, 14, 15]);
    expect(storage.sent[0]?.body).toMatchObject({ size: 15, type: '' });
  });

  test('a presigned POST has its fields first and the file last', async () => {
    const storage = new Storage(204);
    await setUp(storage, [post]).send();
    const form = storage.sent[0]?.body;
    expect(form).toBeInstanceOf(FormData);
    const entries = [...(form as FormData).entries()];
    expect(entries.map(([name]) => name)).toEqual(['key', 'policy', 'x-amz-signature', 'file']);
    expect(entries[3]?.[1]).toMatchObject({ type: 'image/jpeg', size: 15 });
    expect(storage.sent[0]?.headers).toEqual({});
  });

  test.each([200, 201, 204])('%i is a success', async (status) => {
    const storage = new Storage(status);
    await setUp(storage).send();
    expect(storage.sent).toHaveLength(1);
  });

  test('a server that stumbles is tried again with the same target', async () => {
    const storage = new Storage(503, 500, 200);
    const { send, asked, slept } = setUp(storage);
    await send();
    expect(asked).toHaveLength(1);
    expect(slept).toEqual([500, 1000]);
  });

  test.each([403, 'network'] as const)('%s: a fresh target', async (answer) => {
    const fresh: UploadTarget = { ...put, url: 'https://storage.example/b' };
    const storage = new Storage(answer, 200);
    const { send, asked } = setUp(storage, [put, fresh]);
    await send();
    expect(asked).toHaveLength(2);
    expect(storage.sent.map(({ url }) => url)).toEqual([put.url, fresh.url]);
  });

  test('a storage that always refuses is given up', async () => {
    const storage = new Storage(403, 403, 403, 403, 403, 403);
    await expect(setUp(storage).send()).rejects.toMatchObject({ code: 'upload_expired' });
    expect(storage.sent).toHaveLength(3);
  });

  test('what cannot be mended is told at once', async () => {
    const storage = new Storage(400);
    await expect(setUp(storage).send()).rejects.toMatchObject({ code: 'upload_failed' });
    expect(storage.sent).toHaveLength(1);
  });

  test('the question for a target is repeated when it may help, and not otherwise', async () => {
    const storage = new Storage(200);
    const { send, asked } = setUp(storage, ['network', 'provider_unavailable', put]);
    await send();
    expect(asked).toHaveLength(3);
    await expect(setUp(storage, ['session_expired']).send()).rejects.toMatchObject({
      code: 'session_expired',
    });
    const down = setUp(storage, ['network']);
    await expect(down.send()).rejects.toMatchObject({ code: 'network' });
    expect(down.asked).toHaveLength(5);
  });

  test('abort stops the transfer and rejects', async () => {
    const storage = new Storage('hang');
    const control = new AbortController();
    const { send, progress } = setUp(storage);
    const sending = send(control.signal);
    sending.catch(() => {});
    await expect.poll(() => progress, { interval: 1 }).toEqual([5]);
    control.abort();
    await expect(sending).rejects.toMatchObject({ code: 'aborted' });
    expect(storage.aborted).toBe(1);
  });

  test('without a connection it waits for one after a failure, and no longer than it should', async () => {
    const listeners: (() => void)[] = [];
    const storage = new Storage('network', 200);
    const { send } = setUp(storage, [put], {
      connection: {
        isOnline: () => false,
        onOnline: (callback) => {
          listeners.push(callback);
          queueMicrotask(callback);
          return () => {};
        },
      },
      clock: {
        now: () => 0,
        sleep: (ms, signal) =>
          new Promise((resolve, reject) => {
            if (ms < 60_000) return resolve();
            signal.addEventListener('abort', () => reject(new KycError('aborted')));
          }),
      },
    });
    await send();
    expect(storage.sent).toHaveLength(2);
    expect(listeners).toHaveLength(1);

    const gone = new Storage('network');
    const offline = setUp(gone, [put], {
      connection: { isOnline: () => false, onOnline: () => () => {} },
    });
    await expect(offline.send()).rejects.toMatchObject({ code: 'network' });
    expect(offline.slept).toEqual([60_000]);
    expect(gone.sent).toHaveLength(1);
  });

  test('a device that wrongly says it is offline is not kept waiting', async () => {
    const storage = new Storage(200);
    const { send, slept } = setUp(storage, [put], {
      connection: { isOnline: () => false, onOnline: () => () => {} },
    });
    await send();
    expect(slept).toEqual([]);
  });

  test('progress never goes back, and is whole only when the bytes were taken', async () => {
    const storage = new Storage(500, 'network', 'abort', 200);
    const { send, progress } = setUp(storage);
    await send();
    expect(storage.sent).toHaveLength(4);
    expect(progress).toEqual([5, 14, 15]);
    const failed = setUp(new Storage(400));
    await expect(failed.send()).rejects.toMatchObject({ code: 'upload_failed' });
    expect(failed.progress).toEqual([5, 14]);
  });

  test('a wait that the storage asks for is kept, and one that is too long is handed on', async () => {
    const storage = new Storage(503, 200);
    storage.answerHeaders = 'a: b\r\nRetry-After: 7\r\nz: y\r\n';
    const { send, slept } = setUp(storage);
    await send();
    expect(slept).toEqual([7000]);
    const busy = new Storage(503);
    busy.answerHeaders = 'retry-after: 3600\r\n';
    await expect(setUp(busy).send()).rejects.toMatchObject({
      code: 'upload_failed',
      retryAfterMs: 3_600_000,
    });
    expect(busy.sent).toHaveLength(1);
  });

  test('a header that the browser will not set is upload_failed, at once', async () => {
    const storage = new Storage(200);
    const odd: UploadTarget = { ...put, headers: { 'a b': 'c' } };
    await expect(setUp(storage, [odd]).send()).rejects.toMatchObject({ code: 'upload_failed' });
    expect(storage.sent).toEqual([]);
  });

  test('a picture that cannot be read any more', async () => {
    const gone = new Blob([]);
    gone.arrayBuffer = () => Promise.reject(new DOMException('', 'NotReadableError'));
    const uploads = createUploads({
      api: { requestUpload: () => Promise.reject(new KycError('server_error')), authorize: async () => null },
      clock: { now: () => 0, sleep: async () => {} },
    });
    await expect(uploads.send('ktp', gone, () => {}, never)).rejects.toMatchObject({
      code: 'file_unreadable',
    });
  });
});

describe('a transfer that stalls', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  /** Begins once the bytes have been read, which no fake timer brings about. */
  const begun = async (storage: Storage, times: number): Promise<void> => {
    for (let turn = 0; storage.sent.length < times && turn < 1000; turn += 1) {
      await new Promise((next) => setImmediate(next));
    }
    expect(storage.sent).toHaveLength(times);
  };

  test.each([
    ['silence', STALL_MS],
    ['hang', STALL_MS],
  ] as const)('at %s is broken off after %i ms and tried again', async (answer, ms) => {
    const storage = new Storage(answer, 200);
    const sending = setUp(storage).send();
    await begun(storage, 1);
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(storage.aborted).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    await sending;
    expect(storage.aborted).toBe(1);
    expect(storage.sent).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the session token', () => {
  const own = 'https://kyc.example/v1/flow/uploads/ktp/content';
  const through: UploadTarget = { ...put, url: own };
  const refusal = (code: string): string => JSON.stringify({ error: { code, message: 'No.' } });

  /** An api as the real one: a token for its own address only. */
  const withToken = (storage: Storage, target: UploadTarget) => {
    const asked: string[] = [];
    const uploads = createUploads({
      api: {
        requestUpload: async ({ slot }) => {
          asked.push(slot);
          return target;
        },
        authorize: async (slot, url) => (slot === 'ktp' && url === own ? 'Bearer secret' : null),
      },
      clock: { now: () => 0, sleep: async () => {} },
      createXhr: () => storage.createXhr(),
      random: () => 0,
      connection: { isOnline: () => true, onOnline: () => () => {} },
    });
    return { asked, send: () => uploads.send('ktp', file, () => {}, never) };
  };

  test('goes with the bytes that pass through our own server', async () => {
    const storage = new Storage(204);
    await withToken(storage, through).send();
    expect(storage.sent[0]?.headers).toEqual({
      authorization: 'Bearer secret',
      'content-type': 'image/jpeg',
    });
    expect(storage.sent[0]?.credentials).toBe(false);
  });

  test.each([put, post])('never goes to a storage ($method)', async (target) => {
    const storage = new Storage(403, 'network', 503, 200);
    await withToken(storage, target).send();
    expect(storage.sent).toHaveLength(4);
    expect(JSON.stringify(storage.sent.map(({ headers, url }) => [headers, url]))).not.toContain('secret');
    expect(storage.sent.flatMap(({ headers }) => Object.keys(headers))).not.toContain('authorization');
  });

  test("our server's codes are read, a storage's are not", async () => {
    const streamed = new Storage(422);
    streamed.body = refusal('file_too_small');
    await expect(withToken(streamed, through).send()).rejects.toMatchObject({ code: 'file_too_small' });
    const storage = new Storage(422);
    storage.body = refusal('session_closed');
    await expect(withToken(storage, put).send()).rejects.toMatchObject({ code: 'upload_failed' });
  });

  test('that has expired on the way is mended by asking again', async () => {
    const storage = new Storage(401, 200);
    storage.body = refusal('token_expired');
    const { send, asked } = withToken(storage, through);
    await send();
    expect(asked).toEqual(['ktp', 'ktp']);
  });
});
