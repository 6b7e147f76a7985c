import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { ImageInfo } from '../onekyc/image.ts';
import { type DocumentName, documents, type Generation, type Upload, wantedDocuments } from './documents.ts';
import { EnxtaiError } from './errors.ts';
import { type Decision, outcomeOf, parseTestValues, REJECTION_REASON, type TestValues } from './outcomes.ts';
import type { FileFacts } from './picture.ts';
import { type EventName, isOpen, type Session, type SessionEvent, type Status } from './session.ts';

type Entry = { -readonly [Key in keyof Session]: Session[Key] } & {
  readonly documents: Map<DocumentName, Upload>;
  /** Those who wait for the verdict. */
  waiting: (() => void)[];
};

export interface SessionRules {
  readonly clock: Clock;
  readonly generation: Generation;
  /** From the last document to OCR_COMPLETED, in milliseconds. */
  readonly readingMs: number;
  /** From the beginning of a verification to its verdict, in milliseconds; with `+slow` the second one. */
  readonly processingMs: number;
  readonly slowMs: number;
  /** From the verdict to the decision of a person where the test values want one. */
  readonly decisionMs: number;
  /** The last document starts the verification. */
  readonly autoVerify: boolean;
  readonly onEvent: (event: SessionEvent) => void;
}

/** What sessions there are, and what may happen to them. */
export class Sessions {
  readonly #rules: SessionRules;
  readonly #byId = new Map<string, Entry>();
  /** The newest session of each client's users. */
  readonly #newest = new Map<string, Entry>();
  readonly #uploads: Upload[] = [];
  #usual: TestValues = new Set();

  constructor(rules: SessionRules) {
    this.#rules = rules;
  }

  /** What users get whose id ends in no test value, e.g. `+reject`. */
  setUsual(suffix: string): void {
    this.#usual = parseTestValues(suffix);
  }

  valuesOf(externalUserId: string): TestValues {
    const own = parseTestValues(externalUserId);
    return own.size > 0 ? own : this.#usual;
  }

  all(): readonly Session[] {
    return [...this.#byId.values()];
  }

  /** All that were taken, the oldest first. */
  get uploads(): readonly Upload[] {
    return this.#uploads;
  }

  clear(): void {
    this.#uploads.length = 0;
    const entries = [...this.#byId.values()];
    this.#byId.clear();
    this.#newest.clear();
    for (const entry of entries) this.#release(entry);
  }

  find(id: string): Session | undefined {
    return this.#byId.get(id);
  }

  /** The session that uploads go to. */
  newest(client: string, externalUserId: string): Session | undefined {
    return this.#newest.get(JSON.stringify([client, externalUserId]));
  }

  /** A new session; in EXH the user's open one, if there is one. */
  initiate(client: string, externalUserId: string): Session {
    const present = this.newest(client, externalUserId);
    if (this.#rules.generation === 'EXH' && present && isOpen(present)) return present;
    const now = this.#rules.clock.now();
    const entry: Entry = {
      id: randomUUID(),
      client,
      userId: present?.userId ?? randomUUID(),
      externalUserId,
      values: this.valuesOf(externalUserId),
      status: 'PENDING',
      documents: new Map(),
      isRead: false,
      isVerifying: false,
      scores: null,
      rejectionReason: null,
      createdAt: now,
      updatedAt: now,
      waiting: [],
    };
    this.#byId.set(entry.id, entry);
    this.#newest.set(JSON.stringify([client, externalUserId]), entry);
    return entry;
  }

  /** Takes an upload. After the verdict it changes nothing any more, though it is still answered as taken. */
  attach(id: string, document: DocumentName, file: Omit<FileFacts, 'image'>, image: ImageInfo): Upload {
    const entry = this.#entry(id);
    const { path, fileName } = documents[document];
    const bucket = `kyc-${entry.client}-${path.replace('/', '-')}`;
    const extension = image.type === 'image/png' ? 'png' : 'jpg';
    const upload = {
      sessionId: entry.id,
      externalUserId: entry.externalUserId,
      document,
      size: file.size,
      sha256: file.sha256,
      image,
      documentUrl: `${bucket}/${entry.userId}/${fileName}_${this.#rules.clock.now()}.${extension}`,
    };
    this.#uploads.push(upload);
    if (!isOpen(entry)) return upload;
    const wasComplete = this.#isComplete(entry);
    entry.documents.set(document, upload);
    const previousStatus = entry.status;
    const completes = !wasComplete && this.#isComplete(entry);
    // The first PAN does it already, whatever is still missing.
    const counts = completes || document === 'pan';
    this.#set(entry, counts && entry.status === 'PENDING' ? 'DOCUMENTS_UPLOADED' : entry.status);
    if (completes) this.#onComplete(entry, previousStatus);
    return upload;
  }

  #isComplete(entry: Entry): boolean {
    return wantedDocuments(this.#rules.generation).every((name) => entry.documents.has(name));
  }

  #onComplete(entry: Entry, previousStatus: Status): void {
    this.#announce('kyc.documents_uploaded', entry, previousStatus, false);
    this.#after(this.#rules.readingMs, entry, () => this.#read(entry));
    if (this.#rules.autoVerify && !entry.values.has('unprocessable')) this.#begin(entry);
  }

  /**
   * Starts the verification; changes nothing where it is under way or over.
   * @throws EnxtaiError missingDocuments, unprocessable
   */
  verify(id: string): Session {
    const entry = this.#entry(id);
    if (!isOpen(entry)) return entry;
    if (!this.#isComplete(entry)) throw new EnxtaiError('missingDocuments');
    if (entry.values.has('unprocessable')) throw new EnxtaiError('unprocessable');
    this.#begin(entry);
    return entry;
  }

  /**
   * Resolves when there is a verdict, which for `+never` takes a `finish` or a `decide`.
   * @throws EnxtaiError unknownSession, also when it was forgotten meanwhile
   */
  async verdict(id: string): Promise<Session> {
    const entry = this.#entry(id);
    if (isOpen(entry)) await new Promise<void>((resolve) => entry.waiting.push(resolve));
    return this.#entry(id);
  }

  /** Brings the verdict now, also to a session that would never get one or whose documents are missing. */
  finish(id: string): void {
    this.#finish(this.#entry(id));
  }

  /** What a person at the provider decides, whatever the session's status. */
  decide(id: string, decision: Decision, reason = REJECTION_REASON): void {
    const entry = this.#entry(id);
    const previousStatus = entry.status;
    if (previousStatus === decision) return;
    entry.isVerifying = false;
    entry.rejectionReason = decision === 'REJECTED' ? reason : null;
    this.#set(entry, decision);
    this.#announce('kyc.status_changed', entry, previousStatus, true);
    this.#release(entry);
  }

  #begin(entry: Entry): void {
    if (entry.isVerifying) return;
    entry.isVerifying = true;
    if (entry.values.has('never')) return;
    const { processingMs, slowMs } = this.#rules;
    this.#after(entry.values.has('slow') ? slowMs : processingMs, entry, () => this.#finish(entry));
  }

  #read(entry: Entry): void {
    if (!isOpen(entry) || entry.isRead) return;
    entry.isRead = true;
    this.#set(entry, 'OCR_COMPLETED');
  }

  #finish(entry: Entry): void {
    if (!isOpen(entry)) return;
    this.#read(entry);
    const { scores, verdict, rejectionReason, later } = outcomeOf(entry.values);
    const previousStatus = entry.status;
    Object.assign(entry, { isVerifying: false, scores, rejectionReason });
    this.#set(entry, verdict);
    const isLast = verdict !== 'PENDING_REVIEW' && later === null;
    this.#announce('kyc.verification_completed', entry, previousStatus, isLast);
    this.#release(entry);
    if (later === null) return;
    this.#after(this.#rules.decisionMs, entry, () => {
      if (entry.status === verdict) this.decide(entry.id, later);
    });
  }

  #set(entry: Entry, status: Status): void {
    entry.status = status;
    entry.updatedAt = this.#rules.clock.now();
  }

  #announce(name: EventName, entry: Entry, previousStatus: Status, isLast: boolean): void {
    this.#rules.onEvent({ name, session: { ...entry }, previousStatus, isLast });
  }

  #release(entry: Entry): void {
    for (const resolve of entry.waiting.splice(0)) resolve();
  }

  /** Runs at once where there is nothing to wait for, and not at all for a session that was forgotten meanwhile. */
  #after(milliseconds: number, entry: Entry, run: () => void): void {
    const unlessForgotten = (): void => {
      if (this.#byId.get(entry.id) === entry) run();
    };
    if (milliseconds > 0) this.#rules.clock.after(milliseconds, unlessForgotten);
    else unlessForgotten();
  }

  /** @throws EnxtaiError unknownSession */
  #entry(id: string): Entry {
    const entry = this.#byId.get(id);
    if (!entry) throw new EnxtaiError('unknownSession');
    return entry;
  }
}
