/** The ways that `screenshots.ts` goes: every provider, every screen. */
import { enxtai, onekyc, ost, problems, results } from './walks/capture.ts';
import { ctos, denied, patience, returning, truestack } from './walks/hosted.ts';
import { language, readme } from './walks/others.ts';
import type { Walk } from './walks/walk.ts';

export type { Walk };

export const walks: Readonly<Record<string, Walk>> = {
  onekyc,
  results,
  problems,
  denied,
  ost,
  enxtai,
  ctos,
  truestack,
  patience,
  returning,
  id: language('id'),
  ms: language('ms'),
  readme,
};
