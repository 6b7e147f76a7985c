import { KycError } from '../errors.ts';
import { type Canvas, createLandmarker, type Landmarker, type Surroundings } from './landmarker.ts';
import { measure } from './measure.ts';
import type { Answer, Question } from './question.ts';

/** Names of renderers that are programs: drawing by them is slower than computing. */
const SOFTWARE = /swiftshader|llvmpipe|software|basic render|mesa offscreen/i;

/** True where WebGL stands on a graphics processor, as far as the browser tells. */
function hasGpu(canvas: Canvas): boolean {
  const gl = canvas.getContext('webgl2') as WebGL2RenderingContext | null;
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = gl?.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof name === 'string' && name !== '' && !SOFTWARE.test(name);
}

/** Answers questions about faces, one landmarker at a time. */
export function createAnswerer(
  surroundings: Surroundings,
  openCanvas: () => Canvas,
): { answer: (question: Question, signal: AbortSignal) => Promise<Answer>; close: () => void } {
  let landmarker: Landmarker | null = null;
  const close = (): void => {
    landmarker?.close();
    landmarker = null;
  };
  return {
    close,
    async answer(question, signal) {
      if (question.type === 'open') {
        const made = await createLandmarker(question, surroundings);
        // Whoever asked has gone: an orphan would keep its memory for ever.
        if (signal.aborted) {
          made.close();
          throw new KycError('aborted');
        }
        close();
        landmarker = made;
        return { type: 'opened', hasGpu: hasGpu(openCanvas()) };
      }
      if (!landmarker) throw new KycError('browser_unsupported');
      const { frame, at } = question;
      const begun = performance.now();
      const reading = measure(landmarker.detect(frame, at), frame, at);
      return { type: 'reading', reading, tookMs: performance.now() - begun };
    },
  };
}
