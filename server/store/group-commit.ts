import { StoreError } from './errors.ts';

export interface GroupCommit {
  /** Runs `work` in the next transaction; settles when that transaction is on disk. `work` is synchronous. */
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
 * Writes queued in one turn of the event loop share one transaction, for the price of one fsync. Each has a savepoint of
 * its own: one that throws is undone and rejects, the others stay.
 */
export function createGroupCommit(exec: (sql: string) => void): GroupCommit {
  let queue: Job[] = [];
  let closed = false;

  const flush = () => {
    const jobs = queue;
    queue = [];
    if (jobs.length === 0) return;
    const settle: (() => void)[] = [];
    try {
      exec('begin immediate');
      for (const job of jobs) settle.push(runInSavepoint(job, exec));
      exec('commit');
    } catch (error) {
      // Nothing of the group is on disk, so that nobody may hear that it is.
      attempt(() => exec('rollback'));
      for (const job of jobs) job.reject(error);
      return;
    }
    for (const tell of settle) tell();
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
