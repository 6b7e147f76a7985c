/** Judges frames one after another in a worker and says how long each took, in milliseconds. */
import type { Frame } from '../../../widget/quality/types.ts';
import { judge } from '../../../widget/quality/verdict.ts';

interface Task {
  readonly frames: readonly Frame[];
  readonly rounds: number;
}

self.addEventListener('message', ({ data: { frames, rounds } }: MessageEvent<Task>) => {
  // The first rounds are the compiler's.
  for (let round = 0; round < 4; round++) for (const frame of frames) judge(frame);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const frame of frames) {
      const start = performance.now();
      judge(frame);
      times.push(performance.now() - start);
    }
  }
  self.postMessage(times);
});
