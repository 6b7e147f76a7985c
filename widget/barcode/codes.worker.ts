import { serve } from '../worker-bridge.ts';
import { canDrawOffscreen, offscreen } from './decode.ts';
import { take } from './offer.ts';
import { type Answer, answerIn, type Question, type Surroundings } from './question.ts';

declare function importScripts(url: string): void;

// Thrown before the worker says that it is ready: the page then does the work itself.
if (!canDrawOffscreen() || typeof createImageBitmap !== 'function') throw new Error('No canvas in workers');

/** The built worker is a classic one, and loads scripts; the development server's is a module, which cannot. */
async function load(url: string): Promise<unknown> {
  return url.includes('type=module') ? import(/* @vite-ignore */ url) : importScripts(url);
}

const surroundings: Surroundings = {
  open: offscreen,
  bounds: { prints: 24, ms: 8000 },
  script: (url) => take('script', url, load),
  wasm: (url) => take('wasm', url, load),
};

serve<Question, Answer>(self, (question, signal) => answerIn(surroundings, question, signal));
