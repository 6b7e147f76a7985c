import type { KeyObject } from 'node:crypto';
import type { ProviderName } from '../contract/session.ts';
import { isFinal } from '../contract/status.ts';
import type { UploadRequest } from '../contract/upload.ts';
import { Problem } from '../http/problem.ts';
import type { ProviderError } from '../providers/errors.ts';
import type { CallContext, Change, ProviderAdapter, ProviderSession } from '../providers/provider.ts';
import type { OutboxEvent, SessionPatch, Store } from '../store/store.ts';
import { createKeyedQueue, type KeyedQueue } from './keyed.ts';
import type { LivenessOptions } from './liveness.ts';
import { applyOutcome, isOverdue } from './rules.ts';
import type { KnownCode, Session } from './session.ts';

export interface SessionsOptions {
  readonly store: Store;
  readonly providers: ReadonlyMap<ProviderName, ProviderAdapter>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Public keys of UIDAI that codes of Aadhaar cards are verified with; none unless told. */
  readonly uidaiKeys?: readonly KeyObject[];
  /** How faces are asked for; the usual challenges and no model unless told. */
  readonly liveness?: LivenessOptions;
  /** Where this server is reached from outside; a path is kept, a slash at its end is not. */
  readonly publicUrl: string;
  /** How long a person has to hand everything in, in milliseconds. */
  readonly sessionTtlMs: number;
  /** How long a provider has to decide after that, in milliseconds; seven days unless told. */
  readonly decisionTtlMs?: number;
  /**
   * What the merchant is to hear of a change of status or result, null for nothing; written in the transaction of the
   * change. Must not throw.
   */
  readonly announce?: (session: Session) => OutboxEvent | null;
  /** Called when `askDue` has something to ask this provider at once. Must not throw. */
  readonly onAsk?: (provider: ProviderName) => void;
  /** Called when a provider does not answer a question that nobody waits for. Must not throw. */
  readonly onUnanswered?: (error: ProviderError, context: CallContext) => void;
  /** Called after every persisted change of status or result. Must not throw. */
  readonly onChange?: (session: Session) => void;
}

export interface Update {
  readonly patch?: SessionPatch;
  readonly upload?: UploadRequest;
  readonly references?: readonly string[];
}

/** The only way to read and change sessions: everything here keeps the rules of `rules.ts`. */
export interface Ledger {
  /** The session as it is now, expired if its time is over. Rejects with Problem `session_not_found`. */
  load(id: string): Promise<Session>;
  /** Compare-and-set: `decide` sees the newest session, again after every lost race; null changes nothing. */
  update(id: string, decide: (session: Session) => Update | null): Promise<Session>;
  /** What an adapter's answer means for a session, ready to be written. */
  meaning(session: Session, change: Change, fill?: boolean): Update;
  /** One adapter call of a session at a time: each answers with the whole state that it saw, plus its change. */
  exclusive: KeyedQueue;
  adapter(session: Session): ProviderAdapter;
  forAdapter(session: Session): ProviderSession;
  addresses(name: ProviderName, sessionId: string): { returnUrl: string; webhookUrl: string };
  now(): Date;
}

const TRIES = 5;
const DECISION_TTL_MS = 7 * 24 * 3_600_000;

export function createLedger(options: SessionsOptions): Ledger {
  const { store, providers, onChange, decisionTtlMs = DECISION_TTL_MS } = options;
  const publicUrl = options.publicUrl.replace(/\/+$/, '');
  const writes = createKeyedQueue();
  const now = () => new Date(options.now());

  const read = async (id: string): Promise<Session> => {
    const session = await store.load(id);
    if (session === null) throw new Problem('session_not_found', 'There is no session with this id.');
    return session;
  };

  const heard = (before: Session, after: Session) =>
    isNews(before, after) ? (options.announce?.(after) ?? null) : null;

  const compareAndSet = async (id: string, decide: (session: Session) => Update | null) => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const current = await read(id);
      const wanted = decide(current);
      if (wanted === null || isEmpty(wanted)) return current;
      const update = withoutQuestion(current, wanted);
      const time = now();
      const event = heard(current, { ...current, ...update.patch, updatedAt: time });
      const saved = await store.save(id, current.version, { ...update, ...(event ? { event } : {}) }, time);
      if (saved === null) continue;
      if (isNews(current, saved)) onChange?.(saved);
      return saved;
    }
    throw new Problem('step_conflict', 'The session is being changed by somebody else; try again.');
  };

  const addresses: Ledger['addresses'] = (name, sessionId) => ({
    returnUrl: `${publicUrl}/return/${sessionId}`,
    webhookUrl: `${publicUrl}/v1/webhooks/${name}`,
  });

  const imagesOf = ({ id, provider }: Session): Readonly<Record<string, string>> => {
    const names = providers.get(provider)?.images ?? [];
    return Object.fromEntries(
      names.map((name) => [name, `${publicUrl}/v1/sessions/${id}/images/${encodeURIComponent(name)}`]),
    );
  };

  const ledger: Ledger = {
    now,
    addresses,
    exclusive: createKeyedQueue(),

    async load(id) {
      const session = await read(id);
      if (!isOverdue(session, options.now())) return session;
      return ledger.update(id, (current) =>
        isOverdue(current, options.now()) ? { patch: { status: 'expired' } } : null,
      );
    },

    // In this process nobody loses a race; the compare-and-set is for another one on the same database.
    update: (id, decide) => writes.run(id, () => compareAndSet(id, decide)),

    meaning(session, change, fill = false) {
      const patch = change.outcome ? applyOutcome(session, change.outcome, fill) : null;
      const handedIn =
        session.status === 'pending' && (patch?.status === 'processing' || patch?.status === 'review');
      const images = patch?.status === 'completed' ? imagesOf(session) : {};
      return {
        patch: {
          ...patch,
          // The provider's own addresses of pictures run out; ours ask it again.
          ...(Object.keys(images).length > 0
            ? { images: { ...session.images, ...patch?.images, ...images } }
            : {}),
          ...(change.state ? { state: change.state } : {}),
          ...(session.status === 'pending' && patch?.status !== 'pending' && patch
            ? { submittedAt: now(), ...(session.codes && { codes: session.codes.map(withoutPerson) }) }
            : {}),
          // The person's time is over, the provider's begins: a verdict of tomorrow must not find an expired session.
          ...(handedIn ? { expiresAt: later(session.expiresAt, options.now() + decisionTtlMs) } : {}),
        },
        ...(change.references ? { references: change.references } : {}),
      };
    },

    adapter(session) {
      const adapter = providers.get(session.provider);
      if (adapter) return adapter;
      throw new Problem(
        'provider_not_configured',
        'The provider of this session is not configured any more.',
      );
    },

    forAdapter: (session) => ({
      ...addresses(session.provider, session.id),
      sessionId: session.id,
      document: session.document,
      user: session.user,
      locale: session.locale,
      platform: session.platform,
      metadata: session.metadata,
      createdAt: session.createdAt,
      state: session.state,
      status: session.status,
      details: session.details,
      uploads: session.uploads.filter(({ slot }) => !session.refused?.slots.includes(slot)),
    }),
  };
  return ledger;
}

const isNews = (before: Session, after: Session): boolean =>
  after.status !== before.status || after.result !== before.result;

const isEmpty = ({ patch = {}, upload, references = [] }: Update): boolean =>
  Object.keys(patch).length === 0 && upload === undefined && references.length === 0;

/** What has come to its end has nothing to be asked about, and is not to be touched again for it. */
function withoutQuestion(before: Session, update: Update): Update {
  const ends = isFinal(update.patch?.status ?? before.status);
  return ends && before.askAt ? { ...update, patch: { ...update.patch, askAt: null, askTries: 0 } } : update;
}

/** What was read has served its purpose; what it was worth stays. */
const withoutPerson = (code: KnownCode): KnownCode => ({ ...code, person: null });

const later = (date: Date, time: number): Date => new Date(Math.max(date.getTime(), time));

/** Files and details are taken while a session is pending, and not after. */
export function assertOpen(session: Session): void {
  if (session.status === 'pending') return;
  if (session.status === 'expired') throw new Problem('session_expired', 'The session has expired.');
  throw new Problem('session_closed', 'Everything was handed in already.');
}
