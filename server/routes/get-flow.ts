import type { RequestHandler } from 'express';
import { CONTRACT_VERSION, type Flow } from '../contract/flow.ts';
import { hostedView } from '../sessions/views.ts';
import { type Dependencies, verifiedOf } from './dependencies.ts';

/** `GET /v1/flow`: what the person is to do, and how far they are. */
export const getFlow =
  ({ sessions }: Dependencies): RequestHandler =>
  async (_request, response) => {
    const { sessionId, expiresAt } = verifiedOf(response);
    const session = await sessions.prepare(sessionId);
    const answer: Flow = {
      contract: CONTRACT_VERSION,
      sessionId: session.id,
      provider: session.provider,
      mode: session.mode,
      steps: [...sessions.steps(session)],
      ...(session.hosted && { hosted: hostedView(session.hosted) }),
      locale: session.locale,
      status: session.status,
      result: session.result,
      ...(session.redirectUrl !== null && { redirectUrl: session.redirectUrl }),
      expiresAt: session.expiresAt.toISOString(),
      tokenExpiresAt: expiresAt.toISOString(),
    };
    response.json(answer);
  };
