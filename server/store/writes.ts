import type { UploadRequest } from '../contract/upload.ts';
import type { Session } from '../sessions/session.ts';
import type { Connection } from './connection.ts';
import type { Vault } from './crypto.ts';
import type { Reads } from './reads.ts';
import { toRow } from './rows.ts';
import type { DueEvent, NewSession, OutboxEvent, Store } from './store.ts';

const place = (id: string) => `outbox/${id}/message`;

type Arguments<Name extends keyof Store> = Parameters<Store[Name]>;

/** What is written, synchronously, inside a transaction of the group commit. */
export function createWrites({ queries, run, all, first }: Connection, vault: Vault, reads: Reads) {
  const addReferences = (session: Pick<Session, 'id' | 'provider'>, references: readonly string[]) => {
    for (const reference of new Set(references)) {
      const row = {
        provider: session.provider,
        reference_hash: vault.blind('reference', session.provider, reference),
        session_id: session.id,
      };
      run(
        queries
          .insertInto('session_references')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .compile(),
      );
    }
  };

  const putUpload = (id: string, { slot, contentType, size, sha256 }: UploadRequest) => {
    const changed = { content_type: contentType, size, sha256 };
    run(
      queries
        .insertInto('uploads')
        .values({ session_id: id, slot, ...changed })
        .onConflict((conflict) => conflict.columns(['session_id', 'slot']).doUpdateSet(changed))
        .compile(),
    );
  };

  const addEvent = (sessionId: string, { id, type, url, body }: OutboxEvent, now: Date) => {
    const time = now.getTime();
    const record = { id, session_id: sessionId, type, status: 'pending' as const };
    run(
      queries
        .insertInto('deliveries')
        .values({ ...record, created_at: time, due_at: time })
        .compile(),
    );
    const message = vault.seal({ url, body }, place(id));
    const row = { id, session_id: sessionId, message, attempts: 0, created_at: time, due_at: time };
    run(queries.insertInto('outbox').values(row).compile());
  };

  return {
    create(fresh: NewSession, ...[references, idempotency, event]: Rest<Arguments<'create'>>): boolean {
      const now = fresh.createdAt;
      if (idempotency && reads.replay(idempotency.keyHash, now) !== null) return false;
      const session: Session = { ...fresh, version: 1, updatedAt: now, refreshedAt: null };
      run(queries.insertInto('sessions').values(toRow(session, vault)).compile());
      addReferences(session, references);
      for (const upload of session.uploads) putUpload(session.id, upload);
      if (idempotency) {
        const key = {
          key_hash: vault.blind('idempotency', idempotency.keyHash),
          session_id: session.id,
          request: vault.seal(idempotency.requestHash, `idempotency_keys/${idempotency.keyHash}/request`),
          expires_at: idempotency.expiresAt.getTime(),
        };
        // An expired one is in the way until it is cleaned.
        run(queries.replaceInto('idempotency_keys').values(key).compile());
      }
      if (event) addEvent(session.id, event, now);
      return true;
    },

    save(...[id, version, change, now]: Arguments<'save'>): Session | null {
      const current = reads.load(id);
      if (current === null || current.version !== version) return null;
      const { id: _, ...row } = toRow(
        { ...current, ...change.patch, version: version + 1, updatedAt: now },
        vault,
      );
      run(
        queries
          .updateTable('sessions')
          .set(row)
          .where('id', '=', id)
          .where('version', '=', version)
          .compile(),
      );
      if (change.upload) putUpload(id, change.upload);
      addReferences(current, change.references ?? []);
      if (change.event) addEvent(id, change.event, now);
      return reads.load(id);
    },

    receipt(...[provider, dedupeKey, now]: Arguments<'receipt'>): boolean {
      const row = {
        provider,
        delivery_hash: vault.blind('delivery', provider, dedupeKey),
        received_at: now.getTime(),
      };
      const query = queries.insertInto('webhook_receipts').values(row);
      return run(query.onConflict((conflict) => conflict.doNothing()).compile()) > 0;
    },

    claimEvents(...[now, leaseMs, limit]: Arguments<'claimEvents'>): readonly DueEvent[] {
      const time = now.getTime();
      const due = queries.selectFrom('outbox').selectAll().where('due_at', '<=', time);
      const rows = all(due.orderBy('due_at').orderBy('created_at').limit(limit).compile());
      for (const { id, attempts } of rows) {
        const leased = { attempts: attempts + 1, due_at: time + leaseMs };
        run(queries.updateTable('outbox').set(leased).where('id', '=', id).compile());
      }
      return rows.map((row) => ({
        id: row.id,
        sessionId: row.session_id,
        // Only `addEvent` seals for this place.
        ...(vault.open(row.message, place(row.id)) as { url: string; body: string }),
        attempts: row.attempts + 1,
        createdAt: new Date(row.created_at),
      }));
    },

    settleEvent(...[id, dueAt, attempt]: Arguments<'settleEvent'>): void {
      const due = dueAt?.getTime() ?? null;
      const query =
        due === null
          ? queries.deleteFrom('outbox').where('id', '=', id)
          : queries.updateTable('outbox').set({ due_at: due }).where('id', '=', id);
      run(query.compile());
      const ended = attempt.outcome === 'delivered' ? ('delivered' as const) : ('given_up' as const);
      const record = { status: due === null ? ended : ('pending' as const), due_at: due };
      // Erased meanwhile, there is nothing to add to.
      if (run(queries.updateTable('deliveries').set(record).where('id', '=', id).compile()) === 0) return;
      const known = first(
        queries
          .selectFrom('delivery_attempts')
          .select(({ fn }) => fn.max('number').as('number'))
          .where('delivery_id', '=', id)
          .compile(),
      );
      const row = {
        delivery_id: id,
        number: Number(known?.number ?? 0) + 1,
        at: attempt.at.getTime(),
        http_status: attempt.httpStatus,
        outcome: attempt.outcome,
        duration_ms: Math.round(attempt.durationMs),
      };
      run(queries.insertInto('delivery_attempts').values(row).compile());
    },

    erase(id: string): boolean {
      // All that hangs on it goes by its foreign keys.
      return run(queries.deleteFrom('sessions').where('id', '=', id).compile()) > 0;
    },

    clean(now: Date, receiptTtlMs: number): void {
      const time = now.getTime();
      run(
        queries
          .deleteFrom('deliveries')
          .where('status', '<>', 'pending')
          .where('created_at', '<=', time - receiptTtlMs)
          .compile(),
      );
      run(queries.deleteFrom('idempotency_keys').where('expires_at', '<=', time).compile());
      run(
        queries
          .deleteFrom('webhook_receipts')
          .where('received_at', '<=', time - receiptTtlMs)
          .compile(),
      );
    },
  };
}

type Rest<Tuple extends readonly unknown[]> = Tuple extends readonly [unknown, ...infer Others]
  ? Others
  : never;
