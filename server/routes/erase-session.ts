import type { RequestHandler } from 'express';
import type { Dependencies } from './dependencies.ts';
import { idOf } from './session-id.ts';

/** `DELETE /v1/sessions/{id}`: erases what is stored of the person. */
export const eraseSession =
  ({ sessions }: Dependencies): RequestHandler =>
  async (request, response) => {
    await sessions.erase(idOf(request));
    response.sendStatus(204);
  };
