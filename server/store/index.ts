import type { Session } from '../sessions/session.ts';
import { connect } from './connection.ts';
import { createVault } from './crypto.ts';
import { createGroupCommit } from './group-commit.ts';
import { migrate } from './migrations.ts';
import { createReads } from './reads.ts';
import type { Store } from './store.ts';
import { createWrites } from './writes.ts';

export { StoreError } from './errors.ts';
export type {
  Attempt,
  DeliveryRecord,
  DueEvent,
  NewSession,
  OutboxEvent,
  Replay,
  SessionPatch,
  Store,
} from './store.ts';

/** A repeated delivery is recognised, and our own ones are remembered, for this long. */
const RECEIPT_TTL_MS = 30 * 24 * 3_600_000;

/**
 * Opens the database and brings it up to date. `file` is a path or `:memory:`, `dataKey` has 32 bytes. Rejects with
 * StoreError `data_key_wrong` or `database_newer`, and then leaves the file as it was.
 */
export async function openStore(options: {
  readonly file: string;
  readonly dataKey: Uint8Array;
}): Promise<Store> {
  const vault = createVault(options.dataKey);
  const connection = connect(options.file);
  try {
    migrate(connection, vault);
  } catch (error) {
    connection.close();
    throw error;
  }
  const group = createGroupCommit(connection.exec);
  const reads = createReads(connection, vault);
  const writes = createWrites(connection, vault, reads);
  let closed = false;

  return {
    create: (session, references, idempotency, event) =>
      group.write(() => writes.create(session, references, idempotency, event)),
    replay: async (keyHash, now) => reads.replay(keyHash, now),
    load: async (id) => reads.load(id),
    list: async (filter) => reads.list(filter),
    findByReference: async (provider, reference) => reads.findByReference(provider, reference),
    save: (id, version, change, now) =>
      group.write((): Session | null => writes.save(id, version, change, now)),
    receipt: (provider, dedupeKey, now) => group.write(() => writes.receipt(provider, dedupeKey, now)),
    hasReceipt: async (provider, dedupeKey) => reads.hasReceipt(provider, dedupeKey),
    erase: (id) => group.write(() => writes.erase(id)),
    overdue: async (now, limit) => reads.overdue(now, limit),
    undecided: async (...options) => reads.undecided(...options),
    claimEvents: (now, leaseMs, limit) => group.write(() => writes.claimEvents(now, leaseMs, limit)),
    settleEvent: (id, dueAt, attempt) => group.write(() => writes.settleEvent(id, dueAt, attempt)),
    deliveries: async (options) => reads.deliveries(options),
    toAsk: async (...options) => reads.toAsk(...options),
    async clean(now) {
      await group.write(() => writes.clean(now, RECEIPT_TTL_MS));
      // Overwrites old pages in the log too, so that what was erased is in no file.
      if (!closed) connection.checkpoint();
    },
    ping: async () => reads.ping(),
    async close() {
      if (closed) return;
      closed = true;
      group.close();
      connection.close();
    },
  };
}
