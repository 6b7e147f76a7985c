import type { RequestHandler } from 'express';
import { slotName } from '../contract/slot.ts';
import { contextOf } from '../http/context.ts';
import { drain } from '../http/drain.ts';
import { Problem } from '../http/problem.ts';
import { type Dependencies, verifiedOf } from './dependencies.ts';

/** `PUT /v1/flow/uploads/{slot}/content`: streamed through to a provider without presigned URLs, never stored. */
export const streamUpload =
  ({ sessions }: Dependencies): RequestHandler =>
  async (request, response) => {
    const slot = slotName.safeParse(request.params['slot']);
    if (!slot.success) throw new Problem('slot_unknown', 'This session has no such slot.');
    const encoding = request.get('content-encoding');
    if (encoding !== undefined && encoding !== 'identity') {
      throw new Problem('content_type_unsupported', 'Send the bytes as they are, without Content-Encoding.');
    }
    const { sessionId } = verifiedOf(response);
    const contentType = request.get('content-type') ?? '';
    // Not the request itself: a loop that is left would destroy it, and the rest could not be read.
    const body: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false });
    try {
      await sessions.streamUpload(sessionId, slot.data, body, contentType, contextOf(request, response));
    } catch (error) {
      drain(request);
      throw error;
    }
    response.sendStatus(204);
  };
