import type { ProviderName } from '../contract/session.ts';
import { isFinal } from '../contract/status.ts';
import { Problem } from '../http/problem.ts';
import { ProviderError } from '../providers/errors.ts';
import type { CallContext } from '../providers/provider.ts';
import type { Ledger, SessionsOptions } from './ledger.ts';
import type { Sessions } from './service.ts';
import type { Session } from './session.ts';

/** For one provider. */
const AT_ONCE = 8;
const MOST_ROUNDS = 1000;
const FIRST_WAIT_MS = 5000;
const FACTOR = 3;
/** 5 s to 20 min between them; then the sweep's slow questions are enough. */
const MOST_TRIES = 7;
/** News may overtake what the provider answers: as long as it is still at work it is asked again, after 5 s and 15 s. */
const LAGGING_TRIES = 2;
/** Whatever a provider says of the time after which it wants to be asked again. */
const LONGEST_WAIT_MS = 30 * 60_000;
const BEFORE_THE_END_MS = 60_000;
const AFTER_THE_PAGE_MS = 30_000;

const isLagging = ({ status, askTries = 0 }: Session): boolean =>
  status === 'processing' && askTries <= LAGGING_TRIES;

const isDue = ({ askAt }: Session, now: Date): boolean => (askAt ? askAt <= now : false);

interface Waker {
  readonly provider: ProviderName;
  wake: () => void;
}

/** A question that is due now; null when one is due already. For `Ledger.update`. */
export const askSoon = (session: Session, now: Date): { readonly patch: Partial<Session> } | null =>
  isDue(session, now) && !session.askTries ? null : { patch: { askAt: now, askTries: 0 } };

/**
 * Who went to the provider's page may be done there, or be too late, without our hearing of it: the provider is asked when
 * its page has expired, and in any case before the session does. Null where there is no page, or nothing to come.
 */
export function lastQuestion(
  { hosted, expiresAt }: Pick<Session, 'hosted' | 'expiresAt'>,
  now: Date,
): Date | null {
  if (!hosted) return null;
  const end = expiresAt.getTime() - BEFORE_THE_END_MS;
  const pageEnd = hosted.expiresAt === null ? end : Date.parse(hosted.expiresAt) + AFTER_THE_PAGE_MS;
  const time = [Math.min(pageEnd, end), end].find((one) => one > now.getTime());
  return time === undefined ? null : new Date(time);
}

/**
 * Asks providers about sessions whose `askAt` has come. The question is kept in the database until it is answered, so
 * that a webhook may be acknowledged before; a provider that is away is asked again after 5 s, 15 s, and so on.
 * `askAnew` must not answer with what was asked before it was called.
 */
export function createAsk(
  { store, providers, onUnanswered }: SessionsOptions,
  ledger: Ledger,
  askAnew: Sessions['refresh'],
): Pick<Sessions, 'askDue'> & {
  /** Lets an `askDue` that is under way look again. */
  wakeAsking(provider: ProviderName): void;
} {
  /**
   * Puts the next try off first: should this process die, the question is not lost, and does not come at once. Null where
   * there is nothing to ask any more, or another process does.
   */
  const claim = async (id: string): Promise<Session | null> => {
    let isMine = false;
    const claimed = await ledger.update(id, (session) => {
      const tries = session.askTries ?? 0;
      const now = ledger.now();
      if (isFinal(session.status)) return { patch: { askAt: null, askTries: 0 } };
      isMine = isDue(session, now);
      if (!isMine) return null;
      if (tries + 1 >= MOST_TRIES) return { patch: { askAt: lastQuestion(session, now), askTries: 0 } };
      const next = new Date(now.getTime() + FIRST_WAIT_MS * FACTOR ** tries);
      return { patch: { askAt: next, askTries: tries + 1 } };
    });
    return isMine ? claimed : null;
  };

  const later = (ms = 0): Date => new Date(ledger.now().getTime() + Math.min(ms, LONGEST_WAIT_MS));

  const ask = async (id: string, context: CallContext): Promise<void> => {
    let claimed: Session | null = null;
    /** A webhook that came meanwhile wants an answer of its own. */
    const settle = (patch: (session: Session) => Partial<Session>) =>
      ledger.update(id, (session) => {
        const isSame = session.askAt?.getTime() === claimed?.askAt?.getTime();
        return isSame && !isFinal(session.status) ? { patch: patch(session) } : null;
      });
    try {
      claimed = await claim(id);
      if (claimed === null) return;
      await askAnew(id, context);
      await settle((session) =>
        isLagging(session) ? {} : { askAt: lastQuestion(session, ledger.now()), askTries: 0 },
      );
    } catch (error) {
      // Erased meanwhile.
      if (error instanceof Problem) return;
      if (!(error instanceof ProviderError)) throw error;
      if (context.signal.aborted) {
        // Stopped by ourselves: whoever starts next asks at once.
        await settle(() => ({ askAt: ledger.now(), askTries: 0 })).catch(ignoreProblem);
        return;
      }
      onUnanswered?.(error, context);
      // Away for now: the claim has said when to try again, unless the provider wants more time.
      const wanted = later(error.info.retryAfterMs);
      const planned = claimed?.askAt;
      if (planned && wanted > planned) await settle(() => ({ askAt: wanted })).catch(ignoreProblem);
    }
  };

  const wakers = new Set<Waker>();

  /** Until nothing is due and nothing is under way. What comes meanwhile is asked beside what is slow. */
  const askOf = async (provider: ProviderName, context: CallContext): Promise<void> => {
    const running = new Map<string, Promise<void>>();
    const faults: unknown[] = [];
    const waker: Waker = { provider, wake: () => undefined };
    wakers.add(waker);
    const start = async () => {
      for (const id of await store.toAsk(provider, ledger.now(), 2 * AT_ONCE)) {
        if (running.size >= AT_ONCE) return;
        // Not yet claimed, or claimed and wanted again: its turn comes when it has ended.
        if (running.has(id)) continue;
        const job = ask(id, context)
          .catch((error: unknown) => void faults.push(error))
          .finally(() => running.delete(id));
        running.set(id, job);
      }
    };
    try {
      for (let round = 0; ; round += 1) {
        const woken = new Promise<void>((resolve) => {
          waker.wake = resolve;
        });
        // Bounded: every question that was claimed is due later, or not at all.
        if (round < MOST_ROUNDS && faults.length === 0 && !context.signal.aborted) await start();
        if (running.size === 0) break;
        await Promise.race([...running.values(), woken]);
      }
    } finally {
      wakers.delete(waker);
    }
    if (faults.length > 0) throw faults[0];
  };

  return {
    async askDue(context, only) {
      const names = only === undefined ? [...providers.keys()] : [only];
      // One that is slow keeps nobody waiting but its own.
      await Promise.all(names.map((name) => askOf(name, context)));
    },
    wakeAsking(name) {
      for (const { provider, wake } of wakers) if (provider === name) wake();
    },
  };
}

function ignoreProblem(error: unknown): void {
  if (!(error instanceof Problem)) throw error;
}
