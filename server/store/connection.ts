import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import Database from 'libsql';
import type { Tables } from './schema.ts';

/** The one connection. Queries are built by Kysely and run at once: libsql is synchronous. */
export interface Connection {
  /** Builds queries; it cannot run them. */
  readonly queries: Kysely<Tables>;
  exec(sql: string): void;
  /** Returns how many rows changed. */
  run(query: CompiledQuery): number;
  all<Row>(query: CompiledQuery<Row>): Row[];
  first<Row>(query: CompiledQuery<Row>): Row | null;
  userVersion(): number;
  /** Moves the log into the database and empties it. */
  checkpoint(): void;
  inTransaction(): boolean;
  close(): void;
}

/** `file` is a path, whose folder is made when it is not there, or `:memory:`. */
export function connect(file: string): Connection {
  if (file !== ':memory:') prepareFile(file);
  const database = new Database(file);
  const pragmas = [
    // First, so that the others wait for a process that is just closing the file.
    'busy_timeout = 5000',
    'journal_mode = WAL',
    'synchronous = FULL',
    'foreign_keys = ON',
    'secure_delete = ON',
  ];
  for (const pragma of pragmas) database.pragma(pragma);

  const statements = new Map<string, ReturnType<typeof database.prepare>>();
  const prepare = (sql: string) => {
    const known = statements.get(sql);
    if (known) return known;
    const made = database.prepare(sql);
    statements.set(sql, made);
    return made;
  };

  const all = <Row>(query: CompiledQuery<Row>): Row[] => {
    // Parameters as one array: libsql takes a single object, and null, for named parameters.
    const rows = prepare(query.sql).all([...query.parameters]) as Record<string, unknown>[];
    return rows.map((row) => withBytes(row) as Row);
  };

  return {
    queries: new Kysely<Tables>({
      dialect: {
        createAdapter: () => new SqliteAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new SqliteIntrospector(db),
        createQueryCompiler: () => new SqliteQueryCompiler(),
      },
    }),
    exec: (sql) => void database.exec(sql),
    run: (query) => prepare(query.sql).run([...query.parameters]).changes,
    all,
    first: (query) => all(query)[0] ?? null,
    userVersion: () =>
      Number((database.pragma('user_version') as [{ user_version: number }])[0].user_version),
    checkpoint: () => void database.pragma('wal_checkpoint(TRUNCATE)'),
    inTransaction: () => database.inTransaction,
    close() {
      statements.clear();
      database.close();
    },
  };
}

/** For nobody else to read; SQLite gives the files beside it the same permissions. */
function prepareFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
}

/** libsql's `all` has blobs as ArrayBuffer. */
function withBytes(row: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(row)) {
    if (value instanceof ArrayBuffer) row[name] = new Uint8Array(value);
  }
  return row;
}
