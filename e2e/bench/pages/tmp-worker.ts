import { findOutline } from '../../../widget/quality/outline/index.ts';
self.addEventListener('message', ({ data: { frames, rounds } }: MessageEvent<any>) => {
  for (let round = 0; round < 6; round++) for (const frame of frames) findOutline(frame);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) for (const frame of frames) { const s = performance.now(); findOutline(frame); times.push(performance.now() - s); }
  self.postMessage(times);
});
