import type { Clock } from '../clock.ts';
import { Deliveries } from '../hosted/deliveries.ts';
import { planOf } from '../hosted/outcomes.ts';
import type { Change } from '../hosted/sessions.ts';
import type { WebhookMessage } from '../webhooks.ts';
import { type CtosSession, type StatusStyle, statusFields } from './answers.ts';
import { type CtosKeys, encrypt, phpJson, sign } from './crypto.ts';
import { malaysianTime } from './time.ts';

/**
 * What stands in `signature`: that of the create call, one made anew over the postback's own request_time (with the
 * prefixed or the plain ref_id), a wrong one, or nothing. Which of the first three the gateway uses is not documented.
 */
export type PostbackSignature = 'create' | 'recomputed-prefixed' | 'recomputed-plain' | 'wrong' | 'none';

export interface PostbackStyle {
  readonly signature: PostbackSignature;
  /** Repeats the API key beside `data`. */
  readonly apiKey: boolean;
  /** Sends the object as it is, without encryption. */
  readonly plain: boolean;
  /** Also when the page is opened and when the pictures are handed in. */
  readonly intermediate: boolean;
}

/** The gateway's postbacks, by callback_mode and test values. */
export class Postbacks {
  readonly deliveries: Deliveries;
  readonly #clock: Clock;
  readonly #keys: CtosKeys;
  readonly #statusStyle: () => StatusStyle;
  style: PostbackStyle;

  constructor(
    clock: Clock,
    lateMs: number,
    keys: CtosKeys,
    style: PostbackStyle,
    statusStyle: () => StatusStyle,
  ) {
    this.#clock = clock;
    this.#keys = keys;
    this.style = style;
    this.#statusStyle = statusStyle;
    this.deliveries = new Deliveries(clock, lateMs);
  }

  announce(session: CtosSession, change: Change): void {
    const { values, id } = session;
    const { backendUrl, callbackMode } = session.details;
    const final = change === 'completed' || change === 'expired';
    if (backendUrl === null || callbackMode === '0' || (!final && !this.style.intermediate)) return;
    if (values.has('reordered-webhooks')) this.deliveries.hold(id);
    this.deliveries.send(id, {
      label: change,
      plan: final ? planOf(values) : values.has('no-webhook') ? 'none' : 'once',
      make: () => this.#message(session, backendUrl, callbackMode),
    });
    if (final) this.deliveries.release(id);
  }

  #signature(session: CtosSession, requestTime: string): string | null {
    const { refId, prefixedRefId, signature } = session.details;
    const wanted = session.values.has('bad-signature') ? 'wrong' : this.style.signature;
    if (wanted === 'none') return null;
    if (wanted === 'create') return signature;
    if (wanted === 'wrong') return sign({ ...this.#keys, securityKey: 'wrong' }, prefixedRefId, requestTime);
    return sign(this.#keys, wanted === 'recomputed-plain' ? refId : prefixedRefId, requestTime);
  }

  #message(session: CtosSession, url: string, mode: '1' | '2'): WebhookMessage {
    const { apiKey, packageName } = this.#keys;
    const requestTime = malaysianTime(this.#clock.now());
    const signature = this.#signature(session, requestTime);
    const fields = {
      api_key: apiKey,
      package_name: packageName,
      ref_id: session.details.prefixedRefId,
      onboarding_id: session.details.onboardingId,
      request_time: requestTime,
      ...(signature === null ? {} : { signature }),
      ...statusFields(session, mode, this.#statusStyle()),
    };
    const body = this.style.plain
      ? fields
      : {
          data: encrypt(this.#keys, phpJson(fields)),
          ...(this.style.apiKey ? { api_key: apiKey } : {}),
        };
    return { url, headers: { 'content-type': 'application/json' }, body: phpJson(body) };
  }
}
