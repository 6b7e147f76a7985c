import type { Clock } from '../clock.ts';
import { type WebhookAttempt, type WebhookMessage, type WebhookPlan, Webhooks } from '../webhooks.ts';
import type { TestValues } from './outcomes.ts';
import { canonical, type Hash } from './query.ts';
import { sign } from './signature.ts';

export type Source = 'web' | 'api' | 'kyc_system';

/** What events are called and what they say, word for word. */
const descriptions = {
  user_register: 'User has signed up',
  user_dopt_in: 'User has done double opt in',
  user_deleted: 'User was deletd by admin',
  kyc_submit: 'User has submitted kyc data',
  update_ethereum_address: 'Admin has updates ethereum address of user',
  kyc_status_update: 'user kyc state has changed',
  kyc_reopen: 'user kyc case was reopened by admin',
} as const;
export type EventName = keyof typeof descriptions;

export interface WebhookTarget {
  /** Its query is neither called nor signed. */
  readonly url: string;
  readonly secret: string;
  /** Which events are wanted; all of them without it. */
  readonly events?: readonly EventName[];
  readonly sources?: readonly Source[];
}

export interface EventRules {
  readonly clock: Clock;
  /** The server's time, in seconds since the epoch. */
  readonly now: () => number;
  /** For `late-webhook`, in milliseconds. */
  readonly lateMs: number;
  /** For one attempt, in milliseconds. */
  readonly timeoutMs: number;
}

interface KycEvent {
  readonly name: EventName;
  readonly source: Source;
  readonly data: Hash;
}

const HOUR = 3_600_000;
/** Between webhooks that were held back, in milliseconds, so that they arrive in a certain order. */
const GAP = 1_000;
export const MAX_TARGETS = 3;

function planOf(values: TestValues): WebhookPlan {
  if (values.has('no-webhook')) return 'none';
  if (values.has('double-webhook')) return 'double';
  return values.has('late-webhook') ? 'late' : 'once';
}

/**
 * Sends events as forms that are signed anew at every attempt: up to seven, the waits doubling from an hour. Only an
 * answer of exactly 200 counts.
 */
export class Events {
  readonly #rules: EventRules;
  readonly #webhooks: Webhooks;
  /** By user, of those with `reordered-webhooks`. */
  readonly #held = new Map<number, (() => void)[]>();
  #targets: readonly WebhookTarget[] = [];
  #nextId = 236;

  constructor(rules: EventRules) {
    this.#rules = rules;
    this.#webhooks = new Webhooks({
      clock: rules.clock,
      retryWaitsMs: [1, 2, 4, 8, 16, 32].map((hours) => hours * HOUR),
      isDelivered: (status) => status === 200,
      timeoutMs: rules.timeoutMs,
    });
  }

  get attempts(): readonly WebhookAttempt[] {
    return this.#webhooks.attempts;
  }

  /** @throws Error for more than three */
  setTargets(targets: readonly WebhookTarget[]): void {
    if (targets.length > MAX_TARGETS) throw new Error(`There may be ${MAX_TARGETS} webhooks at most.`);
    this.#targets = targets;
  }

  clear(): void {
    this.#held.clear();
  }

  /** Sends an event to all who want it, as the user's test values ask for. */
  send(values: TestValues, event: KycEvent): void {
    for (const send of this.#prepare(event)) send(planOf(values));
  }

  /** As `send`, but `reordered-webhooks` holds events back until the case is settled, and the newest go first. */
  sendInOrder(userId: number, values: TestValues, event: KycEvent, settled: boolean): void {
    if (!values.has('reordered-webhooks')) {
      this.send(values, event);
      return;
    }
    const sends = this.#prepare(event).map((send) => () => send(planOf(values)));
    const held = [...sends, ...(this.#held.get(userId) ?? [])];
    this.#held.set(userId, settled ? [] : held);
    if (!settled) return;
    for (const [at, send] of held.entries()) {
      if (at === 0) send();
      else this.#rules.clock.after(at * GAP, send);
    }
  }

  async idle(): Promise<void> {
    await this.#webhooks.idle();
  }

  stop(): void {
    this.#webhooks.stop();
  }

  /** What sends an event, once for every target: its id and content are settled here. */
  #prepare({ name, source, data }: KycEvent): ((plan: WebhookPlan) => void)[] {
    const wanted = this.#targets.filter(
      ({ events, sources }) => (events?.includes(name) ?? true) && (sources?.includes(source) ?? true),
    );
    const type = name.startsWith('user_') ? 'user' : 'user_kyc';
    return wanted.map((target) => {
      const id = this.#nextId++;
      const created = this.#rules.now();
      const content = {
        id,
        name,
        type,
        source,
        version: 'v1',
        description: descriptions[name],
        created_at: created,
        data,
      };
      return (plan) =>
        this.#webhooks.send(`${name} ${id}`, () => this.#message(target, content), plan, this.#rules.lateMs);
    });
  }

  #message({ url, secret }: WebhookTarget, content: Hash): WebhookMessage {
    const address = url.replace(/[?#].*$/s, '');
    const stamped = { ...content, request_timestamp: this.#rules.now() };
    const signature = sign(secret, `${address}?${canonical(stamped)}`);
    return {
      url: address,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: canonical({ ...stamped, signature }),
    };
  }
}
