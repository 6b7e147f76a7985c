import type { FlowStep } from '../contract/flow.ts';
import { Problem } from '../http/problem.ts';
import type { Outcome } from '../providers/provider.ts';
import { assertOpen, type Ledger } from './ledger.ts';
import { readRefusal } from './refused.ts';
import { pollInterval } from './rules.ts';
import type { Sessions } from './service.ts';
import type { Session } from './session.ts';
import { stepsOf } from './steps.ts';

const accepted: Outcome = { status: 'processing', result: null };

/** Hands everything in, once: who asks again gets the session as it stands. */
export function createSubmit(ledger: Ledger): Sessions['submit'] {
  const handIn = async (session: Session, context: Parameters<Sessions['submit']>[1]) => {
    assertOpen(session);
    const adapter = ledger.adapter(session);
    const known = ledger.forAdapter(session);
    if (!adapter.submit) throw new Problem('step_conflict', 'This provider takes nothing from here.');
    assertComplete(stepsOf(adapter, known, session.refused));
    const change = await adapter.submit(known, context).catch(async (error: unknown) => {
      await remember(session.id, error);
      throw error;
    });
    return ledger.update(session.id, (current) =>
      ledger.meaning(current, { ...change, outcome: change.outcome ?? accepted }),
    );
  };

  /** What the provider refuses has to come anew, and only that: also a page that is loaded anew learns of it. */
  const remember = (id: string, error: unknown) =>
    ledger.update(id, (current) => {
      const refused = current.status === 'pending' ? readRefusal(error, current) : null;
      return refused && { patch: { refused } };
    });

  return async (id, context) => {
    const session = await ledger.exclusive.run(id, async () => {
      const current = await ledger.load(id);
      return isHandedIn(current) ? current : handIn(current, context);
    });
    return { session, pollAfterMs: pollInterval(session, ledger.now().getTime()) };
  };
}

const isHandedIn = ({ status }: Session): boolean =>
  status === 'processing' || status === 'review' || status === 'completed';

function assertComplete(steps: readonly FlowStep[]): void {
  const missing = steps.filter((step) => step.kind !== 'consent' && !step.done && step.optional !== true);
  const forms = missing.filter(({ kind }) => kind === 'details');
  if (forms.length > 0) {
    throw new Problem('details_invalid', 'The form is not filled in, or was refused.', {
      details: forms.flatMap(faultsOf),
    });
  }
  const slots = missing.flatMap(({ slot }) => (slot ? [{ path: slot, message: 'is missing' }] : []));
  if (slots.length > 0) throw new Problem('upload_missing', 'A file is missing.', { details: slots });
}

const faultsOf = ({ refused, fields = [] }: FlowStep) =>
  refused?.map((path) => ({ path, message: 'is not accepted by the provider' })) ??
  fields.filter(({ required }) => required).map(({ name }) => ({ path: name, message: 'is required' }));
