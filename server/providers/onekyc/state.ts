import { z } from 'zod';
import { ProviderError } from '../errors.ts';
import type { ProviderSession, ProviderState } from '../provider.ts';
import { face, ktp, type Part } from './parts.ts';
import { name } from './settings.ts';
import { submissionId } from './wire.ts';

const submission = z.object({
  /** One id per submission, for all of its calls: OneKYC correlates and looks up by it. */
  partnerSessionId: z.string(),
  /** Of the latest upload address. */
  submissionId: submissionId.exactOptional(),
  /** True from the moment when the confirmation was accepted. */
  submitted: z.boolean().exactOptional(),
});
export type Submission = z.infer<typeof submission>;

/** The KTP's submission stands at the top, where it was before there was another one. */
const stateShape = submission.extend({
  sdkSessionId: z.string(),
  /** Of the face; absent in sessions that were begun without. */
  liveness: submission.exactOptional(),
});
export type State = z.infer<typeof stateShape>;

/** Rejects with ProviderError `conflict` for a state that this adapter cannot have written. */
export function readState(session: ProviderSession, operation: string): State {
  const state = stateShape.safeParse(session.state);
  if (!state.success) throw new ProviderError(name, operation, 'conflict');
  return state.data;
}

/** A picture of the session, and how far its submission is. */
export interface Begun {
  readonly part: Part;
  readonly submission: Submission;
}

/** In the order of the steps. */
export const submissionsOf = (state: State): readonly [Begun, ...Begun[]] => [
  { part: ktp, submission: state },
  ...(state.liveness ? [{ part: face, submission: state.liveness }] : []),
];

/** What a session was begun with; `asConfigured` decides for one that is not begun yet. */
export function partsOf(state: ProviderState | undefined, asConfigured: boolean): readonly Part[] {
  const begun = stateShape.safeParse(state);
  if (begun.success) return submissionsOf(begun.data).map(({ part }) => part);
  return asConfigured ? [ktp, face] : [ktp];
}

/** The state with what changed of one of its submissions. */
export function withSubmission(state: State, { slot }: Part, changed: Partial<Submission>): State {
  if (slot === 'ktp') return { ...state, ...changed };
  return state.liveness ? { ...state, liveness: { ...state.liveness, ...changed } } : state;
}
