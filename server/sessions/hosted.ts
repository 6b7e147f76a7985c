import { isFinal } from '../contract/status.ts';
import { Problem } from '../http/problem.ts';
import type { Ledger } from './ledger.ts';
import type { Sessions } from './service.ts';

/** The way to the provider's own page, and the pictures that were taken there. */
export function createHosted(ledger: Ledger): Pick<Sessions, 'openHosted' | 'image'> {
  return {
    openHosted: async (id, returnUrl) => {
      // Expires it first, if its time is over.
      await ledger.load(id);
      return ledger.update(id, (session) => {
        const { hosted, status } = session;
        if (!hosted) throw new Problem('step_conflict', 'This session has no page of the provider.');
        if (status === 'expired') throw new Problem('session_expired', 'The session has expired.');
        if (isFinal(status) || status === 'review') {
          throw new Problem('session_closed', 'There is nothing left to do on the page of the provider.');
        }
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
