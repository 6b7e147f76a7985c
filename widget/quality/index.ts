import type { Quality } from '../runtime/ports.ts';
import { createBridge } from '../worker-bridge.ts';
import url from './quality.worker.ts?worker&url';
import type { Question } from './question.ts';

export interface QualityOptions {
  /** Address of the worker's script, when it does not lie beside this one. */
  readonly workerUrl?: string;
  /** The worker ends after this long without a picture, in milliseconds. */
  readonly idleMs?: number;
}

/**
 * Judges pictures in a worker, one at a time, and in the page where no worker can be started. Frames are copied to
 * the worker, not moved: the caller keeps its own, and a worker that breaks costs no picture.
 */
export function createQuality(settings: QualityOptions = {}): Quality {
  const { warm, ask, close } = createBridge({
    url: settings.workerUrl ?? url,
    inPage: async () => {
      const { judge } = await import('./verdict.ts');
      return async ({ frame, options }: Question) => judge(frame, options);
    },
    fallbackCode: 'browser_unsupported',
    ...(settings.idleMs === undefined ? {} : { idleMs: settings.idleMs }),
  });
  return { warm, close, judge: (frame, options, signal) => ask({ frame, options }, signal) };
}
