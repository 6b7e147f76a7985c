import { isFinal } from '../contract/status.ts';
import { Problem } from '../http/problem.ts';
import type { CallContext } from '../providers/provider.ts';
import { askSoon } from './ask.ts';
import type { Ledger, SessionsOptions } from './ledger.ts';
import type { Sessions } from './service.ts';
import type { HostedState, Session } from './session.ts';

/** Whoever loads the page of the return again and again does not make the server ask as often. */
const ASK_AGAIN_MS = 2000;

/** The way to the provider's own page and back, and the pictures that were taken there. */
export function createHosted(
  { onAsk }: SessionsOptions,
  ledger: Ledger,
): Pick<Sessions, 'openHosted' | 'returned' | 'image'> {
  const wasJustAsked = ({ refreshedAt }: Session): boolean =>
    refreshedAt !== null && ledger.now().getTime() - refreshedAt.getTime() < ASK_AGAIN_MS;

  /** Another page, where the present one was left unfinished and opens only once. */
  const reopen = async (id: string, context: CallContext): Promise<void> => {
    const session = await ledger.load(id);
    pageOf(session);
    const change = await ledger.adapter(session).reopen?.(ledger.forAdapter(session), context);
    if (!change) return;
    const { hosted: page } = change;
    await ledger.update(id, (current) => {
      const { patch, ...meaning } = ledger.meaning(current, change);
      const hosted = page && {
        ...current.hosted,
        url: page.url,
        expiresAt: page.expiresAt?.toISOString() ?? null,
      };
      return { ...meaning, patch: { ...patch, ...(hosted ? { hosted } : {}) } };
    });
  };

  return {
    returned: async (id) => {
      const session = await ledger.load(id);
      let isAsked = false;
      const now = await ledger.update(id, (current) => {
        // Where the last question had no answer the next one is put off already.
        const isIdle =
          !current.hosted || isFinal(current.status) || current.askTries || wasJustAsked(current);
        const question = isIdle ? null : askSoon(current, ledger.now());
        isAsked = question !== null;
        return question;
      });
      if (isAsked) onAsk?.(session.provider);
      return now;
    },

    openHosted: async (id, returnUrl, context) => {
      // Expires it first, if its time is over.
      const present = pageOf(await ledger.load(id));
      if (present.opened) await ledger.exclusive.run(id, () => reopen(id, context));
      return ledger.update(id, (session) => {
        const hosted = pageOf(session);
        const opened = { ...hosted, opened: true, ...(returnUrl === null ? {} : { returnUrl }) };
        const isSame = hosted.opened === true && hosted.returnUrl === opened.returnUrl;
        return isSame ? null : { patch: { hosted: opened } };
      });
    },

    image: async (id, name, context) => {
      const session = await ledger.load(id);
      const adapter = ledger.adapter(session);
      if (session.status !== 'completed' || !adapter.fetchImage || !adapter.images?.includes(name)) {
        throw new Problem('not_found', 'There is no such picture.');
      }
      return adapter.fetchImage(ledger.forAdapter(session), name, context);
    },
  };
}

/** The page that the person may go to. Throws Problem where there is none, or nothing left to do on it. */
function pageOf({ hosted, status }: Session): HostedState {
  if (!hosted) throw new Problem('step_conflict', 'This session has no page of the provider.');
  if (status === 'expired') throw new Problem('session_expired', 'The session has expired.');
  if (isFinal(status) || status === 'review') {
    throw new Problem('session_closed', 'There is nothing left to do on the page of the provider.');
  }
  return hosted;
}
