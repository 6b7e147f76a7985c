import type { Connection } from './connection.ts';
import type { Vault } from './crypto.ts';
import { StoreError } from './errors.ts';

/** Number n brings version n - 1 to n. One that was released never changes; a new one is added at the end. */
const migrations: readonly string[] = [
  `
  create table meta (key text primary key, value blob not null) strict, without rowid;

  create table sessions (
    id text primary key,
    provider text not null,
    mode text not null,
    status text not null,
    result text,
    reason_code text,
    locale text not null,
    platform text not null,
    given blob not null,
    found blob not null,
    submitted_at integer,
    refreshed_at integer,
    created_at integer not null,
    updated_at integer not null,
    expires_at integer not null,
    version integer not null,
    check (result is null or status = 'completed')
  ) strict;
  create index sessions_newest on sessions (created_at desc, id desc);
  create index sessions_open on sessions (expires_at) where status in ('pending', 'processing', 'review');

  create table session_references (
    sequence integer primary key,
    provider text not null,
    reference_hash blob not null,
    session_id text not null references sessions (id) on delete cascade,
    unique (provider, reference_hash, session_id)
  ) strict;
  create index session_references_session on session_references (session_id);

  create table uploads (
    session_id text not null references sessions (id) on delete cascade,
    slot text not null,
    content_type text not null,
    size integer not null,
    sha256 text not null,
    primary key (session_id, slot)
  ) strict, without rowid;

  create table idempotency_keys (
    key_hash blob primary key,
    session_id text not null references sessions (id) on delete cascade,
    request blob not null,
    expires_at integer not null
  ) strict, without rowid;
  create index idempotency_keys_session on idempotency_keys (session_id);
  create index idempotency_keys_expiry on idempotency_keys (expires_at);

  create table webhook_receipts (
    provider text not null,
    delivery_hash blob not null,
    received_at integer not null,
    primary key (provider, delivery_hash)
  ) strict, without rowid;
  create index webhook_receipts_age on webhook_receipts (received_at);
  `,
  `
  create table outbox (
    id text primary key,
    session_id text not null references sessions (id) on delete cascade,
    message blob not null,
    attempts integer not null,
    created_at integer not null,
    due_at integer not null
  ) strict, without rowid;
  create index outbox_session on outbox (session_id);
  create index outbox_due on outbox (due_at);
  `,
  `
  alter table sessions add column ask_at integer;
  alter table sessions add column ask_tries integer not null default 0;
  create index sessions_ask on sessions (ask_at) where ask_at is not null;

  create table deliveries (
    id text primary key,
    session_id text not null references sessions (id) on delete cascade,
    type text not null,
    status text not null check (status in ('pending', 'delivered', 'given_up')),
    created_at integer not null,
    due_at integer
  ) strict;
  create index deliveries_session on deliveries (session_id);
  create index deliveries_newest on deliveries (created_at desc, id desc);

  create table delivery_attempts (
    delivery_id text not null references deliveries (id) on delete cascade,
    number integer not null,
    at integer not null,
    http_status integer,
    outcome text not null,
    duration_ms integer not null,
    primary key (delivery_id, number)
  ) strict, without rowid;
  `,
];

const CANARY = 'canary';
const CANARY_PLACE = `meta/${CANARY}`;

/** Brings the database to this program's version, and proves that the data key is the one it was made with. */
export function migrate(connection: Connection, vault: Vault): void {
  const { exec, queries, run, first } = connection;
  exec('begin immediate');
  try {
    const version = connection.userVersion();
    if (version > migrations.length) {
      throw new StoreError(
        'database_newer',
        `the database has version ${version}, this program knows ${migrations.length}: run a newer release`,
      );
    }
    for (const migration of migrations.slice(version)) exec(migration);
    exec(`pragma user_version = ${migrations.length}`);

    const canary = first(queries.selectFrom('meta').select('value').where('key', '=', CANARY).compile());
    if (canary === null) {
      const value = vault.seal(CANARY, CANARY_PLACE);
      run(queries.insertInto('meta').values({ key: CANARY, value }).compile());
    } else {
      prove(vault, canary.value);
    }
    exec('commit');
  } catch (error) {
    if (connection.inTransaction()) exec('rollback');
    throw error;
  }
}

function prove(vault: Vault, canary: Uint8Array): void {
  try {
    vault.open(canary, CANARY_PLACE);
  } catch {
    throw new StoreError('data_key_wrong', 'the data key is not the one that this database was made with');
  }
}
