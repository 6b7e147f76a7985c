import { WebhookRejected } from '../errors.ts';
import type { FindSession, WebhookEvent, WebhookRequest } from '../provider.ts';
import { decodeJson } from '../values.ts';
import { readNews } from './map.ts';
import { type Keys, proofOf } from './signature.ts';
import { webhookBody } from './wire.ts';

/**
 * A signed one is believed, or asked about where it says too little or what is not documented. One without any signature,
 * which the public server sends while no secret is set, is refused, or where the merchant has chosen so only makes the server
 * ask; a wrong signature is always refused.
 */
export async function receive(
  request: WebhookRequest,
  find: FindSession,
  keys: Keys,
  unsigned: 'reject' | 'confirm',
  now: number,
): Promise<WebhookEvent> {
  if (request.method !== 'POST') throw new WebhookRejected(400, 'method');
  const proof = proofOf(request.headers, request.body, keys, now);
  if (proof === 'bad') throw new WebhookRejected(401, 'signature wrong');
  if (proof === 'none' && unsigned === 'reject') throw new WebhookRejected(401, 'signature missing');
  const body = webhookBody.safeParse(decodeJson(request.body));
  if (!body.success) throw new WebhookRejected(400, 'body malformed');
  const { session_id: id, status, result, timestamp } = body.data;
  const session = await find(id);
  if (session === null) throw new WebhookRejected(404, 'session unknown');
  // The server's own shape says how it ended and not what was seen: the merchant is to hear both at once.
  const isWhole = status !== 'completed' || Boolean(body.data.ocr_data);
  const outcome = readNews(body.data);
  const trusted = proof === 'good' && isWhole && outcome.status !== 'review';
  return {
    kind: 'event',
    sessionId: session.sessionId,
    dedupeKey: JSON.stringify([id, status, result ?? null, timestamp ?? null]),
    trusted,
    change: trusted ? { outcome } : {},
  };
}
