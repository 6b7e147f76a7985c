import type { Answer, Question } from './question.ts';

/** Where the script that looks for faces in a page puts what it offers. */
export const PAGE_OFFER = Symbol.for('kyc-flow faces');

export type PageOffer = () => {
  answer(question: Question, signal: AbortSignal): Promise<Answer>;
  close(): void;
};
