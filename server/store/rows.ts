import type { Selectable } from 'kysely';
import type { UploadRequest } from '../contract/upload.ts';
import type { Session } from '../sessions/session.ts';
import type { Vault } from './crypto.ts';
import type { Tables } from './schema.ts';
import type { DeliveryRecord } from './store.ts';

export type SessionRow = Selectable<Tables['sessions']>;
type UploadRow = Selectable<Tables['uploads']>;

type Given = Pick<
  Session,
  'document' | 'user' | 'details' | 'hosted' | 'redirectUrl' | 'webhookUrl' | 'metadata'
>;
type Found = Pick<Session, 'state' | 'checks' | 'extracted' | 'images' | 'refused' | 'codes' | 'liveness'>;

const time = (date: Date | null | undefined): number | null => date?.getTime() ?? null;
const date = (milliseconds: number | null): Date | null =>
  milliseconds === null ? null : new Date(milliseconds);

const place = (id: string, column: 'given' | 'found') => `sessions/${id}/${column}`;

export function toRow(session: Session, vault: Vault): SessionRow {
  const { document, user, details, hosted, redirectUrl, webhookUrl, metadata } = session;
  const { state, checks, extracted, images, refused, codes, liveness } = session;
  const given: Given = { document, user, details, hosted, redirectUrl, webhookUrl, metadata };
  const found: Found = { state, checks, extracted, images, refused, codes, liveness };
  return {
    id: session.id,
    provider: session.provider,
    mode: session.mode,
    status: session.status,
    result: session.result,
    reason_code: session.reasonCode,
    locale: session.locale,
    platform: session.platform,
    given: vault.seal(given, place(session.id, 'given')),
    found: vault.seal(found, place(session.id, 'found')),
    submitted_at: time(session.submittedAt),
    refreshed_at: time(session.refreshedAt),
    created_at: session.createdAt.getTime(),
    updated_at: session.updatedAt.getTime(),
    expires_at: session.expiresAt.getTime(),
    version: session.version,
    ask_at: time(session.askAt),
    ask_tries: session.askTries ?? 0,
  };
}

export function fromRow(row: SessionRow, uploads: readonly UploadRow[], vault: Vault): Session {
  return {
    id: row.id,
    provider: row.provider,
    mode: row.mode,
    status: row.status,
    result: row.result,
    reasonCode: row.reason_code,
    locale: row.locale,
    platform: row.platform,
    // Only `toRow` seals for these places.
    ...(vault.open(row.given, place(row.id, 'given')) as Given),
    ...(vault.open(row.found, place(row.id, 'found')) as Found),
    uploads: uploads.map(toUpload),
    submittedAt: date(row.submitted_at),
    refreshedAt: date(row.refreshed_at),
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
    expiresAt: new Date(row.expires_at),
    version: row.version,
    askAt: date(row.ask_at),
    askTries: row.ask_tries,
  };
}

const toUpload = ({ slot, content_type, size, sha256 }: UploadRow): UploadRequest => ({
  slot,
  contentType: content_type,
  size,
  sha256,
});

export const toDelivery = (
  row: Selectable<Tables['deliveries']>,
  attempts: readonly Selectable<Tables['delivery_attempts']>[],
): DeliveryRecord => ({
  id: row.id,
  sessionId: row.session_id,
  type: row.type,
  status: row.status,
  createdAt: new Date(row.created_at),
  dueAt: date(row.due_at),
  attempts: attempts
    .filter((attempt) => attempt.delivery_id === row.id)
    .map((attempt) => ({
      at: new Date(attempt.at),
      httpStatus: attempt.http_status,
      outcome: attempt.outcome,
      durationMs: attempt.duration_ms,
    })),
});
