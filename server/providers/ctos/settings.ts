import { z } from 'zod';
import { zones } from './time.ts';

export const name = 'ctos';

/** The IV that the documentation prints as the default: these 16 characters themselves, not what they decode to. */
const DOCUMENTED_IV = 'MTIzNDU2Nzg5MDEy';
const BASE_PATH = '/v2/gateway';

const visible = z
  .string()
  .max(255)
  .regex(/^[\x21-\x7e]+$/, 'must be visible ASCII without spaces');

const baseUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .transform((value) => value.replace(/\/+$/, ''))
  .refine(
    (value) => new URL(value).origin + BASE_PATH === value,
    `must be an origin followed by ${BASE_PATH}, without credentials or query (the older /v1 signs in another way)`,
  );

export const settings = z.object({
  CTOS_BASE_URL: baseUrl,
  CTOS_API_KEY: visible,
  CTOS_SECURITY_KEY: visible,
  CTOS_PACKAGE_NAME: visible,
  CTOS_IV: z
    .string()
    .regex(/^[\x21-\x7e]{16}$/, 'must be the 16 characters of the IV, as CTOS prints them')
    .default(DOCUMENTED_IV),
  /** What CTOS posts to us: 0 nothing, so that we only ask; 1 a summary; 2 all of it, pictures too. */
  CTOS_CALLBACK_MODE: z.enum(['0', '1', '2'], { error: 'must be 0, 1 or 2' }).default('1'),
  /** In which zone `request_time` is written and `expired_at` is read. */
  CTOS_TIME_ZONE: z.enum(zones, { error: `must be one of ${zones.join(', ')}` }).default('Asia/Kuala_Lumpur'),
});
export type Settings = z.infer<typeof settings>;
