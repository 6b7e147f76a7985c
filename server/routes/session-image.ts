import type { RequestHandler } from 'express';
import { contextOf } from '../http/context.ts';
import { Problem } from '../http/problem.ts';
import { ProviderError } from '../providers/errors.ts';
import type { Dependencies } from './dependencies.ts';
import { idOf } from './session-id.ts';

/** `GET /v1/sessions/{id}/images/{name}`: a picture of a completed session, passed on from the provider, kept nowhere. */
export const sessionImage =
  ({ sessions }: Dependencies): RequestHandler =>
  async (request, response) => {
    const name = String(request.params['name']);
    const context = contextOf(request, response);
    const file = await sessions.image(idOf(request), name, context).catch((error: unknown) => {
      const isMissing = error instanceof ProviderError && error.kind === 'not_found';
      throw isMissing ? new Problem('not_found', 'The provider does not have this picture.') : error;
    });
    response.set({ 'Content-Type': file.contentType, 'Content-Disposition': 'attachment' });
    response.end(file.bytes);
  };
