import type { RequestHandler } from 'express';
import { Problem } from '../http/problem.ts';
import { type Dependencies, verifiedOf } from './dependencies.ts';

/** `POST /v1/flow/token`: a new token for an old one that still holds, bound to the page that asked. */
export const renewToken =
  ({ sessions, tokens }: Dependencies): RequestHandler =>
  async (request, response) => {
    const verified = verifiedOf(response);
    const session = await sessions.get(verified.sessionId);
    if (session.status === 'expired') throw new Problem('session_expired', 'The session has expired.');
    const origins = tokens.bind(verified, request.get('origin'));
    response.status(201).json(await tokens.mint(session.id, origins, session.expiresAt));
  };
