import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { type Ending, endingOf, type Pace, paceOf, type TestValues, type Verdict } from './outcomes.ts';

export type Stage = 'pending' | 'processing' | 'completed' | 'expired';

/** What just happened to a session: its page was opened, its pictures were handed in, or it came to an end. */
export type Change = 'opened' | 'submitted' | 'completed' | 'expired';

/** A session on a provider's own page. Times are milliseconds since the epoch. */
export interface HostedSession<Details> {
  /** The name that the provider's API gives it. */
  readonly id: string;
  /** The secret at the end of the page's address. */
  readonly token: string;
  readonly values: TestValues;
  readonly details: Details;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly expiresAt: number;
  readonly stage: Stage;
  /** The person's part is done; what is missing is the verdict. */
  readonly submitted: boolean;
  /** Null until `stage` is `completed`. */
  readonly verdict: Verdict | null;
}

type Entry<Details> = { -readonly [Key in keyof HostedSession<Details>]: HostedSession<Details>[Key] };

export interface SessionRules<Details> {
  readonly clock: Clock;
  /** From creation to expiry, in milliseconds. */
  readonly lifetimeMs: number;
  /** From the end of the person's part to the verdict, in milliseconds; 0 brings it at once. The second one for `+slow`. */
  readonly processingMs: number;
  readonly slowMs: number;
  /** Called with the session as it is after the change. */
  readonly onChange: (session: HostedSession<Details>, change: Change) => void;
}

/** What sessions there are, and what may happen to them. */
export class HostedSessions<Details> {
  readonly #rules: SessionRules<Details>;
  readonly #byId = new Map<string, Entry<Details>>();

  constructor(rules: SessionRules<Details>) {
    this.#rules = rules;
  }

  create(id: string, values: TestValues, details: Details): HostedSession<Details> {
    const { clock, lifetimeMs } = this.#rules;
    const now = clock.now();
    const entry: Entry<Details> = {
      id,
      token: randomBytes(18).toString('base64url'),
      values,
      details,
      createdAt: now,
      updatedAt: now,
      expiresAt: now + lifetimeMs,
      stage: 'pending',
      submitted: false,
      verdict: null,
    };
    this.#byId.set(id, entry);
    clock.after(lifetimeMs, () => this.#expire(entry));
    return { ...entry };
  }

  /** The oldest first. */
  all(): readonly HostedSession<Details>[] {
    return [...this.#byId.values()].map((entry) => ({ ...entry }));
  }

  find(id: string): HostedSession<Details> | undefined {
    const entry = this.#byId.get(id);
    return entry && { ...entry };
  }

  byToken(token: string): HostedSession<Details> | undefined {
    const entry = [...this.#byId.values()].find((one) => one.token === token);
    return entry && { ...entry };
  }

  clear(): void {
    this.#byId.clear();
  }

  /** The person came to the page. Only the first time counts. */
  open(id: string): void {
    const entry = this.#byId.get(id);
    if (entry?.stage !== 'pending') return;
    entry.stage = 'processing';
    this.#changed(entry, 'opened');
  }

  /**
   * The person's part is done.
   * @returns false when it was done before, or when the session is not being worked on
   */
  submit(id: string, ending?: Ending): boolean {
    const entry = this.#byId.get(id);
    if (entry?.stage !== 'processing' || entry.submitted) return false;
    const end = ending ?? endingOf(entry.values);
    const pace: Pace = ending ? 'now' : paceOf(entry.values);
    if (end === 'expire') {
      this.#expire(entry);
      return true;
    }
    entry.submitted = true;
    this.#changed(entry, 'submitted');
    const { clock, processingMs, slowMs } = this.#rules;
    const wait = pace === 'slow' ? slowMs : processingMs;
    if (pace === 'never') return true;
    if (wait === 0) this.#complete(entry, end);
    else clock.after(wait, () => this.#complete(entry, end));
    return true;
  }

  /** Ends a session now, whether or not anybody has been on its page; without `ending` as its test values say. */
  finish(id: string, ending?: Ending): void {
    this.open(id);
    const entry = this.#byId.get(id);
    if (entry?.stage !== 'processing') return;
    const end = ending ?? endingOf(entry.values);
    if (end === 'expire') {
      this.#expire(entry);
      return;
    }
    if (!entry.submitted) {
      entry.submitted = true;
      this.#changed(entry, 'submitted');
    }
    this.#complete(entry, end);
  }

  /** The session runs out now, if it has not come to an end before. */
  expire(id: string): void {
    const entry = this.#byId.get(id);
    if (entry) this.#expire(entry);
  }

  #complete(entry: Entry<Details>, verdict: Verdict): void {
    if (entry.stage !== 'processing') return;
    entry.stage = 'completed';
    entry.verdict = verdict;
    this.#changed(entry, 'completed');
  }

  #expire(entry: Entry<Details>): void {
    if (entry.stage !== 'pending' && entry.stage !== 'processing') return;
    entry.stage = 'expired';
    this.#changed(entry, 'expired');
  }

  #changed(entry: Entry<Details>, change: Change): void {
    // A timer may outlive what `clear` forgot.
    if (this.#byId.get(entry.id) !== entry) return;
    entry.updatedAt = this.#rules.clock.now();
    this.#rules.onChange({ ...entry }, change);
  }
}
