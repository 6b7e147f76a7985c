import { describe, expect, test } from 'vitest';
import { createGroupCommit } from './group-commit.ts';

/** Writes down what SQLite would be told; refuses what the test names. */
function recorder(refused: readonly string[] = []) {
  const log: string[] = [];
  const group = createGroupCommit((sql) => {
    log.push(sql);
    if (refused.includes(sql)) throw new Error(`refused: ${sql}`);
  });
  return { log, group };
}

describe('group commit', () => {
  test('writes of one turn share one transaction, and settle after its commit', async () => {
    const { log, group } = recorder();
    const write = (name: string) => group.write(() => log.push(name)).then(() => log.push(`${name} settled`));
    await Promise.all([write('a'), write('b')]);
    await write('c');
    expect(log).toEqual([
      ...['begin immediate', 'a', 'b', 'commit', 'a settled', 'b settled'],
      ...['begin immediate', 'c', 'commit', 'c settled'],
    ]);
  });

  test('a write that throws is undone alone', async () => {
    const { log, group } = recorder();
    const bad = group.write(() => {
      throw new Error('bad');
    });
    const good = group.write(() => 'good');
    await expect(bad).rejects.toThrow('bad');
    expect(await good).toBe('good');
    expect(log).toEqual([
      ...['begin immediate', 'rollback'],
      ...['begin immediate', 'savepoint job', 'rollback to job', 'release job'],
      ...['savepoint job', 'release job', 'commit'],
    ]);
  });

  test.each(['begin immediate', 'commit'])('when "%s" fails nobody hears of success', async (sql) => {
    const { log, group } = recorder([sql]);
    const answers = await Promise.allSettled([group.write(() => 1), group.write(() => 2)]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(log.at(-1)).toBe('rollback');
  });

  test('when a savepoint cannot be undone nobody hears of success', async () => {
    const { log, group } = recorder(['rollback to job']);
    const bad = group.write(() => {
      throw new Error('bad');
    });
    const answers = await Promise.allSettled([group.write(() => 1), bad]);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(log.at(-1)).toBe('rollback');
  });

  test('closing commits what is queued, and refuses what comes later', async () => {
    const { group } = recorder();
    const queued = group.write(() => 1);
    group.close();
    expect(await queued).toBe(1);
    await expect(group.write(() => 2)).rejects.toMatchObject({ code: 'closed' });
  });
});
