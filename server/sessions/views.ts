import type { CodeEvidence } from '../contract/code.ts';
import type { HostedPage } from '../contract/flow.ts';
import type { Session as SessionView } from '../contract/session.ts';
import type { FlowStatus } from '../contract/status.ts';
import type { Delivery } from '../contract/webhook.ts';
import { evidenceOfFaces } from '../liveness/evidence.ts';
import type { DeliveryRecord } from '../store/store.ts';
import type { HostedState, KnownCode, Session } from './session.ts';

/** What was read of a code, without a word of the person. */
export const evidenceOf = ({ slot, kind, signature, matches }: KnownCode): CodeEvidence => ({
  slot,
  kind,
  signature,
  matches,
});

/** `liveness` where there is evidence of it. */
function facesOf({ liveness = [], uploads }: Session): Pick<SessionView, 'liveness'> {
  const evidence = evidenceOfFaces(liveness, uploads);
  return evidence.length > 0 ? { liveness: evidence } : {};
}

/** A session as the merchant sees it. What the merchant sent about the person is not sent back. */
export const merchantView = (session: Session): SessionView => ({
  id: session.id,
  status: session.status,
  result: session.result,
  provider: session.provider,
  mode: session.mode,
  checks: session.checks,
  extracted: session.extracted,
  ...(session.codes && { codes: session.codes.map(evidenceOf) }),
  ...facesOf(session),
  ...(session.images && { images: { ...session.images } }),
  rejectReason: session.reasonCode,
  metadata: { ...session.metadata },
  createdAt: session.createdAt.toISOString(),
  updatedAt: session.updatedAt.toISOString(),
  expiresAt: session.expiresAt.toISOString(),
});

/** A session as the person may know it. */
export const personView = (session: Session, pollAfterMs: number | null): FlowStatus => ({
  sessionId: session.id,
  status: session.status,
  result: session.result,
  reasonCode: session.reasonCode,
  pollAfterMs,
});

/** The provider's page as the person may know it. */
export const hostedView = ({ url, expiresAt, opened = false }: HostedState): HostedPage => ({
  url,
  expiresAt,
  opened,
});

/** An event's fate as the merchant sees it. */
export const deliveryView = (record: DeliveryRecord): Delivery => ({
  id: record.id,
  sessionId: record.sessionId,
  type: record.type,
  status: record.status,
  createdAt: record.createdAt.toISOString(),
  nextAttemptAt: record.dueAt?.toISOString() ?? null,
  attempts: record.attempts.map(({ at, ...attempt }) => ({ at: at.toISOString(), ...attempt })),
});
