import type { FlowStep } from '../contract/flow.ts';
import type { ProviderAdapter, ProviderSession } from '../providers/provider.ts';
import type { Refused } from './session.ts';

type Step = Omit<FlowStep, 'done'>;

const consent: Step = { id: 'consent', kind: 'consent', accept: [], maxBytes: 0 };

/**
 * Consent first, then what the provider wants. An announced upload counts as done until it is missed, and a form until it
 * is refused.
 */
export function stepsOf(
  adapter: ProviderAdapter,
  session: ProviderSession,
  refused: Refused | undefined,
): readonly FlowStep[] {
  const steps = adapter.steps(session).map((step) => ({ ...step, ...stateOf(step, session, refused) }));
  // The server keeps nothing of the consent: a page that was loaded anew asks again.
  return [{ ...consent, done: false }, ...steps];
}

function stateOf(
  { kind, slot = '' }: Step,
  { details, uploads }: ProviderSession,
  refused: Refused | undefined,
): Pick<FlowStep, 'done' | 'refused'> {
  if (kind !== 'details') {
    const isRefused = refused?.slots.includes(slot);
    return { done: uploads.some((upload) => upload.slot === slot), ...(isRefused && { refused: [] }) };
  }
  const fields = refused?.details ?? null;
  return fields ? { done: false, refused: [...fields] } : { done: details !== null };
}
