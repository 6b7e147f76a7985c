import type { Clock } from '../clock.ts';
import { OstError } from './errors.ts';
import type { EventName, Source } from './events.ts';
import type { UploadedFile } from './files.ts';
import type { Form } from './form.ts';
import {
  type Outcome,
  outcomeOf,
  type Statuses,
  type Step,
  stepsOf,
  type TestValues,
  type WhitelistStatus,
} from './outcomes.ts';

export type Email = 'approve' | 'deny' | 'report-issue';

/** What a user submitted, and what became of it. */
export interface KycCase extends Statuses {
  readonly id: number;
  readonly userId: number;
  /** New with every submission. */
  readonly detailId: number;
  readonly submissionCount: number;
  /** An admin's name; empty when it was the system, or nobody. */
  readonly lastActedBy: string;
  /** Seconds since the epoch: the first submission, and the last one. */
  readonly createdAt: number;
  readonly submittedAt: number;
  readonly form: Form;
  readonly files: readonly UploadedFile[];
  /** What the user was told by e-mail, the oldest first. */
  readonly emails: readonly Email[];
}

type Entry = { -readonly [Key in keyof KycCase]: KycCase[Key] } & { stop: (() => void)[] };

/** What happened to a case. `settled`: nothing more will, unless somebody acts. */
export interface CaseEvent {
  readonly name: EventName;
  readonly source: Source;
  readonly kycCase: KycCase;
  readonly settled: boolean;
}

export interface CaseRules {
  readonly clock: Clock;
  /** The server's time, in seconds since the epoch. */
  readonly now: () => number;
  /** From a submission to the last step, in milliseconds; with `slow` the second one. */
  readonly processingMs: number;
  readonly slowMs: number;
  readonly adminName: string;
  readonly onEvent: (event: CaseEvent) => void;
}

const fresh = {
  kycStatus: 'pending',
  adminStatus: 'unprocessed',
  amlStatus: 'unprocessed',
  whitelistStatus: 'unprocessed',
  adminActionTypes: [],
  lastActedBy: '',
} as const satisfies Statuses & { lastActedBy: string };

const isClosed = ({ kycStatus }: KycCase): boolean => kycStatus !== 'pending';

/** The cases of all users, and what may happen to them. */
export class Cases {
  readonly #rules: CaseRules;
  readonly #byUser = new Map<number, Entry>();
  #nextId = 290;
  #nextDetailId = 727;

  constructor(rules: CaseRules) {
    this.#rules = rules;
  }

  /** Who submitted last stands last. */
  all(): readonly KycCase[] {
    return [...this.#byUser.values()];
  }

  clear(): void {
    for (const userId of [...this.#byUser.keys()]) this.remove(userId);
  }

  remove(userId: number): void {
    this.#stop(this.#byUser.get(userId));
    this.#byUser.delete(userId);
  }

  /** @throws OstError 404 for a user who has submitted nothing */
  get(userId: number): KycCase {
    return this.#entry(userId);
  }

  #entry(userId: number): Entry {
    const entry = this.#byUser.get(userId);
    if (!entry) throw new OstError(404, 'um_ka_g_1');
    return entry;
  }

  /** @throws OstError 422 for a case that is closed */
  checkOpen(userId: number): void {
    const present = this.#byUser.get(userId);
    if (present && isClosed(present)) {
      throw new OstError(422, 'um_ka_s_1', { msg: 'Case cannot be updated, it is closed.' });
    }
  }

  /** A first submission or a further one; either begins the life of the case anew. @throws OstError 422 */
  submit(userId: number, form: Form, files: readonly UploadedFile[], values: TestValues): KycCase {
    this.checkOpen(userId);
    const present = this.#byUser.get(userId);
    this.#stop(present);
    const now = this.#rules.now();
    const entry: Entry = {
      id: present?.id ?? this.#nextId++,
      userId,
      createdAt: present?.createdAt ?? now,
      emails: present?.emails ?? [],
      ...fresh,
      detailId: this.#nextDetailId++,
      submissionCount: (present?.submissionCount ?? 0) + 1,
      submittedAt: now,
      form,
      files,
      stop: [],
    };
    // Who submits last stands last.
    this.#byUser.delete(userId);
    this.#byUser.set(userId, entry);
    const steps = stepsOf(outcomeOf(values, entry.submissionCount));
    this.#tell(entry, 'kyc_submit', 'api', steps.length === 0);
    const { clock, processingMs, slowMs } = this.#rules;
    const wholeMs = values.has('slow') ? slowMs : processingMs;
    entry.stop = steps.map((step, at) =>
      clock.after((wholeMs * (at + 1)) / steps.length, () =>
        this.#take(entry, step, at === steps.length - 1),
      ),
    );
    return entry;
  }

  /** Takes what is missing of an outcome's steps, at once. @throws Error when there is no case or it is closed */
  finish(userId: number, outcome: Outcome): void {
    const entry = this.#entry(userId);
    if (isClosed(entry)) throw new Error('The case is closed: reopen it first.');
    this.#stop(entry);
    const steps = stepsOf(outcome).filter((step) => this.#isAhead(entry, step));
    for (const [at, step] of steps.entries()) this.#take(entry, step, at === steps.length - 1);
  }

  #isAhead(entry: Entry, { by: _by, ...change }: Step): boolean {
    const isThrough = ['cleared', 'approved'].includes(entry.amlStatus);
    if (isThrough && (change.amlStatus === 'pending' || change.amlStatus === 'cleared')) return false;
    return Object.entries(change).some(
      ([key, value]) => String(entry[key as keyof Statuses]) !== String(value),
    );
  }

  /** @throws Error when there is no case or it is still open */
  reopen(userId: number): void {
    const entry = this.#entry(userId);
    if (!isClosed(entry)) throw new Error('The case is open.');
    this.#stop(entry);
    const amlStatus = entry.amlStatus === 'rejected' ? 'unprocessed' : entry.amlStatus;
    Object.assign(entry, { ...fresh, amlStatus, lastActedBy: this.#rules.adminName });
    this.#tell(entry, 'kyc_reopen', 'web', true);
  }

  /** Whitelisting goes its own way, after the approval. */
  setWhitelistStatus(userId: number, whitelistStatus: WhitelistStatus): void {
    this.#take(this.#entry(userId), { by: 'system', whitelistStatus }, false);
  }

  /** An admin's correction, open or closed. */
  setEthereumAddress(userId: number, address: string): void {
    const entry = this.#entry(userId);
    entry.form = { ...entry.form, ethereum_address: address };
    entry.lastActedBy = this.#rules.adminName;
    this.#tell(entry, 'update_ethereum_address', 'web', false);
  }

  /** Tells the user by e-mail how things stand. @throws OstError 404, or 422 when they do not stand so */
  sendEmail(userId: number, email: Email): void {
    const entry = this.#entry(userId);
    const { kycStatus, adminActionTypes } = entry;
    const fits = {
      approve: kycStatus === 'approved',
      deny: kycStatus === 'denied',
      'report-issue': kycStatus === 'pending' && adminActionTypes.length > 0,
    };
    if (!fits[email]) throw new OstError(422, 'um_ka_e_1');
    entry.emails = [...entry.emails, email];
  }

  #take(entry: Entry, { by, ...change }: Step, settled: boolean): void {
    Object.assign(entry, change, { lastActedBy: by === 'admin' ? this.#rules.adminName : '' });
    this.#tell(entry, 'kyc_status_update', by === 'admin' ? 'web' : 'kyc_system', settled);
  }

  #tell(kycCase: Entry, name: EventName, source: Source, settled: boolean): void {
    this.#rules.onEvent({ name, source, kycCase, settled });
  }

  #stop(entry: Entry | undefined): void {
    for (const stop of entry?.stop.splice(0) ?? []) stop();
  }
}
