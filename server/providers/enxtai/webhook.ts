import { createHmac, timingSafeEqual } from 'node:crypto';
import { WebhookRejected } from '../errors.ts';
import type { FindSession, WebhookEvent, WebhookRequest } from '../provider.ts';
import { readOutcome } from './map.ts';
import { readState } from './state.ts';
import { webhookData, webhookEnvelope } from './wire.ts';

/** Not about a verification, or about a part of one that this project does not offer. */
const ignored = /^kyc\.(test$|digilocker_)/;

/**
 * Deliveries are tried again for an unknown time, so that an old one is no attack; but what it says may be, so that it
 * only makes the server ask. In milliseconds, to both sides.
 */
const BELIEVED_MS = 5 * 60_000;

/** Throws WebhookRejected. `now` in milliseconds since the epoch. */
export async function receive(
  request: WebhookRequest,
  find: FindSession,
  secret: string,
  now: number,
): Promise<WebhookEvent> {
  const body = authenticate(request, secret);
  const envelope = webhookEnvelope.safeParse(body);
  if (!envelope.success) throw new WebhookRejected(400, 'body malformed');
  const { id, event, timestamp } = envelope.data;
  if (ignored.test(event)) return { kind: 'ignored' };

  const data = webhookData.safeParse(envelope.data.data);
  if (!data.success) throw new WebhookRejected(400, 'data malformed');
  const session = await find(data.data.kycSessionId);
  if (session === null) throw new WebhookRejected(404, 'session unknown');
  const state = readState(session, 'receiveWebhook');

  const { status, finalStatus = status } = data.data;
  const told = { kind: 'event', sessionId: session.sessionId, dedupeKey: id } as const;
  const age = typeof timestamp === 'string' ? Math.abs(now - Date.parse(timestamp)) : Number.NaN;
  const believed =
    documented.has(event) &&
    age <= BELIEVED_MS &&
    finalStatus === status &&
    data.data.kycSessionId === state.kycSessionId;
  if (!believed) return { ...told, trusted: false, change: {} };
  const outcome = readOutcome(data.data, state.submitted, session.document?.type ?? null);
  // It need not say what was read: the merchant is to hear of that together with the end.
  const isWhole = outcome.status !== 'completed' || Boolean(data.data.extractedData);
  if (!isWhole) return { ...told, trusted: false, change: {} };
  return { ...told, trusted: true, change: { outcome } };
}

const documented = new Set(['kyc.documents_uploaded', 'kyc.verification_completed', 'kyc.status_changed']);

/** The body as JSON, once it is certain who sent it. */
function authenticate({ headers, body }: WebhookRequest, secret: string): unknown {
  const given = headers['x-signature']?.trim().toLowerCase();
  if (given === undefined) throw new WebhookRejected(401, 'signature missing');
  if (!/^[0-9a-f]{64}$/.test(given)) throw new WebhookRejected(401, 'signature malformed');
  const signature = Buffer.from(given, 'hex');
  const isSigned = (bytes: Uint8Array | string) => timingSafeEqual(sign(bytes, secret), signature);

  const read = decode(body);
  // They sign `JSON.stringify(payload)`; somebody on the way may have written the same JSON anew.
  if (!isSigned(body) && !(read !== null && isSigned(read.again))) {
    throw new WebhookRejected(401, 'signature wrong');
  }
  if (read === null) throw new WebhookRejected(400, 'no JSON');
  return read.json;
}

/** HMAC-SHA256, 32 bytes; on the wire it is lowercase hex. */
export const sign = (bytes: Uint8Array | string, secret: string): Buffer =>
  createHmac('sha256', secret).update(bytes).digest();

/** Null when it is no JSON, or too deep to be written again. */
function decode(body: Uint8Array): { readonly json: unknown; readonly again: string } | null {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return { json, again: JSON.stringify(json) };
  } catch {
    return null;
  }
}
