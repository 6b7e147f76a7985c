import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { OneKycError } from './errors.ts';
import type { ImageInfo } from './image.ts';
import {
  type FinalStatus,
  paceOf,
  parseTestValues,
  type SubmissionType,
  type TestValues,
  type Verdict,
  verdictOf,
} from './outcomes.ts';

export type SubmissionStatus = 'INITIATED' | 'IN_PROGRESS' | FinalStatus;

export interface Submission {
  readonly id: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly type: SubmissionType;
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

type Entry = { -readonly [Key in keyof Submission]: Submission[Key] } & {
  confirming: boolean;
  /** How often its picture was looked at. */
  inspections: number;
};

export interface SubmissionRules {
  readonly clock: Clock;
  /** The key under which the urls call names the picture. */
  readonly documentKeys: Readonly<Record<SubmissionType, string>>;
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
   * @throws OneKycError foreignSession, or stateConflict while the session's submission is being processed or when it is of
   * another type: a partner session is for one invocation
   */
  open(userId: string, sessionId: string, type: SubmissionType): Submission {
    const present = this.latest(sessionId);
    if (present && present.userId !== userId) throw new OneKycError('foreignSession');
    if (present && present.type !== type) throw new OneKycError('stateConflict');
    if (present?.status === 'IN_PROGRESS') throw new OneKycError('stateConflict');
    const entry =
      present?.status === 'INITIATED' ? this.#entry(present.id) : this.#create(userId, sessionId, type);
    entry.urlsIssued += 1;
    return entry;
  }

  #create(userId: string, sessionId: string, type: SubmissionType): Entry {
    const id = randomUUID();
    const { documentKeys, clock } = this.#rules;
    const documentKey = documentKeys[type];
    const entry: Entry = {
      id,
      userId,
      sessionId,
      type,
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
      inspections: 0,
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
      entry.inspections += 1;
      const image = await inspect(entry);
      if (isUnusable(entry)) throw new OneKycError('badArtifact');
      entry.image = image;
    } finally {
      entry.confirming = false;
    }
    entry.status = 'IN_PROGRESS';
    if (entry.values.has('early-callback')) this.#announceEarly(entry);
    const pace = paceOf(entry.values, entry.type);
    if (pace === 'never') return;
    const { clock, processingMs, slowMs } = this.#rules;
    clock.after(pace === 'slow' ? slowMs : processingMs, () => this.#finish(entry));
  }

  /** Counts a status call, which may be the one that brings the verdict. */
  poll(id: string): Submission {
    const entry = this.#entry(id);
    if (entry.status !== 'IN_PROGRESS') return entry;
    entry.polls += 1;
    const { finishAfterPolls } = this.#rules;
    const enough = finishAfterPolls !== null && entry.polls >= finishAfterPolls;
    if (enough && paceOf(entry.values, entry.type) === 'usual') this.#finish(entry);
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
    entry.verdict = verdictOf(values, entry.type);
    entry.status = entry.verdict.status;
    if (entry.status === 'PARTIALLY_COMPLETED') return;
    entry.completedAt = this.#rules.clock.now();
    if (!entry.values.has('early-callback')) this.#rules.onFinal(entry);
  }

  /** The callback overtakes the verdict: a status call does not know of it yet. */
  #announceEarly(entry: Entry): void {
    const verdict = verdictOf(entry.values, entry.type);
    if (verdict.status !== 'PARTIALLY_COMPLETED') {
      this.#rules.onFinal({ ...entry, verdict, status: verdict.status });
    }
  }
}

/** The first picture of a face for which a test value wants that. */
const isUnusable = ({ type, values, inspections }: Entry): boolean =>
  type === 'STANDALONE_LIVENESS' && values.has('unusable-face') && inspections === 1;
