import { z } from 'zod';

export const name = 'onekyc';

/** What an HTTP header can carry unchanged. */
export const headerText = z
  .string()
  .regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/, 'must be printable ASCII');

const baseUrl = (path: string) =>
  z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .transform((value) => value.replace(/\/+$/, ''))
    .refine(
      (value) => new URL(value).origin + path === value,
      `must be an origin${path && ` followed by ${path}`}, without credentials or query`,
    );

export const settings = z.object({
  ONEKYC_TOKEN_URL: baseUrl(''),
  ONEKYC_BASE_URL: baseUrl('/coe'),
  ONEKYC_CLIENT_ID: headerText,
  ONEKYC_PASS_KEY: headerText,
  ONEKYC_ONBOARDING_PARTNER: headerText,
  /** The whole header value that OneKYC was told to send, scheme included. A short one could be guessed. */
  ONEKYC_CALLBACK_AUTHORIZATION: headerText.min(12),
  /** Whether people photograph their face too, for STANDALONE_LIVENESS. */
  ONEKYC_LIVENESS: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .transform((value) => value === 'true'),
});
export type Settings = z.infer<typeof settings>;
