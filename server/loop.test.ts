import { expect, test, vi } from 'vitest';
import { createLoop } from './loop.ts';
import { gate, settled } from './sessions/testing.ts';

const quiet = { error: () => undefined };

test('runs one at a time, and once more when it was woken meanwhile', async () => {
  const held = gate();
  const task = vi.fn(() => held.promise);
  const loop = createLoop(task, 60_000, 'sample', quiet);
  loop.start();
  loop.wake();
  loop.wake();
  await settled();
  expect(task).toHaveBeenCalledTimes(1);
  held.open();
  await settled();
  expect(task).toHaveBeenCalledTimes(2);
  await loop.stop();
  loop.wake();
  await settled();
  expect(task).toHaveBeenCalledTimes(2);
});

test('goes on after a failure, and says so', async () => {
  const error = vi.fn();
  const task = vi.fn(async () => undefined);
  task.mockRejectedValueOnce(new Error('sample'));
  const loop = createLoop(task, 60_000, 'sample', { error });
  loop.start();
  await settled();
  expect(error).toHaveBeenCalledTimes(1);
  loop.wake();
  await settled();
  expect(task).toHaveBeenCalledTimes(2);
  await loop.stop();
});

test('tells the task when it is to stop, and waits for it', async () => {
  const ends: string[] = [];
  const loop = createLoop(
    ({ signal }) =>
      new Promise((done) =>
        signal.addEventListener('abort', () => {
          ends.push('aborted');
          done();
        }),
      ),
    60_000,
    'sample',
    quiet,
  );
  loop.start();
  await settled();
  await loop.stop();
  expect(ends).toEqual(['aborted']);
});
