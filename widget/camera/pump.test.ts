import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scaledSize } from './frames.ts';
import { pump } from './pump.ts';

/** A source that the test drives by hand; time passes only when it says so. */
function source(perSecond = 10) {
  const stop = new AbortController();
  let time = 0;
  let waiting: (() => void) | null = null;
  let made = 0;
  const options = {
    perSecond,
    signal: stop.signal,
    next: (callback: () => void) => {
      waiting = callback;
      return () => {
        waiting = null;
      };
    },
    now: () => time,
    grab: (): number | null => {
      made += 1;
      return made;
    },
  };
  const tick = async (ms: number): Promise<void> => {
    time += ms;
    const callback = waiting;
    waiting = null;
    callback?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { options, stop, tick, isWaiting: () => waiting !== null };
}

test('the next item is not asked for while the last one is at work', async () => {
  const { options, tick, isWaiting } = source();
  const seen: number[] = [];
  let finish = (): void => undefined;
  pump(options, (item) => {
    seen.push(item);
    return new Promise((resolve) => {
      finish = resolve;
    });
  });
  await tick(0);
  expect(isWaiting()).toBe(false);
  await tick(1000);
  expect(seen).toEqual([1]);
  finish();
  await tick(0);
  await tick(1000);
  expect(seen).toEqual([1, 2]);
});

test('items keep their distance', async () => {
  const { options, tick } = source(10);
  let count = 0;
  pump(options, async () => {
    count += 1;
  });
  for (let i = 0; i < 61; i += 1) await tick(16);
  // One at 16 ms, then one each 112 ms, the first multiple of 16 that is 100 or more.
  expect(count).toBe(1 + Math.floor((60 * 16) / 112));
});

test('a handler or a source that fails costs one item', async () => {
  const { options, tick } = source();
  const fail = (): never => {
    throw new Error('no');
  };
  const grabs = [() => 1, () => 2, fail, () => 4];
  const seen: number[] = [];
  pump({ ...options, grab: () => grabs.shift()?.() ?? null }, (item): Promise<void> => {
    seen.push(item);
    return item === 1 ? fail() : Promise.reject(new DOMException('gone', 'AbortError'));
  });
  for (let i = 0; i < 4; i += 1) await tick(100);
  expect(seen).toEqual([1, 2, 4]);
});

test('a device that is slow with them gets fewer, and as many again once it is quick', async () => {
  const { options, tick } = source(10);
  let ms = 200;
  let count = 0;
  // Each item takes so long of the test's own time.
  let time = 0;
  const now = (): number => time;
  pump({ ...options, now }, async () => {
    count += 1;
    time += ms;
  });
  const countFor = async (span: number): Promise<number> => {
    const [before, until] = [count, time + span];
    while (time < until) {
      time += 10;
      await tick(10);
    }
    return count - before;
  };
  await countFor(5_000);
  // One in 400 ms, where 200 ms of work alone would leave room for five a second.
  expect(await countFor(4_000)).toBe(10);
  ms = 5;
  await countFor(3_000);
  expect(await countFor(4_000)).toBeGreaterThan(35);
});

test('nothing to grab is no reason to end or to wait longer', async () => {
  const { options, tick } = source();
  let isReady = false;
  const seen: number[] = [];
  pump({ ...options, grab: () => (isReady ? 7 : null) }, async (item) => void seen.push(item));
  await tick(100);
  isReady = true;
  await tick(1);
  expect(seen).toEqual([7]);
});

test('the signal ends it, also while an item is at work', async () => {
  const { options, stop, tick, isWaiting } = source();
  let finish = (): void => undefined;
  pump(options, () => new Promise((resolve) => (finish = resolve)));
  await tick(0);
  stop.abort();
  finish();
  await tick(1000);
  expect(isWaiting()).toBe(false);

  const second = source();
  pump(second.options, async () => undefined);
  second.stop.abort();
  expect(second.isWaiting()).toBe(false);
});

test('a scaled size keeps the ratio, fits, and never grows', () => {
  expect(scaledSize(1920, 1080, 640)).toEqual({ width: 640, height: 360 });
  expect(scaledSize(1080, 1920, 640)).toEqual({ width: 360, height: 640 });
  expect(scaledSize(320, 240, 640)).toEqual({ width: 320, height: 240 });
  const side = fc.integer({ min: 1, max: 8000 });
  fc.assert(
    fc.property(side, side, side, (width, height, longSide) => {
      const scaled = scaledSize(width, height, longSide);
      expect(Math.max(scaled.width, scaled.height)).toBeLessThanOrEqual(Math.max(1, longSide));
      expect(scaled.width).toBeLessThanOrEqual(width);
      expect(scaled.height).toBeLessThanOrEqual(height);
      expect(Math.min(scaled.width, scaled.height)).toBeGreaterThanOrEqual(1);
    }),
  );
});
