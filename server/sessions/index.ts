import type { ProviderName } from '../contract/session.ts';
import { Problem } from '../http/problem.ts';
import { ProviderError } from '../providers/errors.ts';
import type { CallContext } from '../providers/provider.ts';
import { createAsk } from './ask.ts';
import { createCapture } from './capture.ts';
import { createCodes } from './codes.ts';
import { createCreate } from './create.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { createDeliveries } from './deliveries.ts';
import { createHosted } from './hosted.ts';
import { createLedger, type SessionsOptions } from './ledger.ts';
import { createLiveness, withLiveness } from './liveness.ts';
import { createRefresh } from './refresh.ts';
import type { Sessions } from './service.ts';
import { stepsOf } from './steps.ts';
import { createSubmit } from './submit.ts';
import { createWebhook } from './webhook.ts';

export type { SessionsOptions } from './ledger.ts';

const BATCH = 100;
/** Most verdicts come by webhook or while the widget waits, within minutes. */
const IDLE_MS = 10 * 60_000;
/** For one sweep and provider. */
const QUESTIONS = 50;
/** A million sessions in one sweep: a bound against a database that never says that it is done. */
const MOST_BATCHES = 10_000;

/** Everything that may happen to a session, over one store and the configured providers. */
export function createSessions(options: SessionsOptions): Sessions {
  const { store, liveness = {} } = options;
  const ledger = createLedger(options);

  const expireOverdue = async (batches: number): Promise<void> => {
    for (let batch = 0; batch < batches; batch += 1) {
      const ids = await store.overdue(ledger.now(), BATCH);
      // Erased in between is as good as expired.
      await Promise.all(ids.map((id) => ledger.load(id).catch(ignoreErased)));
      if (ids.length < BATCH) return;
    }
  };

  const { anew, ...refresh } = createRefresh(ledger);
  const { askDue, wakeAsking } = createAsk(options, ledger, anew);
  const asking: SessionsOptions = {
    ...options,
    onAsk: (name) => {
      wakeAsking(name);
      options.onAsk?.(name);
    },
  };

  /** One after the other: nobody waits for these, and people's own questions go first. */
  const askAbout = async (provider: ProviderName, context: CallContext): Promise<void> => {
    for (const id of await store.undecided(provider, ledger.now(), IDLE_MS, QUESTIONS)) {
      if (context.signal.aborted) return;
      try {
        await refresh.refresh(id, context);
      } catch (error) {
        const known = error instanceof ProviderError || error instanceof Problem;
        if (!known) throw error;
        if (error instanceof ProviderError) {
          if (error.kind === 'aborted') return;
          options.onUnanswered?.(error, context);
        }
        // It goes to the end of the line: what fails always must not keep the others from being asked.
        await ledger.update(id, () => ({ patch: { refreshedAt: ledger.now() } })).catch(ignoreErased);
        // Away for a moment: so it is for the others.
        if (error instanceof ProviderError && error.retryable) return;
      }
    }
  };

  return {
    create: createCreate(options, ledger),
    get: ledger.load,

    async list({ limit, cursor, status, provider }) {
      const before = cursor === undefined ? undefined : readCursor(cursor);
      // So that a list tells what each session tells; the rest of a great backlog is the sweep's.
      await expireOverdue(1);
      const found = await store.list({
        limit: limit + 1,
        ...(before ? { before } : {}),
        ...(status ? { status } : {}),
        ...(provider ? { provider } : {}),
      });
      const sessions = found.slice(0, limit);
      const last = sessions.at(-1);
      return { sessions, nextCursor: last && found.length > limit ? writeCursor(last) : null };
    },

    ...refresh,

    async erase(id) {
      if (!(await store.erase(id))) {
        throw new Problem('session_not_found', 'There is no session with this id.');
      }
    },

    steps: (session) => {
      const steps = stepsOf(ledger.adapter(session), ledger.forAdapter(session), session.refused);
      return withLiveness(steps, session, liveness);
    },
    ...createCapture(ledger),
    ...createCodes(ledger, options.uidaiKeys ?? []),
    ...createLiveness(ledger, liveness),
    submit: createSubmit(ledger),
    webhook: createWebhook(asking, ledger),
    ...createHosted(asking, ledger),
    ...createDeliveries(store, ledger),
    askDue,

    async sweep(context) {
      await expireOverdue(MOST_BATCHES);
      // One that is away, or slow, keeps nobody waiting but its own.
      await Promise.all([...options.providers.keys()].map((name) => askAbout(name, context)));
      await store.clean(ledger.now());
    },
  };
}

function ignoreErased(error: unknown): void {
  if (!(error instanceof Problem && error.code === 'session_not_found')) throw error;
}
