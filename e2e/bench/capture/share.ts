import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const runner = fileURLToPath(new URL('./share-runner.ts', import.meta.url));

/**
 * Runs a function of a file for the numbers 0 to `count` - 1 on all processors, and returns what it gave, in order. The
 * function takes a number, and what `context` said.
 */
export async function share<T>(
  file: URL,
  name: string,
  count: number,
  context: unknown = null,
): Promise<readonly T[]> {
  const results: T[] = new Array(count);
  const runners = Math.min(count, availableParallelism());
  let next = 0;
  const run = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(runner, [file.href, name, JSON.stringify(context)], {
        execArgv: ['--import', 'tsx'],
      });
      const hand = (): void => {
        if (next < count) child.send(next++);
        else child.disconnect();
      };
      child.on('message', ({ index, result }: { index?: number; result?: T }) => {
        if (index !== undefined) results[index] = result as T;
        hand();
      });
      child.on('error', reject);
      child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${name} ended with ${code}`))));
    });
  await Promise.all(Array.from({ length: runners }, run));
  return results;
}
