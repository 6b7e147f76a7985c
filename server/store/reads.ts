import { sql } from 'kysely';
import type { Session } from '../sessions/session.ts';
import type { Connection } from './connection.ts';
import type { Vault } from './crypto.ts';
import { fromRow, type SessionRow, toDelivery } from './rows.ts';
import type { DeliveryRecord, Replay, Store } from './store.ts';

/** The condition of the index `sessions_open`, word for word: SQLite takes a partial index for nothing else. */
const isOpen = sql<boolean>`status in ('pending', 'processing', 'review')`;

type Arguments<Name extends keyof Store> = Parameters<Store[Name]>;

/** What is asked of the database, synchronously; also used inside a write. */
export function createReads({ queries, all, first }: Connection, vault: Vault) {
  const withUploads = (rows: readonly SessionRow[]): readonly Session[] => {
    if (rows.length === 0) return [];
    const ids = rows.map((row) => row.id);
    const uploads = all(
      queries.selectFrom('uploads').selectAll().where('session_id', 'in', ids).orderBy('slot').compile(),
    );
    return rows.map((row) =>
      fromRow(
        row,
        uploads.filter((upload) => upload.session_id === row.id),
        vault,
      ),
    );
  };

  return {
    load(id: string): Session | null {
      return (
        withUploads(all(queries.selectFrom('sessions').selectAll().where('id', '=', id).compile()))[0] ?? null
      );
    },

    replay(keyHash: string, now: Date): Replay | null {
      const key = vault.blind('idempotency', keyHash);
      const row = first(
        queries
          .selectFrom('idempotency_keys')
          .select(['session_id', 'request'])
          .where('key_hash', '=', key)
          .where('expires_at', '>', now.getTime())
          .compile(),
      );
      if (row === null) return null;
      const request = vault.open(row.request, `idempotency_keys/${keyHash}/request`);
      return { requestHash: String(request), sessionId: row.session_id };
    },

    list({ limit, before, status, provider }: Arguments<'list'>[0]): readonly Session[] {
      let query = queries
        .selectFrom('sessions')
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit);
      if (status) query = query.where('status', '=', status);
      if (provider) query = query.where('provider', '=', provider);
      if (before) {
        const position = [before.createdAt.getTime(), before.id] as const;
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('created_at', 'id'), '<', tuple(...position)),
        );
      }
      return withUploads(all(query.compile()));
    },

    findByReference(...[provider, reference]: Arguments<'findByReference'>): Session | null {
      const query = queries
        .selectFrom('session_references')
        .innerJoin('sessions', 'sessions.id', 'session_references.session_id')
        .selectAll('sessions')
        .where('session_references.provider', '=', provider)
        .where('reference_hash', '=', vault.blind('reference', provider, reference))
        // The same person may have had an earlier session under the same reference.
        .orderBy('sequence', 'desc')
        .limit(1);
      return withUploads(all(query.compile()))[0] ?? null;
    },

    hasReceipt(...[provider, dedupeKey]: Arguments<'hasReceipt'>): boolean {
      const query = queries
        .selectFrom('webhook_receipts')
        .select('received_at')
        .where('provider', '=', provider)
        .where('delivery_hash', '=', vault.blind('delivery', provider, dedupeKey));
      return first(query.compile()) !== null;
    },

    overdue(now: Date, limit: number): readonly string[] {
      const query = queries
        .selectFrom('sessions')
        .select('id')
        .where(isOpen)
        .where('expires_at', '<=', now.getTime())
        .orderBy('expires_at')
        .limit(limit);
      return all(query.compile()).map((row) => row.id);
    },

    undecided(...[provider, now, idleMs, limit]: Arguments<'undecided'>): readonly string[] {
      const time = now.getTime();
      const asked = sql<number>`coalesce(refreshed_at, submitted_at, created_at)`;
      const waited = sql<number>`${time} - coalesce(submitted_at, created_at)`;
      const query = queries
        .selectFrom('sessions')
        .select('id')
        .where(isOpen)
        .where('provider', '=', provider)
        // On the provider's own page a person may be done without our knowing.
        .where(({ or, eb }) => or([eb('status', '<>', 'pending'), eb('mode', '=', 'hosted')]))
        .where(asked, '<=', time - idleMs)
        .where(sql<number>`(${time} - ${asked}) * 4`, '>=', waited)
        .orderBy(asked)
        .limit(limit);
      return all(query.compile()).map((row) => row.id);
    },

    toAsk(...[provider, now, limit]: Arguments<'toAsk'>): readonly string[] {
      const query = queries
        .selectFrom('sessions')
        .select('id')
        .where('provider', '=', provider)
        .where('ask_at', '<=', now.getTime())
        .orderBy('ask_at')
        .limit(limit);
      return all(query.compile()).map((row) => row.id);
    },

    deliveries({ limit, before, sessionId, status }: Arguments<'deliveries'>[0]): readonly DeliveryRecord[] {
      let query = queries
        .selectFrom('deliveries')
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit);
      if (sessionId) query = query.where('session_id', '=', sessionId);
      if (status) query = query.where('status', '=', status);
      if (before) {
        const position = [before.createdAt.getTime(), before.id] as const;
        query = query.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('created_at', 'id'), '<', tuple(...position)),
        );
      }
      const rows = all(query.compile());
      if (rows.length === 0) return [];
      const ids = rows.map(({ id }) => id);
      const attempts = all(
        queries
          .selectFrom('delivery_attempts')
          .selectAll()
          .where('delivery_id', 'in', ids)
          .orderBy('number')
          .compile(),
      );
      return rows.map((row) => toDelivery(row, attempts));
    },

    ping(): void {
      first(queries.selectFrom('meta').select('key').limit(1).compile());
    },
  };
}

export type Reads = ReturnType<typeof createReads>;
