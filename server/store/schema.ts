import type { Generated } from 'kysely';
import type { Mode, ProviderName } from '../contract/session.ts';
import type { SessionResult, SessionStatus } from '../contract/status.ts';

/** Times are milliseconds since the epoch. `Uint8Array` columns are sealed, or blinded where the name ends in `_hash`. */
export interface Tables {
  meta: { key: string; value: Uint8Array };
  sessions: {
    id: string;
    provider: ProviderName;
    mode: Mode;
    status: SessionStatus;
    result: SessionResult | null;
    reason_code: string | null;
    locale: string;
    platform: 'Web' | 'iOS' | 'Android';
    /** What the merchant and the person gave. */
    given: Uint8Array;
    /** What the provider answered, and what its adapter remembers. */
    found: Uint8Array;
    submitted_at: number | null;
    refreshed_at: number | null;
    created_at: number;
    updated_at: number;
    expires_at: number;
    version: number;
    /** When the provider is to be asked next, whatever else happens; null when nobody has to. */
    ask_at: number | null;
    ask_tries: number;
  };
  session_references: {
    sequence: Generated<number>;
    provider: ProviderName;
    reference_hash: Uint8Array;
    session_id: string;
  };
  uploads: { session_id: string; slot: string; content_type: string; size: number; sha256: string };
  idempotency_keys: {
    key_hash: Uint8Array;
    session_id: string;
    /** Sealed: a digest of a body with a short document number could be guessed back. */
    request: Uint8Array;
    expires_at: number;
  };
  outbox: {
    id: string;
    session_id: string;
    /** Sealed: where to, and what. */
    message: Uint8Array;
    attempts: number;
    created_at: number;
    due_at: number;
  };
  /** What the merchant may read of the outbox; stays when the event itself is gone. Nothing of the person is in it. */
  deliveries: {
    id: string;
    session_id: string;
    type: string;
    status: 'pending' | 'delivered' | 'given_up';
    created_at: number;
    due_at: number | null;
  };
  delivery_attempts: {
    delivery_id: string;
    number: number;
    at: number;
    http_status: number | null;
    outcome: string;
    duration_ms: number;
  };
  webhook_receipts: { provider: ProviderName; delivery_hash: Uint8Array; received_at: number };
}
