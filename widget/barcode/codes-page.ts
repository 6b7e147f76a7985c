import { canDrawOffscreen, type OpenCanvas, offscreen } from './decode.ts';
import { type Answer, answerIn, type Question, type Surroundings } from './question.ts';

const element: OpenCanvas = (width, height) => {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return context as unknown as OffscreenCanvasRenderingContext2D | null;
};

const surroundings: Surroundings = {
  open: canDrawOffscreen() ? offscreen : element,
  // The page stands still during each try.
  bounds: { prints: 6, ms: 3000 },
  script: async () => (await import('./zxing.ts')).readByScript,
  wasm: async () => (await import('./zxing-wasm.ts')).openWasmReader,
};

/** The worker's work, done in the page. */
export const answerInPage = (question: Question, signal: AbortSignal): Promise<Answer> =>
  answerIn(surroundings, question, signal);
