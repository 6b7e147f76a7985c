import type { RequestHandler } from 'express';
import { type Dependencies, verifiedOf } from './dependencies.ts';

/** `GET /v1/flow/codes`: what codes said so far for the form, also to a page that was loaded anew. */
export const knownCodes =
  ({ sessions }: Dependencies): RequestHandler =>
  async (_request, response) => {
    response.json(await sessions.knownCodes(verifiedOf(response).sessionId));
  };
