import { KycError } from '../errors.ts';
import type { Codes } from '../runtime/ports.ts';

/** Reads what it is told to, when it is told to. */
export class FakeCodes implements Codes {
  readonly log: string[] = [];
  /** Corners that came with each picture. */
  readonly outlines: unknown[] = [];
  /** What the next picture says; undefined: nothing until `answer` is called. */
  text: string | null | undefined = null;
  #answer: (text: string | null) => void = () => undefined;

  warm(): void {
    this.log.push('warm');
  }

  read(...[, { outline }, signal]: Parameters<Codes['read']>): Promise<string | null> {
    this.log.push('read');
    this.outlines.push(outline);
    if (this.text !== undefined) return Promise.resolve(this.text);
    return new Promise((resolve, reject) => {
      this.#answer = resolve;
      signal.addEventListener('abort', () => {
        this.log.push('aborted');
        reject(new KycError('aborted'));
      });
    });
  }

  answer(text: string | null): void {
    this.#answer(text);
  }

  close(): void {
    this.log.push('close');
  }
}
