import { setTimeout as delay } from 'node:timers/promises';
import type { Request, RequestHandler } from 'express';

/** What a provider answers in its own shape when it fails on demand. */
export interface FaultAnswer {
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent instead of `body`, where something in front of the provider answers that speaks no JSON. */
  readonly html?: string;
}

/** Failures on demand, before a request is looked at: latency, and the next answers refused. */
export class Faults {
  readonly #answer: (status: number, request: Request) => FaultAnswer;
  #latencyMs = 0;
  #queue: { readonly status: number; readonly headers: Readonly<Record<string, string>> }[] = [];

  /** @param answer the provider's own body for a status, e.g. 503 or 429 */
  constructor(answer: (status: number, request: Request) => FaultAnswer) {
    this.#answer = answer;
  }

  /** Before every answer, in milliseconds. */
  setLatency(milliseconds: number): void {
    this.#latencyMs = milliseconds;
  }

  /** The next `count` requests get `status` and do nothing. `retryAfterSeconds` goes into Retry-After. */
  failNext(count: number, status = 503, retryAfterSeconds?: number): void {
    const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
    this.#queue.push(...Array.from({ length: count }, () => ({ status, headers })));
  }

  reset(): void {
    this.#latencyMs = 0;
    this.#queue = [];
  }

  readonly middleware: RequestHandler = async (request, response, next) => {
    if (this.#latencyMs > 0) await delay(this.#latencyMs);
    const fault = this.#queue.shift();
    if (!fault) return next();
    const { body, headers, html } = this.#answer(fault.status, request);
    response.status(fault.status).set({ ...headers, ...fault.headers });
    if (html === undefined) response.json(body);
    else response.type('html').send(html);
  };
}
