import { z } from 'zod';

export const name = 'truestack';

/** What an HTTP header can carry unchanged. */
const headerText = z.string().regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/, 'must be printable ASCII');

export const settings = z.object({
  TRUESTACK_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .transform((value) => value.replace(/\/+$/, ''))
    .refine(
      (value) => new URL(value).origin === value,
      'must be an origin, without path, credentials or query',
    ),
  // Also the key of the documented webhook signature: a short one could be guessed.
  TRUESTACK_API_KEY: headerText.min(12),
  /** Of the second signature scheme (`x-trueidentity-signature`), where TrueStack has given one. */
  TRUESTACK_WEBHOOK_SECRET: z.string().min(12).optional(),
  /** What a webhook without any signature does: nothing, or make the server ask. */
  TRUESTACK_UNSIGNED_WEBHOOKS: z.enum(['reject', 'confirm']).default('reject'),
});
export type Settings = z.infer<typeof settings>;
