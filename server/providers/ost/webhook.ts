import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { WebhookRejected } from '../errors.ts';
import type { FindSession, Outcome, WebhookEvent, WebhookRequest } from '../provider.ts';
import { canonicalPairs, type Pair, parsePairs, sign } from './canonical.ts';
import { idText } from './wire.ts';

/** In seconds. Every delivery is stamped anew, a repeated one too, so that it need only have been under way for this long. */
const TOLERANCE_S = 300;

/** What this project acts upon, and which part of the data it is about. */
const subjects: Readonly<Record<string, 'user' | 'user_kyc'>> = {
  user_deleted: 'user',
  kyc_submit: 'user_kyc',
  update_ethereum_address: 'user_kyc',
  kyc_reopen: 'user_kyc',
  kyc_status_update: 'user_kyc',
};

const eventShape = z.object({
  /** Of the delivery: equal for all tries of it. */
  id: idText,
  name: z.string().min(1),
  'data[user][id]': idText.optional(),
  'data[user_kyc][user_id]': idText.optional(),
  'data[user_kyc][user_kyc_detail_id]': idText.optional().catch(undefined),
});

const gone: Outcome = { status: 'failed', result: null, reasonCode: 'user_deleted' };

/** Names under which a session is found: its person's, and the one thing that it submitted. */
export const userReference = (userId: string): string => `user:${userId}`;
export const detailReference = (detailId: string): string => `detail:${detailId}`;

/**
 * A signed form. It may tell what was true hours ago, as a failed delivery is repeated for days with a new signature: about a
 * case the server asks OST how it stands now, which also brings the details. That a user was deleted stays true.
 */
export async function receive(
  request: WebhookRequest,
  find: FindSession,
  { secret, now }: { readonly secret: string; readonly now: number },
): Promise<WebhookEvent> {
  if (request.method !== 'POST') throw new WebhookRejected(400, 'method');
  const pairs = authenticate(request, secret);
  const values = valuesOf(pairs);
  assertFresh(values.get('request_timestamp') ?? '', now);
  const event = eventShape.safeParse(Object.fromEntries(values));
  if (!event.success) throw new WebhookRejected(400, 'body malformed');
  const { id, name } = event.data;
  const subject = Object.hasOwn(subjects, name) ? subjects[name] : undefined;
  if (subject === undefined) return { kind: 'ignored' };

  const userId = event.data[subject === 'user' ? 'data[user][id]' : 'data[user_kyc][user_id]'];
  if (userId === undefined) throw new WebhookRejected(400, 'data missing');
  const detailId = event.data['data[user_kyc][user_kyc_detail_id]'];
  // A person may have had several sessions: better the one that submitted this than the newest.
  const session =
    (detailId === undefined ? null : await find(detailReference(detailId))) ??
    (await find(userReference(userId)));
  if (session === null) throw new WebhookRejected(404, 'user unknown');
  const { sessionId } = session;
  return subject === 'user'
    ? { kind: 'event', sessionId, dedupeKey: id, trusted: true, change: { outcome: gone } }
    : { kind: 'event', sessionId, dedupeKey: id, trusted: false, change: {} };
}

/**
 * The pairs that were signed. The body is in the canonical form already; where something on the way encoded it in another
 * way, its canonical form is made again.
 */
function authenticate({ url, body }: WebhookRequest, secret: string): readonly Pair[] {
  const parts = decode(body).split('&');
  const isSignature = (part: string) => parsePairs(part)?.[0]?.[0] === 'signature';
  const [signature, ...others] = parts.filter(isSignature);
  const given = parsePairs(signature ?? '')?.[0]?.[1] ?? '';
  if (given === '' || others.length > 0) throw new WebhookRejected(401, 'signature missing');
  const signed = parts.filter((part) => !isSignature(part)).join('&');
  const pairs = parsePairs(signed);
  const isOurs = [signed, pairs === null ? null : canonicalPairs(pairs)].some(
    (form) => form !== null && isSame(given, sign(secret, `${url}?${form}`)),
  );
  if (!isOurs) throw new WebhookRejected(401, 'signature wrong');
  if (pairs === null) throw new WebhookRejected(400, 'encoding broken');
  return pairs;
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new WebhookRejected(401, 'not a form');
  }
}

/** `expected` is hex of SHA-256, so that the lengths say nothing. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Lists apart, a key stands once: which of two would count is nobody's guess. */
function valuesOf(pairs: readonly Pair[]): ReadonlyMap<string, string> {
  const single = pairs.filter(([key]) => !key.includes('[]'));
  const values = new Map(single);
  if (values.size < single.length) throw new WebhookRejected(400, 'key repeated');
  return values;
}

function assertFresh(timestamp: string, now: number): void {
  const age = /^\d{1,12}$/.test(timestamp) ? Math.abs(now / 1000 - Number(timestamp)) : Number.NaN;
  if (!(age <= TOLERANCE_S)) throw new WebhookRejected(401, 'time too far away');
}
