import type { RequestHandler } from 'express';
import { details } from '../contract/flow.ts';
import { contextOf } from '../http/context.ts';
import { parse } from '../http/validate.ts';
import { type Dependencies, verifiedOf } from './dependencies.ts';

/** `PUT /v1/flow/details`: the form's fields. */
export const saveDetails =
  ({ sessions }: Dependencies): RequestHandler =>
  async (request, response) => {
    const values = parse(details, request.body, 'body_invalid');
    await sessions.saveDetails(verifiedOf(response).sessionId, values, contextOf(request, response));
    response.sendStatus(204);
  };
