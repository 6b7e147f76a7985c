import { isFinal } from '../contract/status.ts';
import { Problem } from '../http/problem.ts';
import { ProviderError } from '../providers/errors.ts';
import type { CallContext } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';
import type { Ledger } from './ledger.ts';
import type { Sessions } from './service.ts';
import type { Session } from './session.ts';

const AT_ONCE = 8;
const FIRST_WAIT_MS = 5000;
const FACTOR = 3;
/** 5 s to 20 min between them; then the sweep's slow questions are enough. */
const MOST_TRIES = 7;
/** News may overtake what the provider answers: as long as it is still at work it is asked again, after 5 s and 15 s. */
const LAGGING_TRIES = 2;

/** A question that is due now; null when one is due already. For `Ledger.update`. */
export const askSoon = (session: Session, now: Date): { readonly patch: Partial<Session> } | null =>
  session.askAt && session.askAt <= now && !session.askTries ? null : { patch: { askAt: now, askTries: 0 } };

/**
 * Asks providers about sessions whose `askAt` has come. The question is kept in the database until it is answered, so
 * that a webhook may be acknowledged before; a provider that is away is asked again after 5 s, 15 s, and so on.
 */
export function createAsk(
  store: Store,
  ledger: Ledger,
  refresh: Sessions['refresh'],
): Pick<Sessions, 'askDue'> {
  /** Puts the next try off first: should this process die, the question is not lost, and does not come at once. */
  const claim = async (id: string): Promise<Date | null> => {
    let next: Date | null = null;
    await ledger.update(id, (session) => {
      const tries = session.askTries ?? 0;
      const isLast = tries + 1 >= MOST_TRIES || isFinal(session.status);
      next = isLast ? null : new Date(ledger.now().getTime() + FIRST_WAIT_MS * FACTOR ** tries);
      return { patch: { askAt: next, askTries: isLast ? 0 : tries + 1 } };
    });
    return next;
  };

  const ask = async (id: string, context: CallContext): Promise<void> => {
    try {
      const claimed = await claim(id);
      await refresh(id, context);
      await ledger.update(id, (session) => {
        const isLagging = session.status === 'processing' && (session.askTries ?? 0) <= LAGGING_TRIES;
        // A webhook that came meanwhile wants an answer of its own.
        const isOther = session.askAt?.getTime() !== claimed?.getTime();
        return isLagging || isOther ? null : { patch: { askAt: null, askTries: 0 } };
      });
    } catch (error) {
      // Erased, or away for now: the claim has said when to try again.
      if (!(error instanceof ProviderError || error instanceof Problem)) throw error;
    }
  };

  return {
    async askDue(context) {
      // Bounded: every question that was claimed is due later, or not at all.
      for (let round = 0; round < 100 && !context.signal.aborted; round += 1) {
        const ids = await store.toAsk(ledger.now(), AT_ONCE);
        await Promise.all(ids.map((id) => ask(id, context)));
        if (ids.length < AT_ONCE) return;
      }
    },
  };
}
