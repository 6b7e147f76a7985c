import { z } from 'zod';
import { session } from './session.ts';

/** What the merchant's own endpoint receives when a session changes (Standard Webhooks headers around it). */
export const merchantEvent = z.object({
  type: z.enum(['session.updated', 'session.completed', 'session.expired', 'session.failed']),
  timestamp: z.iso.datetime(),
  data: session,
});
export type MerchantEvent = z.infer<typeof merchantEvent>;

/** One try to deliver an event. */
export const deliveryAttempt = z.object({
  at: z.iso.datetime(),
  /** Of the merchant's answer; null when there was none. */
  httpStatus: z.number().int().nullable(),
  /** `delivered`, `refused`, `redirect`, `timeout`, `no_connection`, `address_refused` or `stopped`. */
  outcome: z.string(),
  durationMs: z.number().int().nonnegative(),
});

/** An event that was to be sent to the merchant, by its `webhook-id`, and what became of it. */
export const delivery = z.object({
  id: z.string(),
  sessionId: z.string(),
  type: z.string(),
  status: z.enum(['pending', 'delivered', 'given_up']),
  createdAt: z.iso.datetime(),
  /** When it is tried next; null when it is not. */
  nextAttemptAt: z.iso.datetime().nullable(),
  /** The oldest first. */
  attempts: z.array(deliveryAttempt),
});
export type Delivery = z.infer<typeof delivery>;

/** Answer of `GET /v1/deliveries` and `GET /v1/sessions/{id}/deliveries`: newest first. */
export const deliveryList = z.object({
  deliveries: z.array(delivery),
  nextCursor: z.string().nullable(),
});
export type DeliveryList = z.infer<typeof deliveryList>;
