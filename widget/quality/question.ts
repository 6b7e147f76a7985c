import type { Frame, JudgeOptions } from './types.ts';

/** What the page asks the worker; the answer is a Verdict. */
export interface Question {
  readonly frame: Frame;
  readonly options: JudgeOptions;
}
