import { Outage } from './errors.ts';
import type { TestValues } from './outcomes.ts';

/** Failures that a user's test values ask for. */
export class Misbehaviour {
  /** How often `flaky` users were asked about. */
  readonly #calls = new Map<number, number>();
  /** `busy` users whose first submission was turned away. */
  readonly #turnedAway = new Set<number>();

  #lost = 0;

  /** The next `count` submissions are taken, and their answers lost. */
  loseNext(count: number): void {
    this.#lost += count;
  }

  /** Called once for each submission that was taken. */
  isLost(): boolean {
    if (this.#lost === 0) return false;
    this.#lost -= 1;
    return true;
  }

  clear(): void {
    this.#lost = 0;
    this.#calls.clear();
    this.#turnedAway.clear();
  }

  /** @throws Outage before anything was done */
  check(userId: number, values: TestValues, isSubmission: boolean): void {
    if (values.has('down')) throw new Outage(503);
    if (values.has('busy') && isSubmission && !this.#turnedAway.has(userId)) {
      this.#turnedAway.add(userId);
      throw new Outage(429, 1);
    }
    if (!values.has('flaky')) return;
    const calls = this.#calls.get(userId) ?? 0;
    this.#calls.set(userId, calls + 1);
    if (calls % 2 === 0) throw new Outage(500);
  }
}
