import { z } from 'zod';

export const name = 'enxtai';

/** What an HTTP header can carry unchanged. */
const headerText = z
  .string()
  .regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/, { error: 'must be printable ASCII' });

const baseUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .transform((value) => value.replace(/\/+$/, ''))
  .refine(
    (value) => `${new URL(value).origin}/api` === value,
    'must be an origin followed by /api, without credentials or query',
  );

export const settings = z.object({
  ENXTAI_BASE_URL: baseUrl,
  ENXTAI_API_KEY: headerText,
  /** Used as it is, a prefix such as `whsec_` included. A short one could be guessed. */
  ENXTAI_WEBHOOK_SECRET: z.string().min(12, 'must have at least 12 characters'),
});
export type Settings = z.infer<typeof settings>;
