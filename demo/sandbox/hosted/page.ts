import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { type Asked, choices, noticePage, type Provider, workPage } from './html.ts';
import type { HostedSession, HostedSessions } from './sessions.ts';

export interface HostedPageOptions<Details> {
  readonly provider: Provider;
  readonly sessions: HostedSessions<Details>;
  /** What the page shows of a session. */
  readonly describe: (session: HostedSession<Details>) => Asked;
  /** Where the person goes from here, as the session stands. */
  readonly back: (session: HostedSession<Details>) => string;
  /** The address opens a single time; after that it only says so. */
  readonly openOnce: boolean;
  /** Refuses to be shown in a frame. */
  readonly denyFraming: boolean;
}

const files = fileURLToPath(new URL('./page', import.meta.url));
const body = z.object({ choice: z.enum(choices) });

/** Headers of a careful page: nothing inline, nothing from elsewhere. */
export const pageHeaders =
  (denyFraming: boolean): RequestHandler =>
  (_request, response, next) => {
    const policy = [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self' data:",
      "media-src 'self' blob:",
      "base-uri 'none'",
      "form-action 'none'",
      `frame-ancestors ${denyFraming ? "'none'" : '*'}`,
    ];
    response.set({
      'content-security-policy': policy.join('; '),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'permissions-policy': 'camera=(self)',
      'cache-control': 'no-store',
      ...(denyFraming ? { 'x-frame-options': 'DENY' } : {}),
    });
    next();
  };

/** The script and the style sheet of the pages, and nothing else of their folder. */
export function pageAssets(): Router {
  const router = Router();
  router.get(['/hosted.js', '/hosted.css'], express.static(files, { cacheControl: false }));
  return router;
}

/** The provider's own page, at `/<token>`, and what its buttons call, at `/<token>/choices`. */
export function hostedPages<Details>(options: HostedPageOptions<Details>): Router {
  const { provider, sessions, back } = options;
  const router = Router();
  router.use(pageHeaders(options.denyFraming));

  const notice = (
    response: Response,
    status: number,
    title: string,
    text: string,
    to: string | null = null,
  ): void => {
    response
      .status(status)
      .type('html')
      .send(noticePage(provider, title, text, to));
  };

  router.get('/:token', (request, response) => {
    const session = sessions.byToken(request.params.token);
    if (!session) return notice(response, 404, 'Unknown link', 'This link is not one of ours.');
    const to = back(session);
    if (session.stage === 'expired') return notice(response, 410, 'Link expired', 'Its time is over.', to);
    if (session.stage === 'completed' || session.submitted) {
      return notice(response, 410, 'Already done', 'Your part of this verification is done.', to);
    }
    if (session.stage === 'processing' && options.openOnce) {
      return notice(
        response,
        410,
        'Already opened',
        'This link can be opened a single time, and it was.',
        to,
      );
    }
    // A look at the headers, as link checkers do, opens nothing.
    if (request.method === 'GET') sessions.open(session.id);
    response.type('html').send(workPage(provider, options.describe(session), session.values));
  });

  router.post('/:token/choices', express.json({ limit: '1kb' }), (request, response) => {
    const session = sessions.byToken(request.params['token'] ?? '');
    const wanted = body.safeParse(request.body);
    if (!session) return void response.status(404).json({ message: 'This link is not one of ours.' });
    if (!wanted.success) return void response.status(400).json({ message: 'That is no choice.' });
    const { choice } = wanted.data;
    if (choice !== 'leave' && !sessions.submit(session.id, choice === 'finish' ? undefined : choice)) {
      return void response.status(409).json({ message: 'This verification has come to an end already.' });
    }
    response.json({ location: back(sessions.find(session.id) ?? session) });
  });
  return router;
}
