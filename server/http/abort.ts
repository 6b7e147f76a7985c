import type { RequestHandler, Response } from 'express';
import type { CallContext } from '../providers/provider.ts';
import { requestIdOf } from './request-id.ts';

/** Why a request's signal fired: nobody is left to answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

/** Why a request's signal fired: the server stops. */
export class ServerStopping extends Error {
  override readonly name = 'ServerStopping';
}

/** Gives each request a signal that fires when its client goes away before the answer, or when the server stops. */
export function abortOnShutdown(shutdown?: AbortSignal): RequestHandler {
  return (_request, response, next) => {
    const controller = new AbortController();
    response.locals['signal'] = controller.signal;
    response.locals['shutdown'] = shutdown;
    const stop = () => controller.abort(new ServerStopping());
    if (shutdown?.aborted) stop();
    // Not AbortSignal.any: what it makes hangs on the long-lived signal and piles up, request by request.
    shutdown?.addEventListener('abort', stop, { once: true });
    response.once('close', () => {
      shutdown?.removeEventListener('abort', stop);
      if (!response.writableFinished) controller.abort(new ClientGone());
    });
    next();
  };
}

export function signalOf(response: Response): AbortSignal {
  const signal: unknown = response.locals['signal'];
  return signal instanceof AbortSignal ? signal : new AbortController().signal;
}

/**
 * For work that has to come to its end although nobody waits for it any more: a person who closes the page right after
 * handing in, or a provider that hangs up early, must not take the verdict with them. Its signal fires only when the
 * server stops; the calls' own time limits bound it.
 */
export async function toItsEnd<T>(
  response: Response,
  work: (context: CallContext) => Promise<T>,
): Promise<T> {
  const shutdown = response.locals['shutdown'] as AbortSignal | undefined;
  const controller = new AbortController();
  const stop = () => controller.abort(new ServerStopping());
  if (shutdown?.aborted) stop();
  shutdown?.addEventListener('abort', stop, { once: true });
  try {
    return await work({ signal: controller.signal, requestId: requestIdOf(response) });
  } finally {
    shutdown?.removeEventListener('abort', stop);
  }
}
