import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { OneKycError } from './errors.ts';
import type { ImageInfo } from './image.ts';
import { type FinalStatus, parseTestValues, type TestValues, type Verdict, verdictOf } from './outcomes.ts';

export type SubmissionStatus = 'INITIATED' | 'IN_PROGRESS' | FinalStatus;

export interface Submission {
  readonly id: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly documentKey: string;
  readonly documentReference: string;
  /** Where the presigned URLs of this submission lead to. */
  readonly objectKey: string;
  readonly values: TestValues;
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  readonly completedAt: number | null;
  readonly status: SubmissionStatus;
  readonly verdict: Verdict | null;
  /** What was found in the storage at confirm. */
  readonly image: ImageInfo | null;
  readonly urlsIssued: number;
  readonly polls: number;
}

type Entry = { -readonly [Key in keyof Submission]: Submission[Key] } & { confirming: boolean };

export interface SubmissionRules {
  readonly clock: Clock;
  readonly documentKey: string;
  /** From confirm to the verdict, in milliseconds; with `+slow` the second one. */
  readonly processingMs: number;
  readonly slowMs: number;
  /** The verdict comes with this many status calls, if it has not come by time. */
  readonly finishAfterPolls: number | null;
  /** Called with every submission that reached COMPLETED or ERROR. */
  readonly onFinal: (submission: Submission) => void;
}

/** What submissions there are, and what may happen to them. */
export class Submissions {
  readonly #rules: SubmissionRules;
  readonly #byId = new Map<string, Entry>();
  #usual: TestValues = new Set();

  constructor(rules: SubmissionRules) {
    this.#rules = rules;
  }

  /** What users get whose id ends in no test value, e.g. `+reject`. */
  setUsual(suffix: string): void {
    this.#usual = parseTestValues(suffix);
  }

  valuesOf(userId: string): TestValues {
    const own = parseTestValues(userId);
    return own.size > 0 ? own : this.#usual;
  }

  all(): readonly Submission[] {
    return [...this.#byId.values()];
  }

  clear(): void {
    this.#byId.clear();
  }

  find(id: string): Submission | undefined {
    return this.#byId.get(id);
  }

  latest(sessionId: string): Submission | undefined {
    return [...this.#byId.values()].reverse().find((entry) => entry.sessionId === sessionId);
  }

  /**
   * The submission that a urls call is about: the open one of the partner session, or a new one.
   * @throws OneKycError foreignSession, or stateConflict while the session's submission is being processed
   */
  open(userId: string, sessionId: string): Submission {
    const present = this.latest(sessionId);
    if (present && present.userId !== userId) throw new OneKycError('foreignSession');
    if (present?.status === 'IN_PROGRESS') throw new OneKycError('stateConflict');
    const entry = present?.status === 'INITIATED' ? this.#entry(present.id) : this.#create(userId, sessionId);
    entry.urlsIssued += 1;
    return entry;
  }

  #create(userId: string, sessionId: string): Entry {
    const id = randomUUID();
    const { documentKey, clock } = this.#rules;
    const entry: Entry = {
      id,
      userId,
      sessionId,
      documentKey,
      documentReference: randomUUID(),
      objectKey: `coe/${id}/${documentKey}`,
      values: this.valuesOf(userId),
      createdAt: clock.now(),
      completedAt: null,
      status: 'INITIATED',
      verdict: null,
      image: null,
      urlsIssued: 0,
      polls: 0,
      confirming: false,
    };
    this.#byId.set(id, entry);
    return entry;
  }

  #entry(id: string): Entry {
    const entry = this.#byId.get(id);
    if (!entry) throw new OneKycError('statusUnknown');
    return entry;
  }

  /**
   * Hands a submission in, once.
   * @param inspect looks at the upload; what it throws leaves the submission open, so that another upload may follow
   * @throws OneKycError stateConflict when it was handed in before or is being handed in just now
   */
  async confirm(id: string, inspect: (submission: Submission) => Promise<ImageInfo>): Promise<void> {
    const entry = this.#entry(id);
    if (entry.status !== 'INITIATED' || entry.confirming) throw new OneKycError('stateConflict');
    entry.confirming = true;
    try {
      entry.image = await inspect(entry);
    } finally {
      entry.confirming = false;
    }
    entry.status = 'IN_PROGRESS';
    if (entry.values.has('early-callback')) this.#announceEarly(entry);
    if (entry.values.has('never')) return;
    const { clock, processingMs, slowMs } = this.#rules;
    clock.after(entry.values.has('slow') ? slowMs : processingMs, () => this.#finish(entry));
  }

  /** Counts a status call, which may be the one that brings the verdict. */
  poll(id: string): Submission {
    const entry = this.#entry(id);
    if (entry.status !== 'IN_PROGRESS') return entry;
    entry.polls += 1;
    const { finishAfterPolls } = this.#rules;
    const enough = finishAfterPolls !== null && entry.polls >= finishAfterPolls;
    if (enough && !entry.values.has('never') && !entry.values.has('slow')) this.#finish(entry);
    return entry;
  }

  /** Brings the verdict now, also to a submission under review or one that would never get one. */
  finish(id: string, values?: TestValues): void {
    const entry = this.#entry(id);
    if (entry.status === 'PARTIALLY_COMPLETED') entry.status = 'IN_PROGRESS';
    this.#finish(entry, values);
  }

  #finish(entry: Entry, values: TestValues = entry.values): void {
    if (entry.status !== 'IN_PROGRESS') return;
    entry.verdict = verdictOf(values);
    entry.status = entry.verdict.status;
    if (entry.status === 'PARTIALLY_COMPLETED') return;
    entry.completedAt = this.#rules.clock.now();
    if (!entry.values.has('early-callback')) this.#rules.onFinal(entry);
  }

  /** The callback overtakes the verdict: a status call does not know of it yet. */
  #announceEarly(entry: Entry): void {
    const verdict = verdictOf(entry.values);
    if (verdict.status !== 'PARTIALLY_COMPLETED') {
      this.#rules.onFinal({ ...entry, verdict, status: verdict.status });
    }
  }
}
