import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { type ErrorBody, errorStatus } from '../contract/error.ts';
import { ProviderError, WebhookRejected } from '../providers/errors.ts';
import { signalOf } from './abort.ts';
import { describeError } from './logger.ts';
import { Problem } from './problem.ts';
import { requestIdOf } from './request-id.ts';
import { translate } from './translate.ts';

/** The single way out for everything that went wrong: one body, one status for each code, and nothing of the cause. */
export function handleErrors(logger: Logger): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    const requestId = requestIdOf(response);
    const translated = translate(error, signalOf(response));
    if (translated === 'gone') {
      response.destroy();
      return;
    }
    report(logger, requestId, error, translated);
    const problem = translated ?? new Problem('internal', 'Something went wrong here; it was logged.');
    response.locals['errorCode'] = problem.code;
    if (response.headersSent) {
      // Half an answer is on its way; only an end in the middle tells the caller that it is not whole.
      response.destroy();
      return;
    }
    const status = errorStatus[problem.code];
    const { details, retryAfterMs } = problem.info;
    const body: ErrorBody = {
      error: {
        code: problem.code,
        message: problem.message,
        ...(details && { details: details.map(({ path, message }) => ({ path, message })) }),
        requestId,
      },
    };
    response.set('Cache-Control', 'no-store');
    if (status === 401) response.set('WWW-Authenticate', 'Bearer');
    if (retryAfterMs !== undefined)
      response.set('Retry-After', String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
    response.status(status).json(body);
  };
}

/** Also for what was asked of a provider by nobody's request. */
export function reportProviderError(
  logger: Pick<Logger, 'error' | 'warn'>,
  requestId: string,
  { provider, operation, kind, info }: ProviderError,
): void {
  const line = { requestId, provider, operation, kind, reason: info.reason, upstreamStatus: info.status };
  // Somebody has to do something about these two; the others pass.
  if (kind === 'unauthorized' || kind === 'quota') logger.error(line, 'provider');
  else logger.warn(line, 'provider');
}

function report(logger: Logger, requestId: string, error: unknown, translated: Problem | null): void {
  if (error instanceof ProviderError) {
    reportProviderError(logger, requestId, error);
  } else if (error instanceof WebhookRejected) {
    logger.warn({ requestId, why: error.why }, 'webhook rejected');
  } else if (translated === null) {
    logger.error({ requestId, ...describeError(error) }, 'unexpected');
  }
}
