import type { Frame } from '../quality/types.ts';
import type { Studio } from './canvas.ts';
import type { Target } from './compress.ts';
import { readFileHeader } from './decode.ts';
import { type PrepareQuestion, preparePicture } from './prepare.ts';

/** What the page asks: to prepare a picture, or to make a prepared one smaller with the code at `compressor`. */
export type Question =
  | ({ readonly kind: 'prepare' } & PrepareQuestion)
  | ({ readonly kind: 'compress'; readonly picture: Blob; readonly compressor: string } & Target);

export interface Answer {
  readonly blob: Blob;
  /** Comes with a prepared picture. */
  readonly frame?: Frame;
  readonly width?: number;
  readonly height?: number;
}

type Compressor = typeof import('./compress.ts');

/** Answers in a worker or in the page. */
export async function answerIn(studio: Studio, question: Question, signal: AbortSignal): Promise<Answer> {
  if (question.kind === 'prepare') return preparePicture(studio, question, signal);
  const { compress }: Compressor = await import(/* @vite-ignore */ question.compressor);
  const blob = await compress(question.picture, question, signal);
  const { width, height } = await readFileHeader(blob);
  return { blob, width, height };
}
