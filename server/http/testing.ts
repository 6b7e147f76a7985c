import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import type { Logger } from 'pino';
import { abortOnShutdown } from './abort.ts';
import { handleErrors } from './errors.ts';
import { createLogger, logRequests } from './logger.ts';
import { requestId } from './request-id.ts';

export interface Stage {
  readonly url: string;
  readonly logger: Logger;
  /** Every line that was logged, as it was written. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** For tests: the frame around every route, `handlers` inside of it, on a free port of the loopback interface. */
export async function stage(
  path: string,
  handlers: readonly RequestHandler[],
  options: { readonly secrets?: readonly string[]; readonly shutdown?: AbortSignal } = {},
): Promise<Stage> {
  let log = '';
  const destination = {
    write: (line: string) => {
      log += line;
    },
  };
  const logger = createLogger({ level: 'debug', secrets: options.secrets ?? [], destination });
  const app = express();
  app.use(requestId(), logRequests(logger), abortOnShutdown(options.shutdown));
  app.all(path, ...handlers);
  app.use(handleErrors(logger));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    logger,
    log: () => log,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
