import { canDrawOffscreen, offscreen, type Studio } from './canvas.ts';
import { type Answer, answerIn, type Question } from './question.ts';

/** A canvas element does all that we ask of an OffscreenCanvas, encoding apart. */
const element: Studio = {
  createCanvas(width, height) {
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    return canvas as unknown as OffscreenCanvas;
  },
  encode: (canvas, type, quality) =>
    new Promise((resolve) => (canvas as unknown as HTMLCanvasElement).toBlob(resolve, type, quality)),
  decode: null,
};

/** By an image element, which every browser turns upright. */
async function decode(file: Blob): Promise<{ source: HTMLImageElement; width: number; height: number }> {
  const source = new Image();
  const url = URL.createObjectURL(file);
  try {
    source.src = url;
    await source.decode();
  } finally {
    URL.revokeObjectURL(url);
  }
  return { source, width: source.naturalWidth, height: source.naturalHeight };
}

/** The worker's work, done in the page. */
export function answerInPage(question: Question, signal: AbortSignal): Promise<Answer> {
  const studio = canDrawOffscreen() ? offscreen : element;
  return answerIn({ ...studio, decode }, question, signal);
}
