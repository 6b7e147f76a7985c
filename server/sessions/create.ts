import { createHash } from 'node:crypto';
import type { CreateSession } from '../contract/session.ts';
import { noChecks, nothingExtracted } from '../contract/status.ts';
import { Problem } from '../http/problem.ts';
import { ProviderError } from '../providers/errors.ts';
import type { CallContext, ProviderAdapter, SessionInput } from '../providers/provider.ts';
import type { NewSession } from '../store/store.ts';
import { lastQuestion } from './ask.ts';
import { readDocument } from './document.ts';
import { newSessionId } from './ids.ts';
import type { Ledger, SessionsOptions } from './ledger.ts';
import type { Sessions } from './service.ts';
import type { Session } from './session.ts';

/** A merchant that repeats a request does it within a day. */
const IDEMPOTENCY_TTL_MS = 24 * 3_600_000;

interface Key {
  readonly keyHash: string;
  readonly requestHash: string;
}

export function createCreate(options: SessionsOptions, ledger: Ledger): Sessions['create'] {
  const { store, providers, onChange } = options;
  const underWay = new Map<string, Promise<unknown>>();

  const replay = async (key: Key): Promise<Session | null> => {
    const known = await store.replay(key.keyHash, ledger.now());
    if (known === null) return null;
    if (known.requestHash !== key.requestHash) {
      throw new Problem('idempotency_conflict', 'This idempotency key was used with another body.');
    }
    return ledger.load(known.sessionId);
  };

  const make = async (
    body: CreateSession,
    key: Key | null,
    context: CallContext,
  ): Promise<Session | null> => {
    const adapter = providers.get(body.provider);
    if (!adapter)
      throw new Problem('provider_not_configured', `The provider ${body.provider} is not configured.`);
    const input = readInput(body, adapter, ledger);
    const started = await adapter.start(input, context);
    if (adapter.mode === 'hosted' && !started.hosted) {
      throw new ProviderError(adapter.name, 'start', 'invalid_response');
    }
    const blank = blankSession(input, body, adapter, options.sessionTtlMs);
    const { patch } = ledger.meaning({ ...blank, ...unwritten(blank) }, started);
    const { hosted: page } = started;
    const hosted = page ? { url: page.url, expiresAt: page.expiresAt?.toISOString() ?? null } : null;
    const made = { ...blank, ...patch, hosted };
    const session: NewSession = { ...made, askAt: lastQuestion(made, ledger.now()) };
    const expiresAt = new Date(input.createdAt.getTime() + IDEMPOTENCY_TTL_MS);
    const isNews = session.status !== 'pending';
    const event = isNews ? options.announce?.({ ...session, ...unwritten(session) }) : null;
    const isMade = await store.create(
      session,
      started.references ?? [],
      key ? { ...key, expiresAt } : undefined,
      event ?? undefined,
    );
    if (!isMade) return null;
    const stored = { ...session, ...unwritten(session), version: 1 };
    if (isNews) onChange?.(stored);
    return stored;
  };

  /** Another process may have been faster: then its session is the one. */
  const makeOnce = async (body: CreateSession, key: Key, context: CallContext) => {
    const known = await replay(key);
    if (known) return { session: known, replayed: true };
    const made = await make(body, key, context);
    if (made) return { session: made, replayed: false };
    const other = await replay(key);
    if (other) return { session: other, replayed: true };
    throw new Problem(
      'idempotency_in_progress',
      'A request with this idempotency key is under way; try again.',
    );
  };

  return async (body, idempotency, context) => {
    if (idempotency === null) {
      const session = await make(body, null, context);
      if (session === null) throw new Error('a session without an idempotency key was refused');
      return { session, replayed: false };
    }
    const key = readKey(idempotency, body);
    // Whoever comes second waits, and then finds what the first one made, or tries for itself.
    for (let other = underWay.get(key.keyHash); other; other = underWay.get(key.keyHash)) {
      await other.catch(() => undefined);
    }
    const mine = makeOnce(body, key, context);
    underWay.set(key.keyHash, mine);
    try {
      return await mine;
    } finally {
      underWay.delete(key.keyHash);
    }
  };
}

function readInput(body: CreateSession, adapter: ProviderAdapter, ledger: Ledger): SessionInput {
  const sessionId = newSessionId();
  const input: SessionInput = {
    ...ledger.addresses(adapter.name, sessionId),
    sessionId,
    document: readDocument(body, adapter.documents, ledger.now()),
    user: readUser(body),
    locale: body.locale ?? 'en',
    platform: body.platform ?? 'Web',
    metadata: body.metadata ?? {},
    createdAt: ledger.now(),
  };
  const missing = adapter.missing?.(input) ?? [];
  if (missing.length === 0) return input;
  throw new Problem('body_invalid', 'This provider needs more of the person.', { details: missing });
}

function readUser({ user }: CreateSession): SessionInput['user'] {
  if (!user) return null;
  const { externalId, email, phone } = user;
  return { externalId, ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) };
}

/** What the store fills in. */
const unwritten = ({ createdAt }: NewSession) => ({ version: 0, updatedAt: createdAt, refreshedAt: null });

function blankSession(
  input: SessionInput,
  body: CreateSession,
  adapter: ProviderAdapter,
  ttlMs: number,
): NewSession {
  const { sessionId: id, document, user, locale, platform, metadata, createdAt } = input;
  return {
    ...{ id, document, user, locale, platform, metadata, createdAt },
    provider: adapter.name,
    mode: adapter.mode,
    status: 'pending',
    result: null,
    details: null,
    state: {},
    checks: noChecks,
    extracted: nothingExtracted,
    images: null,
    reasonCode: null,
    hosted: null,
    askTries: 0,
    redirectUrl: body.redirectUrl ?? null,
    webhookUrl: body.webhookUrl ?? null,
    uploads: [],
    submittedAt: null,
    expiresAt: new Date(createdAt.getTime() + ttlMs),
  };
}

function readKey({ key, apiKeyId }: { key: string; apiKeyId: string }, body: CreateSession): Key {
  if (!/^[\x21-\x7e]{1,128}$/.test(key)) {
    throw new Problem('header_invalid', 'Idempotency-Key must be 1 to 128 visible ASCII characters.');
  }
  const sha256 = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');
  return { keyHash: sha256([apiKeyId, key]), requestHash: sha256(sorted(body)) };
}

/** The same body with its keys in order, as a repeated request may have them in another. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, inner]) => [name, sorted(inner)]);
}
