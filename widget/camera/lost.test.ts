import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MUTED_FOR_MS, watchTrack } from './lost.ts';

class FakeTrack extends EventTarget {
  muted = false;
  readonly readyState = 'live';
  mute(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
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

function watch(track = new FakeTrack()) {
  const page = new FakePage();
  const onLost = vi.fn();
  // The fakes have what is read of a track and a document.
  const stop = watchTrack(track as unknown as MediaStreamTrack, page as unknown as Document, onLost);
  return { track, page, onLost, stop };
}

test('an ended track is lost, once', () => {
  const { track, onLost } = watch();
  track.mute(true);
  track.dispatchEvent(new Event('ended'));
  track.dispatchEvent(new Event('ended'));
  vi.advanceTimersByTime(MUTED_FOR_MS);
  expect(onLost).toHaveBeenCalledTimes(1);
});

test('a track that stays muted is lost, a short silence is not', () => {
  const { track, onLost } = watch();
  track.mute(true);
  vi.advanceTimersByTime(MUTED_FOR_MS - 1);
  track.mute(false);
  vi.advanceTimersByTime(MUTED_FOR_MS);
  expect(onLost).not.toHaveBeenCalled();
  track.mute(true);
  vi.advanceTimersByTime(MUTED_FOR_MS);
  expect(onLost).toHaveBeenCalledTimes(1);
});

test('a track that came muted is waited for, no longer than another', () => {
  const track = new FakeTrack();
  track.muted = true;
  const { onLost } = watch(track);
  vi.advanceTimersByTime(MUTED_FOR_MS);
  expect(onLost).toHaveBeenCalledTimes(1);
});

test('in the background a phone may mute it as long as it likes', () => {
  const { track, page, onLost } = watch();
  page.show(false);
  track.mute(true);
  vi.advanceTimersByTime(10 * MUTED_FOR_MS);
  expect(onLost).not.toHaveBeenCalled();
  page.show(true);
  vi.advanceTimersByTime(MUTED_FOR_MS);
  expect(onLost).toHaveBeenCalledTimes(1);
});

test('nothing is told once the watch has ended', () => {
  const { track, onLost, stop } = watch();
  track.mute(true);
  stop();
  track.dispatchEvent(new Event('ended'));
  vi.advanceTimersByTime(MUTED_FOR_MS);
  expect(onLost).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});
