import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

const acceptable = /^[A-Za-z0-9._-]{8,64}$/;

/** Names each request, by the caller's X-Request-Id where that is harmless; the answer always carries it. */
export function requestId(make: () => string = randomUUID): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id');
    const id = given !== undefined && acceptable.test(given) ? given : make();
    response.locals['requestId'] = id;
    response.set('X-Request-Id', id);
    next();
  };
}

export const requestIdOf = (response: Response): string => String(response.locals['requestId'] ?? '');
