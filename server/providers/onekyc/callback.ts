import { createHash, timingSafeEqual } from 'node:crypto';
import { WebhookRejected } from '../errors.ts';
import type { FindSession, WebhookEvent, WebhookRequest } from '../provider.ts';
import { callbackBody } from './wire.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/**
 * Callbacks carry no signature, only the `Authorization` that was agreed on: who knows it could say anything, so that an
 * event is never trusted and brings no outcome with it.
 */
export async function receive(
  request: WebhookRequest,
  find: FindSession,
  authorization: string,
): Promise<WebhookEvent> {
  if (!['POST', 'PUT', 'PATCH'].includes(request.method)) throw new WebhookRejected(400, 'method');
  const given = request.headers['authorization'];
  if (given === undefined) throw new WebhookRejected(401, 'authorization missing');
  // Equal lengths, so that the time of the comparison says nothing.
  if (!timingSafeEqual(sha256(given), sha256(authorization))) {
    throw new WebhookRejected(401, 'authorization wrong');
  }
  const body = callbackBody.safeParse(decode(request.body));
  if (!body.success) throw new WebhookRejected(400, 'body malformed');
  const { submissionId: id, status, result } = body.data;
  const session = await find(id);
  if (session === null) throw new WebhookRejected(404, 'submission unknown');
  return {
    kind: 'event',
    sessionId: session.sessionId,
    dedupeKey: [id, status, result ?? ''].join(':'),
    trusted: false,
    change: {},
  };
}

function decode(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
