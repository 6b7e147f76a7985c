import type { Frame } from '../quality/types.ts';
import type { Studio } from './canvas.ts';
import type { Target } from './compress.ts';
import { readFileHeader } from './decode.ts';
import { type MakeQuestion, makePicture, type OpenQuestion, openPicture } from './prepare.ts';

/** What the page asks: to open a picture, to make of it what a slot takes, or to make that lighter with the code at `compressor`. */
export type Question =
  | ({ readonly kind: 'open' } & OpenQuestion)
  | ({ readonly kind: 'make' } & MakeQuestion)
  | ({ readonly kind: 'compress'; readonly picture: Blob; readonly compressor: string } & Target);

export interface Answer {
  readonly width: number;
  readonly height: number;
  /** Of an opened picture. */
  readonly frame?: Frame;
  /** Of one that was made. */
  readonly blob?: Blob;
}

type Compressor = typeof import('./compress.ts');

/** Answers in a worker or in the page. */
export async function answerIn(studio: Studio, question: Question, signal: AbortSignal): Promise<Answer> {
  if (question.kind === 'open') return openPicture(studio, question, signal);
  if (question.kind === 'make') return makePicture(studio, question, signal);
  const { compress }: Compressor = await import(/* @vite-ignore */ question.compressor);
  const blob = await compress(question.picture, question, signal);
  const { width, height } = await readFileHeader(blob);
  return { blob, width, height };
}
