import type { Store } from '../store/store.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { Ledger } from './ledger.ts';
import type { Sessions } from './service.ts';

/** The log of what was sent to the merchant. */
export function createDeliveries(store: Store, ledger: Ledger): Pick<Sessions, 'deliveries'> {
  return {
    async deliveries({ limit, cursor, sessionId, status }) {
      const before = cursor === undefined ? undefined : readCursor(cursor, /^evt_[a-z0-9]{1,40}$/);
      // So that an unknown session is told from one without news.
      if (sessionId !== undefined) await ledger.load(sessionId);
      const found = await store.deliveries({
        limit: limit + 1,
        ...(before ? { before } : {}),
        ...(sessionId === undefined ? {} : { sessionId }),
        ...(status ? { status } : {}),
      });
      const deliveries = found.slice(0, limit);
      const last = deliveries.at(-1);
      return { deliveries, nextCursor: last && found.length > limit ? writeCursor(last) : null };
    },
  };
}
