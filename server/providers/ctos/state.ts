import { z } from 'zod';
import type { ProviderSession } from '../provider.ts';

/** One onboarding with its page, which opens a single time. */
const transactionShape = z.object({
  /** Ours, as it was sent. */
  refId: z.string().min(1),
  /** Theirs, as it was returned: the one that is signed and asked with from then on. */
  upstreamRefId: z.string().min(1),
  onboardingId: z.string().min(1),
  /** Ours of the creation, and theirs of its answer if there was one. */
  signatures: z.array(z.string().min(1)),
});
export type Transaction = z.infer<typeof transactionShape>;

const stateShape = transactionShape.extend({
  /** Those whose page was left unfinished, the newest first: the person may have been further than it seemed. */
  earlier: z.array(transactionShape).optional(),
});
export type State = z.infer<typeof stateShape>;

export const readState = (session: ProviderSession): State | null =>
  stateShape.safeParse(session.state).data ?? null;

/** The present transaction first. */
export const transactionsOf = ({ earlier = [], ...present }: State): readonly Transaction[] => [
  present,
  ...earlier,
];

/** The same transactions with another one as the present. */
export const withPresent = (
  state: State,
  present: Transaction,
): Transaction & { readonly earlier: Transaction[] } => ({
  ...present,
  earlier: transactionsOf(state).filter(({ refId }) => refId !== present.refId),
});

const REF_ID_LENGTH = 32;
const SESSION_PART = 24;

/**
 * 32 characters, the most that there may be: the random part of the session id, by which people find a transaction again,
 * and eight digits of a UUID. The gateway refuses a `ref_id` that it has seen, also for the same session.
 */
export function newRefId(sessionId: string, uuid: string): string {
  const hex = uuid.replaceAll('-', '');
  return (sessionId.slice(-SESSION_PART) + hex.slice(-(REF_ID_LENGTH - SESSION_PART))).padStart(
    REF_ID_LENGTH,
    '0',
  );
}

/** Ours, out of one that the gateway put a prefix before. */
export const withoutPrefix = (refId: string): string => refId.slice(-REF_ID_LENGTH);

/** Whether a transaction's name, with or without a prefix, means this one. */
export const isRefOf = (given: string, { refId, upstreamRefId }: Transaction): boolean =>
  given === upstreamRefId || given.endsWith(refId);
