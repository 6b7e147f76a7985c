import type { RequestHandler } from 'express';
import { isFinal } from '../contract/status.ts';
import { Problem } from '../http/problem.ts';
import type { Dependencies } from './dependencies.ts';
import { idOf } from './session-id.ts';

/** `POST /v1/sessions/{id}/tokens`: a fresh widget token, while the session can still be used. */
export const mintToken =
  ({ sessions, tokens, allowedOrigins }: Dependencies): RequestHandler =>
  async (request, response) => {
    const session = await sessions.get(idOf(request));
    if (session.status === 'expired') throw new Problem('session_expired', 'The session has expired.');
    if (isFinal(session.status)) throw new Problem('session_closed', 'The session is closed.');
    response.status(201).json(await tokens.mint(session.id, allowedOrigins, session.expiresAt));
  };
