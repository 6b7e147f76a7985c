import type { RequestHandler } from 'express';
import { Problem } from '../http/problem.ts';
import { returnHtml } from '../return/page.ts';
import { returnParts } from '../return/parts.ts';
import type { Dependencies } from './dependencies.ts';
import { idOf } from './session-id.ts';

/** `GET /return/{id}`: where the provider's page sends the person at its end. Its query is never looked at. */
export const returnPage = ({ sessions, allowedOrigins }: Dependencies): RequestHandler => {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${allowedOrigins.join(' ')}`,
  ].join('; ');
  return async (request, response) => {
    // A person stands here: an address that is wrong is told in words, not in JSON.
    const session = await Promise.resolve()
      .then(() => (request.method === 'GET' ? sessions.returned : sessions.get)(idOf(request)))
      .catch((error: unknown) => {
        if (error instanceof Problem && error.code === 'session_not_found') return null;
        throw error;
      });
    response.set('Content-Security-Policy', policy);
    response.removeHeader('X-Frame-Options');
    // With the usual one the window that opened this one could not be told.
    response.set('Cross-Origin-Opener-Policy', 'unsafe-none');
    response.status(session ? 200 : 404).type('html');
    response.send(
      returnHtml({
        sessionId: session?.id ?? null,
        locale: session?.locale ?? 'en',
        origins: session ? allowedOrigins : [],
        next: session?.hosted?.returnUrl ?? session?.redirectUrl ?? null,
      }),
    );
  };
};

/** `GET /return-parts/{name}`: the page's script and style. */
export const returnPart: RequestHandler = (request, response) => {
  const name = String(request.params['name']);
  const part = Object.hasOwn(returnParts, name) ? returnParts[name] : undefined;
  if (!part) throw new Problem('not_found', 'There is nothing at this address.');
  response.set({ 'Content-Type': part.type, 'Cache-Control': 'public, max-age=3600' }).send(part.text);
};
