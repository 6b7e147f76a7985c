import type { RequestHandler } from 'express';
import { sendCode } from '../contract/flow.ts';
import { parse } from '../http/validate.ts';
import { type Dependencies, verifiedOf } from './dependencies.ts';

/** `POST /v1/flow/codes`: the text of a code that was read in a picture, understood and compared. */
export const readCode =
  ({ sessions }: Dependencies): RequestHandler =>
  async (request, response) => {
    const code = parse(sendCode, request.body, 'body_invalid');
    response.json(await sessions.readCode(verifiedOf(response).sessionId, code));
  };
