import { StoreError } from './errors.ts';

export interface GroupCommit {
  /**
   * Runs `work` in the next transaction; settles when that transaction is on disk. `work` is synchronous, changes nothing
   * but the database, and may be run a second time after the first was undone.
   */
  write<T>(work: () => T): Promise<T>;
  /** Commits what is queued and refuses what comes later. */
  close(): void;
}

interface Job {
  /** Returns what settles the promise, once the group is committed. */
  readonly run: () => () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Writes queued in one turn of the event loop share one transaction, for the price of one fsync. When one of them throws
 * all are undone and done again, each in a savepoint of its own: then that one rejects, and the others stay. Savepoints
 * from the start would cost more than the writes.
 */
export function createGroupCommit(exec: (sql: string) => void): GroupCommit {
  let queue: Job[] = [];
  let closed = false;

  const flush = () => {
    const jobs = queue;
    queue = [];
    if (jobs.length === 0) return;
    try {
      for (const tell of commitTogether(jobs) ?? commitApart(jobs)) tell();
    } catch (error) {
      // Nothing of the group is on disk, so that nobody may hear that it is.
      for (const job of jobs) job.reject(error);
    }
  };

  /** Null, with nothing done, when one of them threw. */
  const commitTogether = (jobs: readonly Job[]): (() => void)[] | null => {
    return transaction(() => {
      try {
        return jobs.map((job) => job.run());
      } catch {
        exec('rollback');
        return null;
      }
    });
  };

  const commitApart = (jobs: readonly Job[]): (() => void)[] =>
    transaction(() => jobs.map((job) => runInSavepoint(job, exec)));

  /** Throws, with nothing done, when the transaction itself fails. Null from `work`: it was rolled back already. */
  const transaction = <T>(work: () => T): T => {
    try {
      exec('begin immediate');
      const value = work();
      if (value !== null) exec('commit');
      return value;
    } catch (error) {
      attempt(() => exec('rollback'));
      throw error;
    }
  };

  return {
    write: (work) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(new StoreError('closed', 'the store is closed'));
          return;
        }
        const run = () => {
          const value = work();
          return () => resolve(value);
        };
        if (queue.push({ run, reject }) === 1) setImmediate(flush);
      }),
    close() {
      closed = true;
      flush();
    },
  };
}

function runInSavepoint(job: Job, exec: (sql: string) => void): () => void {
  exec('savepoint job');
  try {
    const tell = job.run();
    exec('release job');
    return tell;
  } catch (error) {
    // Throws when SQLite gave up the whole transaction (disk full): then the whole group fails.
    exec('rollback to job');
    exec('release job');
    return () => job.reject(error);
  }
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // SQLite rolled back by itself.
  }
}
