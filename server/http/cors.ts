import type { RequestHandler } from 'express';
import { Problem } from './problem.ts';

/** For the widget's routes: pages of the allowed origins, compared letter by letter, and no others. */
export function widgetCors({
  allowedOrigins,
}: {
  readonly allowedOrigins: readonly string[];
}): RequestHandler {
  const allowed = new Set(allowedOrigins);
  return (request, response, next) => {
    response.vary('Origin');
    const origin = request.get('origin');
    if (origin === undefined) return next();
    // Also the origin "null" of a sandboxed frame or a file: anybody can have that one.
    if (!allowed.has(origin)) {
      throw new Problem('origin_not_allowed', 'Pages of this origin may not use the widget.');
    }
    response.set({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Expose-Headers': 'X-Request-Id, Retry-After',
    });
    if (request.method !== 'OPTIONS' || request.get('access-control-request-method') === undefined)
      return next();
    response
      .set({
        'Access-Control-Allow-Methods': 'GET, POST, PUT',
        'Access-Control-Allow-Headers': 'authorization, content-type',
        'Access-Control-Max-Age': '600',
      })
      .status(204)
      .end();
  };
}
