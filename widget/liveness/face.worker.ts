import { serve } from '../worker-bridge.ts';
import { createAnswerer } from './answer.ts';
import type { Answer, Question } from './question.ts';

declare function importScripts(url: string): void;

// Thrown before the worker says that it is ready: the page then looks for faces itself. Some browsers have the class and no WebGL for it.
if (typeof OffscreenCanvas === 'undefined' || !new OffscreenCanvas(1, 1).getContext('webgl2'))
  throw new Error('No WebGL in workers');

// MediaPipe tells every start to the console, and there is nobody else here to listen to.
for (const name of ['log', 'info', 'warn', 'error'] as const) console[name] = () => undefined;

const { answer } = createAnswerer(
  {
    importModule: (url) => import(/* @vite-ignore */ url),
    loadScript: async (url) => importScripts(url),
  },
  () => new OffscreenCanvas(1, 1),
);

serve<Question, Answer>(self, answer);
