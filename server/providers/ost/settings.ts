import { z } from 'zod';

export const name = 'ost';

const printable = z.string().regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces');

export const settings = z.object({
  OST_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .transform((value) => value.replace(/\/+$/, ''))
    .refine(
      (value) => new URL(value).origin === value,
      'must be an origin, without path, credentials or query',
    ),
  OST_API_KEY: printable,
  OST_API_SECRET: printable.min(12),
  /** Of the one webhook that calls here. A short one could be guessed. */
  OST_WEBHOOK_SECRET: printable.min(12),
  /** Which of the two presigned uploads the page is given. */
  OST_UPLOAD: z.enum(['put', 'post'], 'must be put or post').default('put'),
});
export type Settings = z.infer<typeof settings>;
