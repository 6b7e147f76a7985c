import type { Logger } from 'pino';
import { Webhook } from 'standardwebhooks';
import { describeError } from '../http/logger.ts';
import type { DueEvent, Store } from '../store/store.ts';
import { nextAttempt } from './schedule.ts';
import type { Sender, Sent } from './send.ts';

export interface DeliveryOptions {
  readonly store: Pick<Store, 'claimEvents' | 'settleEvent'>;
  readonly sender: Sender;
  /** `whsec_` and base64, as Standard Webhooks has it. */
  readonly secret: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 0..1, 1 excluded; `Math.random` in production. */
  readonly random: () => number;
  readonly logger: Logger;
}

export interface Delivery {
  /** Delivers what is due, now. Cheap; called after every change, and by the clock for what was put off. */
  wake(): void;
  /** Resolves when nothing is due and nothing is under way. */
  settled(): Promise<void>;
  /** Ends what is under way: it is due again at once. Resolves when all of it is written down. */
  stop(): Promise<void>;
}

const MOST_AT_ONCE = 16;
/** Longer than an attempt may take. */
const LEASE_MS = 60_000;
/** The merchant says by this status that it wants no more (Standard Webhooks). */
const GONE = 410;

/**
 * Sends events to merchants, at least once each, signed after Standard Webhooks (`webhook-id`, `webhook-timestamp`,
 * `webhook-signature`). Events of a session may overtake one another when attempts fail; their `timestamp` tells.
 */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { store, sender, now, random, logger } = options;
  const signer = new Webhook(options.secret);
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  let asked = false;
  let filling: Promise<void> | null = null;

  const attempt = async (event: DueEvent): Promise<void> => {
    const at = new Date(now());
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'kyc-flow',
      'webhook-id': event.id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': signer.sign(event.id, at, event.body),
    };
    const sent = await sender.send(event.url, { headers, body: event.body }, stopping.signal);
    await store.settleEvent(event.id, report(event, sent, dueAfter(event, sent)), {
      at,
      httpStatus: sent.status ?? null,
      outcome: sent.delivered ? 'delivered' : sent.why,
      durationMs: now() - at.getTime(),
    });
  };

  /** Null when nothing more is to be done. */
  const dueAfter = (event: DueEvent, sent: Sent): Date | null => {
    if (sent.delivered || sent.status === GONE) return null;
    const time = new Date(now());
    // Stopping is not the merchant's failure.
    return stopping.signal.aborted ? time : nextAttempt(event.attempts, event.createdAt, time, random());
  };

  const report = ({ sessionId }: DueEvent, sent: Sent, due: Date | null): Date | null => {
    const line = { sessionId, upstreamStatus: sent.status, why: sent.delivered ? undefined : sent.why };
    if (sent.delivered) logger.debug(line, 'webhook delivered');
    else if (sent.status === GONE) logger.warn(line, 'webhook not wanted any more');
    else if (due === null) logger.error(line, 'webhook given up');
    else logger.warn(line, 'webhook put off');
    return due;
  };

  const fill = async (): Promise<void> => {
    while (asked && !stopping.signal.aborted) {
      asked = false;
      const room = MOST_AT_ONCE - underWay.size;
      // Who ends makes room, and asks again.
      if (room <= 0) return;
      for (const event of await store.claimEvents(new Date(now()), LEASE_MS, room)) {
        const job = attempt(event)
          .catch(fault)
          .finally(() => {
            underWay.delete(job);
            wake();
          });
        underWay.add(job);
      }
    }
  };

  // The event stays leased and comes again.
  const fault = (error: unknown) => logger.error(describeError(error), 'webhook');

  const wake = (): void => {
    asked = true;
    filling ??= fill()
      .catch(fault)
      .finally(() => {
        filling = null;
        // Asked in the moment between the last look and this one.
        if (asked && !stopping.signal.aborted) wake();
      });
  };

  const settled = async (): Promise<void> => {
    while (filling || underWay.size > 0) {
      await filling;
      await Promise.all(underWay);
    }
  };

  return {
    wake,
    settled,
    async stop() {
      stopping.abort();
      await settled();
      await sender.close();
    },
  };
}
