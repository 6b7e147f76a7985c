import { type ChildProcess, spawn } from 'node:child_process';

export interface Started {
  readonly child: ChildProcess;
  /** What it printed so far, both streams. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts a Node program and waits until `url` answers; its output is kept, and told when it never does. */
export async function startProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  url: string,
): Promise<Started> {
  let text = '';
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (part) => {
    text += String(part);
  });
  child.stderr.on('data', (part) => {
    text += String(part);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };

  const until = Date.now() + 20_000;
  while (Date.now() < until && child.exitCode === null) {
    const answered = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (answered) return { child, output: () => text, stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new Error(`${args.join(' ')} did not answer at ${url}. It printed:\n${text}`);
}
