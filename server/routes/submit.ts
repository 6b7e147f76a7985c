import type { RequestHandler } from 'express';
import { contextOf } from '../http/context.ts';
import { type Dependencies, verifiedOf } from './dependencies.ts';
import { personView } from './views.ts';

/** `POST /v1/flow/submissions`: hands everything in. Said twice, it is done once. */
export const submit =
  ({ sessions }: Dependencies): RequestHandler =>
  async (request, response) => {
    const { sessionId } = verifiedOf(response);
    const { session, pollAfterMs } = await sessions.submit(sessionId, contextOf(request, response));
    response.status(202).json(personView(session, pollAfterMs));
  };
