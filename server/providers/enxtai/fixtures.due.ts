import { journey, type Operation, openAdapter, perform } from '../conformance.harness.ts';
import type { Routes } from '../conformance.upstream.ts';
import type { CallContext, Change, ProviderSession } from '../provider.ts';
import { fixtures } from './fixtures.ts';

export const context = (): CallContext => ({ signal: new AbortController().signal, requestId: 'request-1' });

/** An adapter with a session for which `operation` is due, the changed routes standing from then on. */
export const due = async (operation: Operation, changed: Routes = {}) => {
  const { adapter, upstream } = openAdapter(fixtures);
  const { session } = await journey(fixtures, adapter, operation);
  upstream.set(changed);
  upstream.seen.length = 0;
  const run = (standing: ProviderSession = session) => perform(fixtures, adapter, operation, standing);
  const after = (change: Change): ProviderSession => ({ ...session, state: change.state ?? session.state });
  return { adapter, upstream, session, run, after };
};
