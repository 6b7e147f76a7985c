import type { RequestHandler } from 'express';

/** `GET /healthz`: the process answers. */
export const healthz: RequestHandler = (_request, response) => {
  response.json({ status: 'ok' });
};

/** `GET /readyz`: it may be sent work: the database answers, and it is not shutting down. */
export const readyz =
  (isReady: () => Promise<boolean>): RequestHandler =>
  async (_request, response) => {
    const ready = await isReady().catch(() => false);
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'unavailable' });
  };
