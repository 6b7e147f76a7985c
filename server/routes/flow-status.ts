import type { RequestHandler } from 'express';
import { contextOf } from '../http/context.ts';
import { personView } from '../sessions/views.ts';
import { type Dependencies, verifiedOf } from './dependencies.ts';

/** `GET /v1/flow/status`: how far the provider is. */
export const flowStatus =
  ({ sessions }: Dependencies): RequestHandler =>
  async (request, response) => {
    const { sessionId } = verifiedOf(response);
    const { session, pollAfterMs } = await sessions.poll(sessionId, contextOf(request, response));
    response.json(personView(session, pollAfterMs));
  };
