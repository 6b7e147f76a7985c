import type { RequestHandler } from 'express';
import { openHosted as body } from '../contract/flow.ts';
import { toItsEnd } from '../http/abort.ts';
import { Problem } from '../http/problem.ts';
import { parse } from '../http/validate.ts';
import { hostedView } from '../sessions/views.ts';
import { type Dependencies, verifiedOf } from './dependencies.ts';

/** `POST /v1/flow/hosted`: the person is about to go to the provider's page, and wants to come back to `returnUrl`. */
export const openHosted =
  ({ sessions }: Dependencies): RequestHandler =>
  async (request, response) => {
    const { returnUrl } = parse(body, request.body, 'body_invalid');
    const { sessionId, origins } = verifiedOf(response);
    // Else any page that got hold of a token could send people wherever it likes, from our address.
    if (returnUrl !== undefined && !origins.includes(new URL(returnUrl).origin)) {
      throw new Problem('origin_not_allowed', 'People may come back to pages of the allowed origins only.');
    }
    // A page that was made for somebody who has hung up meanwhile must not be forgotten.
    const { hosted } = await toItsEnd(response, (context) =>
      sessions.openHosted(sessionId, returnUrl ?? null, context),
    );
    if (!hosted) throw new Problem('step_conflict', 'This session has no page of the provider.');
    response.json(hostedView(hosted));
  };
