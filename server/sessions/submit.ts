import type { FlowStep } from '../contract/flow.ts';
import { Problem } from '../http/problem.ts';
import { ProviderError } from '../providers/errors.ts';
import type { Outcome } from '../providers/provider.ts';
import { assertOpen, type Ledger } from './ledger.ts';
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
    assertComplete(stepsOf(adapter, known));
    const change = await adapter.submit(known, context).catch(async (error: unknown) => {
      // The session stays open for what is missing; a page that is loaded anew asks for just that.
      const missed = missedBy(error);
      if (missed.length > 0) await ledger.update(session.id, () => ({ missed }));
      throw error;
    });
    return ledger.update(session.id, (current) =>
      ledger.meaning(current, { ...change, outcome: change.outcome ?? accepted }),
    );
  };

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

const missedBy = (error: unknown): readonly string[] =>
  error instanceof ProviderError && error.kind === 'upload_missing' ? (error.info.fields ?? []) : [];

function assertComplete(steps: readonly FlowStep[]): void {
  const missing = steps.filter((step) => step.kind !== 'consent' && !step.done && step.optional !== true);
  const fields = missing
    .flatMap((step) => step.fields ?? [])
    .filter((field) => field.required)
    .map(({ name }) => ({ path: name, message: 'is required' }));
  if (missing.some((step) => step.kind === 'details')) {
    throw new Problem('details_invalid', 'The form is not filled in.', { details: fields });
  }
  const slots = missing.flatMap(({ slot }) => (slot ? [{ path: slot, message: 'is missing' }] : []));
  if (slots.length > 0) throw new Problem('upload_missing', 'A file is missing.', { details: slots });
}
