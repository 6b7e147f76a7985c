import type { RequestHandler } from 'express';
import { toItsEnd } from '../http/abort.ts';
import { personView } from '../sessions/views.ts';
import { type Dependencies, verifiedOf } from './dependencies.ts';

/** `POST /v1/flow/submissions`: hands everything in. Said twice, it is done once. */
export const submit =
  ({ sessions }: Dependencies): RequestHandler =>
  async (_request, response) => {
    const { sessionId } = verifiedOf(response);
    const { session, pollAfterMs } = await toItsEnd(response, (context) =>
      sessions.submit(sessionId, context),
    );
    response.status(202).json(personView(session, pollAfterMs));
  };
