import type { RequestHandler, Response } from 'express';

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
