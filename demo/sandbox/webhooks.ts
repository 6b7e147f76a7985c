import type { Clock } from './clock.ts';

export interface WebhookMessage {
  readonly url: string;
  /** POST by default. */
  readonly method?: 'POST' | 'PUT' | 'PATCH';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WebhookAttempt {
  /** What the message is about, in the sandbox's own words. */
  readonly label: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** HTTP status of the client's answer; null when there was none. */
  readonly status: number | null;
}

export interface WebhookRules {
  readonly clock: Clock;
  /** Waits before the second, the third, … attempt, in milliseconds; empty where the provider never tries again. */
  readonly retryWaitsMs: readonly number[];
  /** Which answers count as delivered; any 2xx by default. */
  readonly isDelivered?: (status: number) => boolean;
  /** For one attempt, in milliseconds; 10000 by default. */
  readonly timeoutMs?: number;
}

/** How often and when a message is sent: `none`, `once`, `double` (two at once), or `late` (after `lateMs`). */
export type WebhookPlan = 'none' | 'once' | 'double' | 'late';

/** Sends a sandbox's webhooks, tries again as the provider does, and remembers every attempt. Redirects are not followed. */
export class Webhooks {
  readonly #rules: WebhookRules;
  readonly #running = new Set<Promise<void>>();
  readonly #attempts: WebhookAttempt[] = [];
  readonly #stop = new AbortController();
  #held: (() => Promise<unknown>)[] | null = null;

  constructor(rules: WebhookRules) {
    this.#rules = rules;
  }

  /** The oldest first. */
  get attempts(): readonly WebhookAttempt[] {
    return this.#attempts;
  }

  /** @param make is called anew for every attempt, so that times and signatures are fresh where the provider's are */
  send(label: string, make: () => WebhookMessage, plan: WebhookPlan = 'once', lateMs = 10_000): void {
    if (plan === 'none') return;
    const start = (): Promise<unknown> =>
      Promise.all([this.#start(label, make, 0), ...(plan === 'double' ? [this.#start(label, make, 0)] : [])]);
    if (this.#held) this.#held.unshift(start);
    else if (plan === 'late') this.#rules.clock.after(lateMs, () => void start());
    else void start();
  }

  /** From now on nothing is sent, until `release` sends all of it, one after another and the newest first. */
  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    void this.#track(async () => {
      for (const start of held) await start();
    });
  }

  /** Resolves when no attempt is on its way; those that wait for their time are not waited for. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  stop(): void {
    this.#stop.abort();
  }

  async #start(label: string, make: () => WebhookMessage, attempt: number): Promise<void> {
    if (!this.#stop.signal.aborted) await this.#track(() => this.#deliver(label, make, attempt));
  }

  #track(work: () => Promise<void>): Promise<void> {
    const run = work().finally(() => this.#running.delete(run));
    this.#running.add(run);
    return run;
  }

  async #deliver(label: string, make: () => WebhookMessage, attempt: number): Promise<void> {
    const { clock, retryWaitsMs, timeoutMs = 10_000 } = this.#rules;
    const { isDelivered = (code: number) => code >= 200 && code < 300 } = this.#rules;
    const { url, method = 'POST', headers, body } = make();
    const status = await fetch(url, {
      method,
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(timeoutMs)]),
    }).then(
      async (answer) => {
        await answer.arrayBuffer().catch(() => undefined);
        return answer.status;
      },
      () => null,
    );
    this.#attempts.push({ label, attempt: attempt + 1, status });
    const wait = retryWaitsMs[attempt];
    if (status !== null && isDelivered(status)) return;
    if (wait !== undefined) clock.after(wait, () => void this.#start(label, make, attempt + 1));
  }
}
