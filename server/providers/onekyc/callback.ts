import { WebhookRejected } from '../errors.ts';
import type { FindSession, WebhookEvent, WebhookRequest } from '../provider.ts';
import { decodeJson, isSame } from '../values.ts';
import { callbackBody } from './wire.ts';

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
  if (!isSame(given, authorization)) throw new WebhookRejected(401, 'authorization wrong');
  const body = callbackBody.safeParse(decodeJson(request.body));
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
