import { describe, expect, test } from 'vitest';
import { chooseDelegate, FASTER, SAMPLES, SLOW_MS, type Trial, trialOf, WARM_UP } from './delegate.ts';

/** What is wished for, in order, when pictures take this long on each of the two. */
function wishes(cpuMs: number, gpuMs: number, firstGpuMs = gpuMs): (string | null)[] {
  let trial: Trial = trialOf();
  const wished: (string | null)[] = [];
  for (let picture = 0; picture < 3 * (SAMPLES + WARM_UP); picture += 1) {
    const onGpu = wished.at(-1) === 'gpu';
    const isFirst = onGpu && trial.taken.length < WARM_UP;
    trial = chooseDelegate(trial, isFirst ? firstGpuMs : onGpu ? gpuMs : cpuMs);
    if (trial.wants) wished.push(trial.wants);
  }
  expect(trial.phase).toBe('done');
  return wished;
}

describe('the choice of what computes', () => {
  test('a processor that keeps up is left alone', () => {
    expect(wishes(SLOW_MS - 1, 1)).toEqual([]);
  });

  test('where it is slow the graphics processor is tried, and stays when it is faster by a margin', () => {
    expect(wishes(100, 100 * FASTER - 1)).toEqual(['gpu']);
  });

  test('where it is not, the former one comes back, and nothing is tried again', () => {
    expect(wishes(100, 100 * FASTER + 1)).toEqual(['gpu', 'cpu']);
  });

  test('what its first pictures cost does not count', () => {
    expect(wishes(100, 20, 2000)).toEqual(['gpu']);
  });

  test('a single slow picture is no slow device', () => {
    let trial = trialOf();
    for (let picture = 0; picture < SAMPLES; picture += 1)
      trial = chooseDelegate(trial, picture === 3 ? 5000 : 20);
    expect(trial).toMatchObject({ phase: 'done', wants: null });
  });
});
