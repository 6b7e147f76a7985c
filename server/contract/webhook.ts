import { z } from 'zod';
import { session } from './session.ts';

/** What the merchant's own endpoint receives when a session changes (Standard Webhooks headers around it). */
export const merchantEvent = z.object({
  type: z.enum(['session.updated', 'session.completed', 'session.expired', 'session.failed']),
  timestamp: z.iso.datetime(),
  data: session,
});
export type MerchantEvent = z.infer<typeof merchantEvent>;
