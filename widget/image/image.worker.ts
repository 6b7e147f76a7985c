import { serve } from '../worker-bridge.ts';
import { canDrawOffscreen, offscreen } from './canvas.ts';
import { type Answer, answerIn, type Question } from './question.ts';

// Thrown before the worker says that it is ready: the page then does the work itself.
if (!canDrawOffscreen()) throw new Error('No canvas in workers');

serve<Question, Answer>(
  self,
  (question, signal) => answerIn(offscreen, question, signal),
  ({ frame }) => (frame ? [frame.data.buffer] : []),
);
