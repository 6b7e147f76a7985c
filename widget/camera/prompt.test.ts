import { describe, expect, test } from 'vitest';
import { requestAny, towards } from './constraints.ts';
import { Prompt } from './prompt.ts';

interface FakeStream {
  readonly stream: MediaStream;
  readonly isLive: () => boolean;
}

function fakeStream(): FakeStream {
  let live = true;
  const track = {
    stop: () => {
      live = false;
    },
  };
  return { stream: { getTracks: () => [track] } as unknown as MediaStream, isLive: () => live };
}

/** Requests that wait until the test answers them. */
function gate() {
  const asked: PromiseWithResolvers<MediaStream>[] = [];
  const request = (): Promise<MediaStream> => {
    const answer = withResolvers<MediaStream>();
    asked.push(answer);
    return answer.promise;
  };
  return { asked, request };
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the prompt', () => {
  test('asks in the same task', () => {
    const { asked, request } = gate();
    void new Prompt().ask('environment', request, new AbortController().signal);
    expect(asked).toHaveLength(1);
  });

  test('stops the stream that comes after everyone left', async () => {
    const { asked, request } = gate();
    const leaving = new AbortController();
    const answer = new Prompt().ask('environment', request, leaving.signal);
    leaving.abort();
    await expect(answer).rejects.toMatchObject({ code: 'aborted' });
    const late = fakeStream();
    asked[0]?.resolve(late.stream);
    await settled();
    expect(late.isLive()).toBe(false);
  });

  test('is joined by who asks again before it was answered', async () => {
    const { asked, request } = gate();
    const prompt = new Prompt();
    const leaving = new AbortController();
    const first = prompt.ask('environment', request, leaving.signal);
    leaving.abort();
    const second = prompt.ask('environment', request, new AbortController().signal);
    const only = fakeStream();
    asked[0]?.resolve(only.stream);
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    expect(await second).toBe(only.stream);
    expect(only.isLive()).toBe(true);
    expect(asked).toHaveLength(1);
  });

  test('is asked anew for the other side, and the older stream is stopped', async () => {
    const { asked, request } = gate();
    const prompt = new Prompt();
    const { signal } = new AbortController();
    const rear = prompt.ask('environment', request, signal);
    const front = prompt.ask('user', request, signal);
    const [late, wanted] = [fakeStream(), fakeStream()];
    asked[0]?.resolve(late.stream);
    asked[1]?.resolve(wanted.stream);
    await expect(rear).rejects.toMatchObject({ code: 'aborted' });
    expect(await front).toBe(wanted.stream);
    expect([late.isLive(), wanted.isLive()]).toEqual([false, true]);
  });

  test('passes a refusal on and asks again after it', async () => {
    const { asked, request } = gate();
    const prompt = new Prompt();
    const { signal } = new AbortController();
    const refused = prompt.ask('environment', request, signal);
    asked[0]?.reject(new DOMException('no', 'NotAllowedError'));
    await expect(refused).rejects.toMatchObject({ name: 'NotAllowedError' });
    void prompt.ask('environment', request, signal);
    expect(asked).toHaveLength(2);
  });
});

describe('what is asked of the browser', () => {
  /** A browser that fails with these names in turn, then delivers. */
  const browser = (...failures: string[]) => {
    const asked: (MediaStreamConstraints | undefined)[] = [];
    const { stream } = fakeStream();
    const getUserMedia = async (constraints?: MediaStreamConstraints): Promise<MediaStream> => {
      asked.push(constraints);
      const name = failures.shift();
      if (name) throw { name };
      return stream;
    };
    return { getUserMedia, asked, stream };
  };
  const wanted = (): boolean => true;

  test('wishes only: nothing is exact, nothing is heard', async () => {
    const media = browser();
    expect(await requestAny(media, towards('environment'), wanted)).toBe(media.stream);
    expect(media.asked).toEqual([
      {
        audio: false,
        video: { facingMode: { ideal: 'environment' }, width: { ideal: 1920 }, height: { ideal: 1080 } },
      },
    ]);
  });

  test('any camera, where the wishes cannot be fulfilled', async () => {
    const media = browser('OverconstrainedError');
    expect(await requestAny(media, towards('user'), wanted)).toBe(media.stream);
    expect(media.asked[1]).toEqual({ audio: false, video: true });
  });

  test.each([
    [['OverconstrainedError', 'OverconstrainedError'], 'camera_missing', 2],
    [['NotAllowedError'], 'camera_denied', 1],
    [['NotReadableError'], 'camera_busy', 1],
  ])('%j rejects with %s after %i tries', async (failures, code, tries) => {
    const media = browser(...failures);
    await expect(requestAny(media, towards('user'), wanted)).rejects.toMatchObject({ code });
    expect(media.asked).toHaveLength(tries);
  });

  test('no second try when nobody waits any more', async () => {
    const media = browser('OverconstrainedError');
    const request = requestAny(media, towards('user'), () => false);
    await expect(request).rejects.toMatchObject({ code: 'aborted' });
    expect(media.asked).toHaveLength(1);
  });
});
