import type { FlowStep } from '../contract/flow.ts';
import type { ProviderAdapter, ProviderSession } from '../providers/provider.ts';

type Step = Omit<FlowStep, 'done'>;

const consent: Step = { id: 'consent', kind: 'consent', accept: [], maxBytes: 0 };

/** Consent first, then what the provider wants. An announced upload counts as done until the provider misses it. */
export function stepsOf(adapter: ProviderAdapter, session: ProviderSession): readonly FlowStep[] {
  const steps = adapter.steps(session).map((step) => ({ ...step, done: has(session, step) }));
  // The server keeps nothing of the consent: a page that was loaded anew asks again.
  return [{ ...consent, done: false }, ...steps];
}

function has(session: ProviderSession, step: Step): boolean {
  if (step.kind === 'details') return session.details !== null;
  return session.uploads.some((upload) => upload.slot === step.slot);
}
