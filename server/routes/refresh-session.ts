import type { RequestHandler } from 'express';
import { contextOf } from '../http/context.ts';
import { merchantView } from '../sessions/views.ts';
import type { Dependencies } from './dependencies.ts';
import { idOf } from './session-id.ts';

/** `POST /v1/sessions/{id}/refresh`: asks the provider now. */
export const refreshSession =
  ({ sessions }: Dependencies): RequestHandler =>
  async (request, response) => {
    response.json(merchantView(await sessions.refresh(idOf(request), contextOf(request, response))));
  };
