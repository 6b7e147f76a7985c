import { maskAadhaarIn } from '../contract/documents/aadhaar.ts';
import { type ReasonCode, reasonCodes } from '../contract/reason.ts';
import type { Checks, Extracted, SessionResult, SessionStatus } from '../contract/status.ts';
import { isFinal, sessionResult, sessionStatus } from '../contract/status.ts';
import type { Outcome } from '../providers/provider.ts';
import type { SessionPatch } from '../store/store.ts';
import type { Session } from './session.ts';

/** How far a status is. A provider's late answer never brings a session back. */
const rank: Readonly<Record<SessionStatus, number>> = {
  pending: 0,
  processing: 1,
  review: 2,
  completed: 3,
  expired: 3,
  failed: 3,
};

export type Verdict = { readonly status: SessionStatus; readonly result: SessionResult | null };

/**
 * What an adapter's answer says, and no more: whatever is not plainly a documented status with its result is `review`,
 * for a person to look at. Adapters are typed, but this is the last place before an approval.
 */
export function readVerdict(outcome: Outcome): Verdict {
  const status = sessionStatus.safeParse(outcome.status);
  if (!status.success) return { status: 'review', result: null };
  if (status.data !== 'completed') return { status: status.data, result: null };
  const result = sessionResult.safeParse(outcome.result);
  return result.success ? { status: 'completed', result: result.data } : { status: 'review', result: null };
}

/**
 * What an outcome changes in a session; null when nothing. A final session changes only where `fill` is set, and then in
 * its facts only, and only when the provider still says the same.
 */
export function applyOutcome(session: Session, outcome: Outcome, fill: boolean): SessionPatch | null {
  const verdict = readVerdict(outcome);
  if (isFinal(session.status)) {
    const confirmed =
      session.status === 'completed' && verdict.status === 'completed' && verdict.result === session.result;
    // What the merchant saw stays: only what was not known is added.
    return fill && confirmed ? facts(session, outcome, keep) : null;
  }
  const moves = rank[verdict.status] >= rank[session.status];
  const next: Verdict = moves ? verdict : { status: session.status, result: null };
  const { reasonCode } = outcome;
  return {
    ...facts(session, outcome, replace),
    ...next,
    ...(moves && reasonCode !== undefined ? { reasonCode: readReason(reasonCode) } : {}),
  };
}

type Merge = <Value>(known: Value, fresh: Value) => Value;
const replace: Merge = (known, fresh) => fresh ?? known;
const keep: Merge = (known, fresh) => known ?? fresh;

function facts(session: Session, { checks, extracted, images }: Outcome, merge: Merge): SessionPatch {
  return {
    ...(checks ? { checks: mergeFacts<Checks>(session.checks, checks, merge) } : {}),
    ...(extracted
      ? { extracted: mergeFacts<Extracted>(session.extracted, masked(session, extracted), merge) }
      : {}),
    // Addresses of pictures run out, so that the newest one counts in any case.
    ...(images ? { images: { ...session.images, ...images } } : {}),
  };
}

/** In other countries twelve digits are something else: the number of a MyKad has as many. */
const mayShowAadhaar = ({ provider, document }: Session): boolean =>
  provider === 'enxtai' || document?.type === 'aadhaar' || document?.type === 'pan';

/** What was read, with whole Aadhaar numbers masked, wherever they stood: in an address just as well. */
function masked(session: Session, extracted: Partial<Extracted>): Partial<Extracted> {
  if (!mayShowAadhaar(session)) return extracted;
  const safe = Object.entries(extracted).map(([name, value]) => [
    name,
    typeof value === 'string' ? maskAadhaarIn(value) : value,
  ]);
  return Object.fromEntries(safe);
}

/** Names that the contract does not have are left out; a fact that is known never becomes unknown. */
function mergeFacts<Facts extends object>(known: Facts, fresh: Partial<Facts>, merge: Merge): Facts {
  const merged = { ...known };
  for (const name of Object.keys(known) as (keyof Facts)[]) {
    const value = fresh[name];
    if (value !== undefined) merged[name] = merge(known[name], value);
  }
  return merged;
}

/** One of the list, never a sentence: upstream text has no way to the person. */
const readReason = (code: string | null): ReasonCode | null =>
  reasonCodes.find((known) => known === code) ?? null;

export const isOverdue = (session: Pick<Session, 'status' | 'expiresAt'>, now: number): boolean =>
  !isFinal(session.status) && session.expiresAt.getTime() <= now;

/** Most verdicts come within seconds; who is still waiting after minutes waits for a person. */
export function pollInterval(
  session: Pick<Session, 'status' | 'createdAt' | 'submittedAt'>,
  now: number,
): number | null {
  if (isFinal(session.status)) return null;
  const waited = now - (session.submittedAt ?? session.createdAt).getTime();
  if (waited < 30_000) return 2000;
  return waited < 120_000 ? 5000 : 15_000;
}
