import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { describeError } from './http/logger.ts';
import type { CallContext } from './providers/provider.ts';

export interface Loop {
  start(): void;
  /** Runs the task now, or once more when it is running. */
  wake(): void;
  /** Aborts what is running and waits for its end. */
  stop(): Promise<void>;
}

/** Runs a task every so often, one run at a time; what fails is logged and tried again. Never keeps the process alive. */
export function createLoop(
  task: (context: CallContext) => Promise<void>,
  everyMs: number,
  name: string,
  logger: Pick<Logger, 'error'>,
): Loop {
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  let isAsked = false;
  let timer: NodeJS.Timeout | undefined;

  const run = async (): Promise<void> => {
    while (isAsked && !stopping.signal.aborted) {
      isAsked = false;
      await task({ signal: stopping.signal, requestId: `${name}-${randomUUID()}` }).catch((error: unknown) =>
        logger.error(describeError(error), name),
      );
    }
    running = null;
  };
  const wake = (): void => {
    if (stopping.signal.aborted) return;
    isAsked = true;
    running ??= run();
  };

  return {
    wake,
    start() {
      timer = setInterval(wake, everyMs).unref();
      wake();
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
