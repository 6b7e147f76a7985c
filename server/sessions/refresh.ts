import { isFinal } from '../contract/status.ts';
import { ProviderError } from '../providers/errors.ts';
import type { CallContext } from '../providers/provider.ts';
import { createFlights } from './keyed.ts';
import type { Ledger } from './ledger.ts';
import { pollInterval } from './rules.ts';
import type { Sessions } from './service.ts';
import type { Session } from './session.ts';

/** Asking the provider: at the merchant's wish, and for a widget that waits. */
export function createRefresh(ledger: Ledger): Pick<Sessions, 'refresh' | 'poll'> & {
  /** As `refresh`, but never with an answer to what was asked earlier. */
  readonly anew: Sessions['refresh'];
} {
  const flights = createFlights();

  const anew = (id: string, context: CallContext): Promise<Session> =>
    ledger.exclusive.run(id, async () => {
      const session = await ledger.load(id);
      // A completed one may still lack facts; an expired or failed one has nothing to come.
      if (isFinal(session.status) && session.status !== 'completed') return session;
      return askNow(ledger, session, context);
    });

  const ask = (id: string, context: CallContext): Promise<Session> =>
    flights.share(id, context.signal, (signal) => anew(id, { ...context, signal }));

  /** Null when nobody need be asked now. */
  const known = (session: Session): boolean => {
    const interval = pollInterval(session, ledger.now().getTime());
    if (interval === null) return true;
    const age = ledger.now().getTime() - (session.refreshedAt?.getTime() ?? Number.NEGATIVE_INFINITY);
    const least = ledger.adapter(session).askEveryMs ?? 0;
    // While another call of this session is under way its end would have to be waited for.
    return age < Math.max(interval, least) || (ledger.exclusive.busy(session.id) && !flights.has(session.id));
  };

  return {
    anew,
    refresh: ask,

    async poll(id, context) {
      const session = await ledger.load(id);
      const answer = known(session) ? { session, waitMs: 0 } : await askGently(ask, session, context);
      const interval = pollInterval(answer.session, ledger.now().getTime());
      return {
        session: answer.session,
        pollAfterMs: interval === null ? null : Math.max(interval, answer.waitMs),
      };
    },
  };
}

/** One question to the provider, inside the session's queue. */
export async function askNow(ledger: Ledger, session: Session, context: CallContext): Promise<Session> {
  const change = await ledger.adapter(session).fetchStatus(ledger.forAdapter(session), context);
  return ledger.update(session.id, (current) => {
    const update = ledger.meaning(current, change, true);
    return { ...update, patch: { ...update.patch, refreshedAt: ledger.now() } };
  });
}

/** A provider that is away for a moment is no news for the person: the answer is what was known. */
async function askGently(
  ask: (id: string, context: CallContext) => Promise<Session>,
  session: Session,
  context: CallContext,
): Promise<{ readonly session: Session; readonly waitMs: number }> {
  try {
    return { session: await ask(session.id, context), waitMs: 0 };
  } catch (error) {
    if (!(error instanceof ProviderError && error.retryable)) throw error;
    return { session, waitMs: error.info.retryAfterMs ?? 0 };
  }
}
