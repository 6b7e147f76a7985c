import { isFinal } from '../contract/status.ts';
import { Problem } from '../http/problem.ts';
import type { CallContext, FindSession, ProviderAdapter, WebhookRequest } from '../providers/provider.ts';
import { askSoon } from './ask.ts';
import type { Ledger, SessionsOptions } from './ledger.ts';
import type { Sessions } from './service.ts';
import type { Session } from './session.ts';

/**
 * A provider's news. What it proves is written down before it is acknowledged; what it does not prove becomes a question
 * to the provider, which is written down too and asked after the acknowledgement: providers give up waiting within seconds.
 */
export function createWebhook(options: SessionsOptions, ledger: Ledger): Sessions['webhook'] {
  const { store, providers, onAsk } = options;
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

    const askLater = async (): Promise<Session> => {
      const asked = await ledger.update(id, (current) =>
        isFinal(current.status) ? null : askSoon(current, ledger.now()),
      );
      if (!isFinal(asked.status)) onAsk?.(name);
      return asked;
    };

    let now: Session;
    const makesState = event.change.state !== undefined;
    // A state is made from the newest one, which a call that is under way is about to change.
    if (!event.trusted || (makesState && ledger.exclusive.busy(id))) {
      now = await askLater();
    } else if (!makesState) {
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
