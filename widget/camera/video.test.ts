import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FIRST_PICTURE_MS, firstPicture, keepPlaying } from './video.ts';
import { abortable, either, withLimit } from './waiting.ts';

class FakeVideo extends EventTarget {
  readonly HAVE_METADATA = 1;
  readyState = 0;
  videoWidth = 0;
  paused = false;
  play = vi.fn(async () => {
    this.paused = false;
  });
  deliver(): void {
    this.readyState = 1;
    this.videoWidth = 1280;
    this.dispatchEvent(new Event('loadedmetadata'));
  }
}

class FakePage extends EventTarget {
  hidden = false;
  show(shown: boolean): void {
    this.hidden = !shown;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function scene() {
  const video = new FakeVideo();
  const page = new FakePage();
  const leaving = new AbortController();
  // The fakes have what is read of a video and a document.
  const parts = [video as unknown as HTMLVideoElement, page as unknown as Document] as const;
  return { video, page, parts, leaving };
}

describe('the first picture', () => {
  test('is there when its size is known, and leaves no timer', async () => {
    const { video, parts, leaving } = scene();
    const first = firstPicture(...parts, leaving.signal);
    video.dispatchEvent(new Event('loadedmetadata'));
    video.deliver();
    await expect(first).resolves.toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
    await expect(firstPicture(...parts, leaving.signal)).resolves.toBeUndefined();
  });

  test('that never comes is a failure, but not while nobody looks', async () => {
    const { page, parts, leaving } = scene();
    page.show(false);
    const first = firstPicture(...parts, leaving.signal);
    vi.advanceTimersByTime(5 * FIRST_PICTURE_MS);
    expect(vi.getTimerCount()).toBe(0);
    page.show(true);
    vi.advanceTimersByTime(FIRST_PICTURE_MS);
    await expect(first).rejects.toMatchObject({ code: 'camera_failed' });
  });

  test('is not waited for after the signal', async () => {
    const { parts, leaving } = scene();
    const first = firstPicture(...parts, leaving.signal);
    leaving.abort();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    expect(vi.getTimerCount()).toBe(0);
    await expect(firstPicture(...parts, leaving.signal)).rejects.toMatchObject({ code: 'aborted' });
  });
});

test('what played before the page was hidden plays again; what was paused stays so', () => {
  const { video, page, parts } = scene();
  const stop = keepPlaying(...parts);
  page.show(false);
  video.paused = true;
  page.show(true);
  expect(video.play).toHaveBeenCalledTimes(1);
  video.paused = true;
  page.show(false);
  page.show(true);
  expect(video.play).toHaveBeenCalledTimes(1);
  video.paused = false;
  page.show(false);
  stop();
  video.paused = true;
  page.show(true);
  expect(video.play).toHaveBeenCalledTimes(1);
});

describe('waiting', () => {
  const never = new Promise<number>(() => undefined);

  test('no longer than the limit, which a failure ends too', async () => {
    const slow = withLimit(never, 3000);
    vi.advanceTimersByTime(3000);
    expect(await slow).toBeNull();
    expect(await withLimit(Promise.reject(new Error('no')), 3000)).toBeNull();
    expect(await withLimit(Promise.resolve(7), 3000)).toBe(7);
    await Promise.resolve();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('no longer than the signal', async () => {
    const leaving = new AbortController();
    const waits = abortable(never, leaving.signal);
    leaving.abort();
    await expect(waits).rejects.toMatchObject({ code: 'aborted' });
    await expect(abortable(Promise.resolve(7), leaving.signal)).rejects.toMatchObject({ code: 'aborted' });
    expect(await abortable(Promise.resolve(7), new AbortController().signal)).toBe(7);
  });

  test('for either of two signals', () => {
    const [a, b] = [new AbortController(), new AbortController()];
    const both = either(a.signal, b.signal);
    expect(both.aborted).toBe(false);
    b.abort();
    expect(both.aborted).toBe(true);
    expect(either(a.signal, b.signal).aborted).toBe(true);
  });
});
