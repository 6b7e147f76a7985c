import { createHmac, randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { type WebhookMessage, type WebhookPlan, Webhooks } from '../webhooks.ts';
import { eventData } from './answers.ts';
import type { Generation } from './documents.ts';
import type { TestValues } from './outcomes.ts';
import type { SessionEvent } from './session.ts';

export interface WebhookTarget {
  /** The client's endpoint, as a whole. */
  readonly url: string;
  readonly secret: string;
}

export interface EventRules {
  readonly clock: Clock;
  readonly generation: Generation;
  /** Waits before each further try, in milliseconds. */
  readonly retryWaitsMs: readonly number[];
  /** For `+late-webhook`, in milliseconds. */
  readonly lateMs: number;
  /** Between the webhooks of a `+reordered-webhooks` session, in milliseconds. */
  readonly reorderMs: number;
}

/** Lowercase hex HMAC-SHA256 of the body as it goes over the wire. */
export const sign = (secret: string, body: string): string =>
  createHmac('sha256', secret).update(body).digest('hex');

const planOf = (values: TestValues): WebhookPlan => {
  if (values.has('no-webhook')) return 'none';
  if (values.has('double-webhook')) return 'double';
  return values.has('late-webhook') ? 'late' : 'once';
};

/** Tells the client what happened. An event keeps its id, time and signature over every try. */
export class Events {
  readonly #rules: EventRules;
  #webhooks: Webhooks;
  /** Of the sessions whose webhooks come in the wrong order, those that wait for the last one. */
  readonly #held = new Map<string, (() => void)[]>();
  target: WebhookTarget | undefined;

  constructor(rules: EventRules, target: WebhookTarget | undefined) {
    this.#rules = rules;
    this.#webhooks = new Webhooks(rules);
    this.target = target;
  }

  /** Sends nothing more of what has happened so far, and forgets what was sent. */
  reset(): void {
    this.#webhooks.stop();
    this.#held.clear();
    this.#webhooks = new Webhooks(this.#rules);
  }

  get attempts(): Webhooks['attempts'] {
    return this.#webhooks.attempts;
  }

  announce(event: SessionEvent): void {
    const { name, session, isLast } = event;
    const send = this.#prepare(
      name,
      `${name} ${session.id}`,
      eventData(event, this.#rules.generation),
      planOf(session.values),
    );
    if (!session.values.has('reordered-webhooks')) {
      send();
      return;
    }
    const held = [send, ...(this.#held.get(session.id) ?? [])];
    this.#held.set(session.id, held);
    if (!isLast) return;
    this.#held.delete(session.id);
    held.forEach((one, index) => {
      if (index === 0) one();
      else this.#rules.clock.after(index * this.#rules.reorderMs, one);
    });
  }

  /** As the portal's "Test Webhook" does. */
  sendTest(): void {
    this.#prepare('kyc.test', 'kyc.test', { message: 'This is a test webhook from EnxtAI KYC' }, 'once')();
  }

  idle(): Promise<void> {
    return this.#webhooks.idle();
  }

  stop(): void {
    this.#webhooks.stop();
  }

  /** Writes the event down as it is now. @returns what sends it */
  #prepare(event: string, label: string, data: object, plan: WebhookPlan): () => void {
    const { target } = this;
    const webhooks = this.#webhooks;
    if (!target) return () => undefined;
    const body = JSON.stringify({
      id: `evt_${randomUUID()}`,
      event,
      timestamp: new Date(this.#rules.clock.now()).toISOString(),
      data,
    });
    const message: WebhookMessage = {
      url: target.url,
      headers: {
        'content-type': 'application/json',
        'X-Signature': sign(target.secret, body),
        'X-Event': event,
      },
      body,
    };
    return () => webhooks.send(label, () => message, plan, this.#rules.lateMs);
  }
}
