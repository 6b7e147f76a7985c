import type { RequestHandler } from 'express';
import { merchantView } from '../sessions/views.ts';
import type { Dependencies } from './dependencies.ts';
import { idOf } from './session-id.ts';

/** `GET /v1/sessions/{id}`: what is known, without asking the provider. */
export const getSession =
  ({ sessions }: Dependencies): RequestHandler =>
  async (request, response) => {
    response.json(merchantView(await sessions.get(idOf(request))));
  };
