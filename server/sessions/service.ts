import type { CodeAnswer, Details, FlowStep, KnownCodes, SendCode } from '../contract/flow.ts';
import type { LivenessAnswer, LivenessReport } from '../contract/liveness.ts';
import type { CreateSession, ProviderName } from '../contract/session.ts';
import type { UploadRequest, UploadTarget } from '../contract/upload.ts';
import type { UpstreamFile } from '../providers/call.ts';
import type { CallContext, WebhookRequest } from '../providers/provider.ts';
import type { DeliveryRecord } from '../store/store.ts';
import type { Session } from './session.ts';

/**
 * Everything that may happen to a session. Rejects with Problem (`session_not_found`, `session_expired`,
 * `session_closed`, …) or with the adapter's ProviderError / WebhookRejected, which the HTTP layer translates.
 */
export interface Sessions {
  /** Makes a session, or finds the one that this idempotency key made (`replayed`). */
  create(
    body: CreateSession,
    idempotency: { readonly key: string; readonly apiKeyId: string } | null,
    context: CallContext,
  ): Promise<{ readonly session: Session; readonly replayed: boolean }>;
  /** Expired sessions are found, as expired. */
  get(id: string): Promise<Session>;
  list(options: {
    readonly limit: number;
    readonly cursor?: string;
    readonly status?: Session['status'];
    readonly provider?: ProviderName;
  }): Promise<{ readonly sessions: readonly Session[]; readonly nextCursor: string | null }>;
  /** Asks the provider now; also for a completed session, whose facts it may fill in but whose result stays. */
  refresh(id: string, context: CallContext): Promise<Session>;
  /** For a waiting widget: asks the provider when the last answer is old enough. `pollAfterMs` is null when final. */
  poll(
    id: string,
    context: CallContext,
  ): Promise<{ readonly session: Session; readonly pollAfterMs: number | null }>;
  erase(id: string): Promise<void>;
  /** As `get`; while the session is open, with a round of challenges for each face that the flow asks for. */
  prepare(id: string): Promise<Session>;
  /** Consent first, then what the provider wants; `done` filled in, and what is known of liveness. */
  steps(session: Session): readonly FlowStep[];
  saveDetails(id: string, details: Details, context: CallContext): Promise<void>;
  /**
   * Understands a code of a slot that asks for one, compares it and keeps it in place of an earlier one. Rejects with
   * `code_unreadable` for what means to be such a code and is none.
   */
  readCode(id: string, code: SendCode): Promise<CodeAnswer>;
  /** What was read so far, while everything is still to be handed in. */
  knownCodes(id: string): Promise<KnownCodes>;
  /**
   * Keeps what the page tells of a round of challenges, or of a face that is photographed without; `liveness_round_over` for
   * challenges of before. Evidence for the merchant: nothing else follows from it.
   */
  reportLiveness(id: string, report: LivenessReport): Promise<LivenessAnswer>;
  /** Checks slot, type and size against the step. `contentUrl` is our own streamed route, where the provider has no presigned URL. */
  uploadTarget(
    id: string,
    file: UploadRequest,
    contentUrl: (slot: string) => string,
    context: CallContext,
  ): Promise<UploadTarget>;
  /** Streams the file that was announced by `uploadTarget` on; checks its length and digest on the way. */
  streamUpload(
    id: string,
    slot: string,
    body: AsyncIterable<Uint8Array>,
    contentType: string,
    context: CallContext,
  ): Promise<void>;
  submit(
    id: string,
    context: CallContext,
  ): Promise<{ readonly session: Session; readonly pollAfterMs: number | null }>;
  webhook(provider: ProviderName, request: WebhookRequest, context: CallContext): Promise<void>;
  /**
   * Hosted mode: the person is about to go to the provider's page, for the first time or again; where it opens only once
   * they may get another one. `returnUrl` is where they want to come back to.
   * `step_conflict` where there is no such page, `session_closed` when there is nothing left to do there.
   */
  openHosted(id: string, returnUrl: string | null, context: CallContext): Promise<Session>;
  /**
   * Hosted mode: the person is back from the provider's page, and so the provider is asked soon: its own news may be late,
   * or lost. As `get` for any other session.
   */
  returned(id: string): Promise<Session>;
  /** A picture of a completed session, fetched from the provider and kept nowhere. */
  image(id: string, name: string, context: CallContext): Promise<UpstreamFile>;
  /** What became of the events of one session or of all, the newest first. */
  deliveries(options: {
    readonly limit: number;
    readonly cursor?: string;
    readonly sessionId?: string;
    readonly status?: DeliveryRecord['status'];
  }): Promise<{ readonly deliveries: readonly DeliveryRecord[]; readonly nextCursor: string | null }>;
  /** Asks providers, or `only` this one, about sessions that a webhook, or the clock, has made due. */
  askDue(context: CallContext, only?: ProviderName): Promise<void>;
  /**
   * Expires what is overdue, asks providers about what has been undecided for long (a webhook may be lost, and no widget
   * may be waiting any more), and drops what is past its time.
   */
  sweep(context: CallContext): Promise<void>;
}
