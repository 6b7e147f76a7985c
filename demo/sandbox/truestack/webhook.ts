import { createHmac } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { Deliveries } from '../hosted/deliveries.ts';
import { plainName, planOf } from '../hosted/outcomes.ts';
import type { Change } from '../hosted/sessions.ts';
import type { WebhookMessage } from '../webhooks.ts';
import { isPassport } from './create.ts';
import { rejectMessage, resultOf, type TrueStackSession } from './session.ts';

/**
 * How a webhook is signed. With the API key, in X-Webhook-Signature: `hex`, `sha256=` before it, or `base64`. With the
 * webhook secret: the `trueidentity` pair of headers. Or not at all (`none`), or with another key (`wrong`).
 */
export type WebhookSignature = 'hex' | 'sha256-hex' | 'base64' | 'trueidentity' | 'none' | 'wrong';

export interface WebhookStyle {
  /** `flat` is what the server sends, `nested` what the document prints. */
  readonly body: 'flat' | 'nested';
  readonly signature: WebhookSignature;
  /** False leaves `started` and `processing` out, as the document does. */
  readonly intermediate: boolean;
}

const events: Readonly<Record<Change, string>> = {
  opened: 'kyc.session.started',
  submitted: 'kyc.session.processing',
  completed: 'kyc.session.completed',
  expired: 'kyc.session.expired',
};

const digest = (key: string, text: string, encoding: 'hex' | 'base64'): string =>
  createHmac('sha256', key).update(text).digest(encoding);

/** @param now milliseconds since the epoch, which the second scheme signs too */
export function signatureHeaders(
  how: WebhookSignature,
  keys: { apiKey: string; secret: string },
  body: string,
  now: number,
): Record<string, string> {
  const name = 'x-webhook-signature';
  if (how === 'none') return {};
  if (how === 'hex') return { [name]: digest(keys.apiKey, body, 'hex') };
  if (how === 'sha256-hex') return { [name]: `sha256=${digest(keys.apiKey, body, 'hex')}` };
  if (how === 'base64') return { [name]: digest(keys.apiKey, body, 'base64') };
  if (how === 'wrong') return { [name]: digest('another key', body, 'hex') };
  return {
    'x-trueidentity-signature': digest(keys.secret, `${now}.${body}`, 'base64'),
    'x-trueidentity-timestamp': String(now),
  };
}

function flatBody(event: string, session: TrueStackSession, timestamp: string): object {
  const { details } = session;
  return {
    event,
    session_id: session.id,
    ref_id: details.refId,
    status: session.stage,
    result: resultOf(session),
    reject_message: rejectMessage(session),
    document_name: details.documentName,
    document_number: details.documentNumber,
    tenant_id: null,
    borrower_id: null,
    metadata: details.metadata,
    timestamp,
  };
}

function nestedBody(event: string, session: TrueStackSession, timestamp: string): object {
  const { details, verdict } = session;
  const read = verdict !== null && verdict !== 'reject';
  const passport = isPassport(details.documentType);
  return {
    event,
    timestamp,
    data: {
      session_id: session.id,
      ref_id: details.refId,
      status: session.stage,
      result: resultOf(session),
      document_name: details.documentName,
      document_number: details.documentNumber,
      ...(read
        ? {
            ocr_data: {
              name: plainName(details.documentName),
              ic_number: details.documentNumber.replaceAll('-', ''),
              address: passport ? null : '1 JALAN CONTOH, 50000 BANDAR CONTOH',
              gender: 'PEREMPUAN',
              nationality: passport ? 'MYS' : 'WARGANEGARA',
              date_of_birth: '2000-01-01',
            },
            face_match_score: verdict === 'approve' ? 0.95 : 0.31,
            liveness_score: verdict === 'reject-retries' ? 0.12 : 0.98,
          }
        : {}),
      metadata: details.metadata,
    },
  };
}

/** TrueStack's webhooks: one try for each callback of the provider behind it. */
export class SessionWebhooks {
  readonly deliveries: Deliveries;
  readonly #clock: Clock;
  readonly #secret: string;
  style: WebhookStyle;

  constructor(clock: Clock, lateMs: number, secret: string, style: WebhookStyle) {
    this.#clock = clock;
    this.#secret = secret;
    this.style = style;
    this.deliveries = new Deliveries(clock, lateMs);
  }

  announce(session: TrueStackSession, change: Change): void {
    const { values, id } = session;
    const final = change === 'completed' || change === 'expired';
    if (!final && !this.style.intermediate) return;
    if (values.has('reordered-webhooks')) this.deliveries.hold(id);
    const event = events[change];
    // The moment that it speaks of, which a second delivery repeats.
    const timestamp = new Date(session.updatedAt).toISOString();
    this.deliveries.send(id, {
      label: event,
      plan: final ? planOf(values) : values.has('no-webhook') ? 'none' : 'once',
      make: () => this.#message(event, session, timestamp),
    });
    if (final) this.deliveries.release(id);
  }

  #message(event: string, session: TrueStackSession, timestamp: string): WebhookMessage {
    const make = this.style.body === 'flat' ? flatBody : nestedBody;
    const body = JSON.stringify(make(event, session, timestamp));
    const how = session.values.has('bad-signature') ? 'wrong' : this.style.signature;
    const keys = { apiKey: session.details.apiKey, secret: this.#secret };
    return {
      url: session.details.webhookUrl,
      headers: {
        'content-type': 'application/json',
        'x-truestack-event': event,
        ...signatureHeaders(how, keys, body, this.#clock.now()),
      },
      body,
    };
  }
}
