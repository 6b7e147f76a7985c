import { createHash } from 'node:crypto';
import { WebhookRejected } from '../errors.ts';
import type { FindSession, WebhookEvent, WebhookRequest } from '../provider.ts';
import { asFields, type Fields, parseFields } from './answer.ts';
import { readCode, readOutcome } from './map.ts';
import { type Cipher, isOneOf, sign } from './seal.ts';
import type { Settings } from './settings.ts';
import { isRefOf, readState, type Transaction, transactionsOf, withoutPrefix } from './state.ts';
import { postback } from './wire.ts';

/**
 * A postback is sealed and signed, but its seal can be changed in places and its signature does not cover what it says.
 * Whatever could end a session is therefore asked for; only that somebody opened the page, or is on the way, is believed.
 * Some gateways send it in the clear, without a signature, or, as nobody documents it, with one over other values: it then
 * makes the server ask, and no more.
 */
export async function receive(
  request: WebhookRequest,
  find: FindSession,
  values: Settings,
  cipher: Cipher,
): Promise<WebhookEvent> {
  if (request.method !== 'POST') throw new WebhookRejected(400, 'method');
  const { fields, isSealed } = open(request.body, cipher);
  const body = postback.safeParse(fields);
  if (!body.success) throw new WebhookRejected(400, 'body malformed');
  const { ref_id: refId, onboarding_id: onboardingId, status, result, ...rest } = body.data;
  const requestTime = rest.request_time ?? '';

  const session = (await find(refId)) ?? (await find(withoutPrefix(refId)));
  const state = session && readState(session);
  const known = state ? transactionsOf(state) : [];
  const about = known.find((one) => isRefOf(refId, one) && onboardingId === one.onboardingId);
  if (!session || !about) throw new WebhookRejected(404, 'transaction unknown');
  const signature = rest.signature ?? null;
  const isSigned = signature !== null && isOneOf(signature, acceptable(values, about, refId, requestTime));
  // What the vendor signs is said nowhere for certain: only what is neither sealed nor signed well is refused.
  if (signature !== null && !isSigned && !isSealed) throw new WebhookRejected(401, 'signature wrong');
  const code = readCode(status);
  // What is said of a page that was left says nothing yet of the session.
  const isPresent = about === known[0];
  const trusted = isPresent && isSealed && isSigned && (code === 0 || code === 1);
  return {
    kind: 'event',
    sessionId: session.sessionId,
    dedupeKey: digest([refId, onboardingId, code ?? status, readCode(result) ?? result, requestTime]),
    trusted,
    change: trusted ? { outcome: readOutcome({ status, result, reject_message: null }) } : {},
  };
}

/** The documentation says the signature of the creation; the vendor's clients make one of the postback's own values. */
const acceptable = (
  values: Settings,
  transaction: Transaction,
  refId: string,
  requestTime: string,
): readonly string[] => [
  ...transaction.signatures,
  sign(values, refId, requestTime),
  sign(values, transaction.refId, requestTime),
];

function open(body: Uint8Array, cipher: Cipher): { readonly fields: Fields; readonly isSealed: boolean } {
  const envelope = parseFields(decode(body));
  if (envelope === null) throw new WebhookRejected(400, 'body malformed');
  const { data } = envelope;
  if (typeof data === 'string') {
    const text = cipher.open(data);
    if (text === null) throw new WebhookRejected(401, 'not sealed with our key');
    const fields = parseFields(text);
    if (fields === null) throw new WebhookRejected(400, 'body malformed');
    return { fields, isSealed: true };
  }
  return { fields: asFields(data) ?? envelope, isSealed: false };
}

function decode(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

const digest = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');
