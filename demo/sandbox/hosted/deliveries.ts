import type { Clock } from '../clock.ts';
import { type WebhookAttempt, type WebhookMessage, type WebhookPlan, Webhooks } from '../webhooks.ts';

export interface Delivery {
  /** What it is about, e.g. the event's name. */
  readonly label: string;
  readonly plan: WebhookPlan;
  /** Called anew for every attempt. */
  readonly make: () => WebhookMessage;
}

interface Line {
  readonly webhooks: Webhooks;
  /** Resolves when what was sent so far has arrived. */
  arrived: Promise<void>;
  held: Delivery[] | null;
}

/**
 * Webhooks of many sessions, one try each. Those of one session arrive in the order in which they were sent, so that a
 * test can count on it; `reverse` turns the order round.
 */
export class Deliveries {
  readonly #clock: Clock;
  readonly #lateMs: number;
  readonly #lines = new Map<string, Line>();
  #stopped = false;

  /** @param lateMs how late a `late` one is, in milliseconds */
  constructor(clock: Clock, lateMs: number) {
    this.#clock = clock;
    this.#lateMs = lateMs;
  }

  /** Session by session, each with its oldest first. */
  get attempts(): readonly WebhookAttempt[] {
    return [...this.#lines.values()].flatMap(({ webhooks }) => webhooks.attempts);
  }

  #line(session: string): Line {
    const present = this.#lines.get(session);
    if (present) return present;
    const webhooks = new Webhooks({ clock: this.#clock, retryWaitsMs: [] });
    const line: Line = { webhooks, arrived: Promise.resolve(), held: null };
    this.#lines.set(session, line);
    return line;
  }

  send(session: string, delivery: Delivery): void {
    if (this.#stopped) return;
    const line = this.#line(session);
    if (line.held) line.held.push(delivery);
    else this.#queue(line, delivery);
  }

  /** Holds a session's webhooks back, until `release` sends them, the newest first. */
  hold(session: string): void {
    this.#line(session).held ??= [];
  }

  release(session: string): void {
    const line = this.#line(session);
    const held = line.held ?? [];
    line.held = null;
    for (const delivery of held.reverse()) this.#queue(line, delivery);
  }

  #queue(line: Line, { label, plan, make }: Delivery): void {
    line.arrived = line.arrived.then(() => {
      line.webhooks.send(label, make, plan, this.#lateMs);
      return line.webhooks.idle();
    });
  }

  /** Resolves when nothing is on its way; late ones, which wait for their time, are not waited for. */
  async idle(): Promise<void> {
    for (const line of this.#lines.values()) {
      for (let before: Promise<void> | null = null; before !== line.arrived; ) {
        before = line.arrived;
        await before;
        await line.webhooks.idle();
      }
    }
  }

  /** For good: what is on its way is given up. */
  stop(): void {
    this.#stopped = true;
    for (const { webhooks } of this.#lines.values()) webhooks.stop();
  }

  /** Forgets all attempts; nothing more is sent for the sessions so far. */
  clear(): void {
    for (const { webhooks } of this.#lines.values()) webhooks.stop();
    this.#lines.clear();
  }
}
