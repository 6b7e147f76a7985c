import { type Failure, OneKycError } from './errors.ts';
import type { TestValues } from './outcomes.ts';
import type { Token, Tokens } from './tokens.ts';

/** Failures that a user's test values ask for. */
export class Misbehaviour {
  readonly #tokens: Tokens;
  /** How often `flaky` users have called. */
  readonly #calls = new Map<string, number>();
  /** `token-once` users whose first token was taken away. */
  readonly #refused = new Set<string>();

  constructor(tokens: Tokens) {
    this.#tokens = tokens;
  }

  clear(): void {
    this.#calls.clear();
    this.#refused.clear();
  }

  /** @throws OneKycError `badToken` for the first token of `token-once`, unavailable for every other call of `flaky` */
  check(userId: string, values: TestValues, token: Token, badToken: Failure): void {
    if (values.has('token-once') && token.type === 'user' && !this.#refused.has(userId)) {
      this.#refused.add(userId);
      this.#tokens.revoke(token.id);
      throw new OneKycError(badToken);
    }
    if (!values.has('flaky')) return;
    const calls = this.#calls.get(userId) ?? 0;
    this.#calls.set(userId, calls + 1);
    if (calls % 2 === 0) throw new OneKycError('unavailable');
  }
}
