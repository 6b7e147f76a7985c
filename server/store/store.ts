import type { ProviderName } from '../contract/session.ts';
import type { Session } from '../sessions/session.ts';

/** What is made once and never changed afterwards, or changed as a whole, by `save`. */
export type NewSession = Omit<Session, 'version' | 'updatedAt' | 'refreshedAt'>;

/** The part of a session that may change. */
export type SessionPatch = Partial<
  Omit<Session, 'id' | 'provider' | 'mode' | 'createdAt' | 'version' | 'updatedAt' | 'uploads' | 'metadata'>
>;

export interface Replay {
  readonly requestHash: string;
  readonly sessionId: string;
}

/** News for the merchant: written together with the change that it tells of, kept until it is delivered or given up. */
export interface OutboxEvent {
  readonly id: string;
  /** For the log of deliveries: `session.completed`. */
  readonly type: string;
  readonly url: string;
  /** Exactly what is sent. */
  readonly body: string;
}

/** One try to deliver an event. */
export interface Attempt {
  readonly at: Date;
  /** Null when there was no answer. */
  readonly httpStatus: number | null;
  /** `delivered`, or a word of `delivery/` that says why not. */
  readonly outcome: string;
  readonly durationMs: number;
}

/** What the merchant may know of an event. */
export interface DeliveryRecord {
  readonly id: string;
  readonly sessionId: string;
  readonly type: string;
  readonly status: 'pending' | 'delivered' | 'given_up';
  readonly createdAt: Date;
  /** When it is tried next; null when it is not. */
  readonly dueAt: Date | null;
  /** The oldest first. */
  readonly attempts: readonly Attempt[];
}

export interface DueEvent extends Omit<OutboxEvent, 'type'> {
  readonly sessionId: string;
  /** How often it was claimed, this time included. */
  readonly attempts: number;
  readonly createdAt: Date;
}

/**
 * The database. Every write is durable when its promise resolves (WAL, synchronous FULL); writes of one turn of the
 * event loop share one transaction (group commit), and one that fails does not fail the others.
 */
export interface Store {
  /**
   * Writes a new session with its references and, where given, the idempotency key it was made under, all or nothing.
   * Resolves to false, and writes nothing, when that key is taken already.
   */
  create(
    session: NewSession,
    references: readonly string[],
    idempotency?: { readonly keyHash: string; readonly requestHash: string; readonly expiresAt: Date },
    event?: OutboxEvent,
  ): Promise<boolean>;
  /** What an idempotency key made, unless it has expired. */
  replay(keyHash: string, now: Date): Promise<Replay | null>;
  load(id: string): Promise<Session | null>;
  /** Newest first; `before` is the position of the last one of the page before. */
  list(options: {
    readonly limit: number;
    readonly before?: { readonly createdAt: Date; readonly id: string };
    readonly status?: Session['status'];
    readonly provider?: ProviderName;
  }): Promise<readonly Session[]>;
  findByReference(provider: ProviderName, reference: string): Promise<Session | null>;
  /**
   * Compare-and-set: writes the patch, one upload (replacing the one of its slot), references and an event if the session
   * still has `version`; resolves to the new session, or null when somebody else was faster or it is gone.
   */
  save(
    id: string,
    version: number,
    change: {
      readonly patch?: SessionPatch;
      readonly upload?: Session['uploads'][number];
      readonly references?: readonly string[];
      readonly event?: OutboxEvent;
    },
    now: Date,
  ): Promise<Session | null>;
  /** True when this delivery is new. */
  receipt(provider: ProviderName, dedupeKey: string, now: Date): Promise<boolean>;
  /** True when this delivery was processed before. */
  hasReceipt(provider: ProviderName, dedupeKey: string): Promise<boolean>;
  /** Removes the session and all that hangs on it, for good. True when there was one. */
  erase(id: string): Promise<boolean>;
  /** Ids of sessions that are not final and past `expiresAt`, oldest first. */
  overdue(now: Date, limit: number): Promise<readonly string[]>;
  /**
   * Ids of a provider's sessions that were handed in and are not decided, and that it was last asked about `idleMs` or longer ago; the
   * older the session, the longer: a quarter of its waiting time. The longest unasked first.
   */
  undecided(provider: ProviderName, now: Date, idleMs: number, limit: number): Promise<readonly string[]>;
  /**
   * Takes events that are due, the longest waiting first. Whoever does not settle one within `leaseMs` (a process that
   * died) leaves it to the next.
   */
  claimEvents(now: Date, leaseMs: number, limit: number): Promise<readonly DueEvent[]>;
  /** Writes the attempt down, and puts the event off, or drops it when `dueAt` is null. */
  settleEvent(id: string, dueAt: Date | null, attempt: Attempt): Promise<void>;
  /** Events of one session or of all, the newest first; `before` is the position of the last one of the page before. */
  deliveries(options: {
    readonly limit: number;
    readonly before?: { readonly createdAt: Date; readonly id: string };
    readonly sessionId?: string;
    readonly status?: DeliveryRecord['status'];
  }): Promise<readonly DeliveryRecord[]>;
  /** Ids of a provider's sessions whose `askAt` has come, the longest waiting first. */
  toAsk(provider: ProviderName, now: Date, limit: number): Promise<readonly string[]>;
  /** Drops idempotency keys, receipts and records of deliveries that are past their time. */
  clean(now: Date): Promise<void>;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
