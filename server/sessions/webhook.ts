import { isFinal } from '../contract/status.ts';
import { Problem } from '../http/problem.ts';
import type { CallContext, FindSession, ProviderAdapter, WebhookRequest } from '../providers/provider.ts';
import type { Ledger, SessionsOptions } from './ledger.ts';
import { askNow } from './refresh.ts';
import type { Sessions } from './service.ts';
import type { Session } from './session.ts';

/** A provider's news. It counts as processed only after everything succeeded, so that a failed one may come again. */
export function createWebhook({ store, providers }: SessionsOptions, ledger: Ledger): Sessions['webhook'] {
  const receive = (adapter: ProviderAdapter, request: WebhookRequest, context: CallContext) => {
    const find: FindSession = async (reference) => {
      const session = await store.findByReference(adapter.name, reference);
      return session ? ledger.forAdapter(session) : null;
    };
    return adapter.receiveWebhook(request, find, context);
  };

  return async (name, request, context) => {
    const adapter = providers.get(name);
    if (!adapter) throw new Problem('not_found', 'There is no such webhook.');
    const event = await receive(adapter, request, context);
    if (event.kind === 'ignored' || (await store.hasReceipt(name, event.dedupeKey))) return;
    const { sessionId: id, dedupeKey } = event;
    const session = await ledger.load(id);
    if (session.provider !== name)
      throw new Problem('session_not_found', 'There is no session with this id.');

    let now: Session;
    if (!event.trusted) {
      now = await ledger.exclusive.run(id, async () => {
        const current = await ledger.load(id);
        return isFinal(current.status) ? current : askNow(ledger, current, context);
      });
    } else if (event.change.state === undefined) {
      now = await ledger.update(id, (current) => ledger.meaning(current, event.change));
    } else {
      now = await ledger.exclusive.run(id, async () => {
        // The state was made from what was known before the queue: made again here, it forgets nothing.
        const again = await receive(adapter, request, context);
        const change = again.kind === 'event' && again.sessionId === id ? again.change : {};
        return ledger.update(id, (current) => ledger.meaning(current, change));
      });
    }
    // Anybody can send an untrusted one: sent too early, it must not stand in the way of the true one.
    if (event.trusted || isFinal(now.status)) await store.receipt(name, dedupeKey, ledger.now());
  };
}
