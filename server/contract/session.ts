import { z } from 'zod';
import { codeEvidence } from './code.ts';
import { livenessEvidence } from './liveness.ts';
import { checks, extracted, sessionResult, sessionStatus } from './status.ts';

export const providerName = z.enum(['onekyc', 'ost', 'enxtai', 'ctos', 'truestack']);
export type ProviderName = z.infer<typeof providerName>;

/** `capture`: the widget takes the pictures. `hosted`: the provider's own page does. */
export const mode = z.enum(['capture', 'hosted']);
export type Mode = z.infer<typeof mode>;

export const documentType = z.enum([
  'ktp',
  'mykad',
  'passport',
  'pan',
  'aadhaar',
  'national_id',
  'driving_licence',
]);
export type DocumentType = z.infer<typeof documentType>;

export const platform = z.enum(['Web', 'iOS', 'Android']);

/** BCP 47, as far as browsers send it: `en`, `id`, `ms-MY`, `zh-Hans`. */
export const locale = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language tag such as "en" or "id"');

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).max(2048);

/** Scalars only, 20 keys at the most: it is returned as it came and never interpreted. */
export const metadata = z
  .record(z.string().min(1).max(64), z.union([z.string().max(512), z.number(), z.boolean()]))
  .refine((value) => Object.keys(value).length <= 20, 'holds more than 20 keys');

/** Body of `POST /v1/sessions`. */
export const createSession = z.strictObject({
  provider: providerName,
  document: z
    .strictObject({
      type: documentType,
      name: z
        .string()
        .trim()
        .min(1)
        .max(100)
        .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not hold control characters')
        .optional(),
      number: z.string().trim().min(1).max(40).optional(),
    })
    .optional(),
  user: z
    .strictObject({
      externalId: z.string().trim().min(1).max(128),
      email: z.email().max(254).optional(),
      phone: z
        .string()
        .regex(/^\+?[0-9 ()-]{6,20}$/, 'must be a telephone number')
        .optional(),
    })
    .optional(),
  redirectUrl: httpUrl.optional(),
  webhookUrl: httpUrl.optional(),
  locale: locale.optional(),
  platform: platform.optional(),
  metadata: metadata.optional(),
});
export type CreateSession = z.infer<typeof createSession>;

/** Answer of `POST /v1/sessions`. Times are ISO 8601 in UTC. */
export const createdSession = z.object({
  id: z.string(),
  status: sessionStatus,
  mode,
  provider: providerName,
  token: z.string(),
  tokenExpiresAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  hostedUrl: z.url().optional(),
});
export type CreatedSession = z.infer<typeof createdSession>;

/** Answer of `GET /v1/sessions/{id}`: everything the merchant may know. */
export const session = z.object({
  id: z.string(),
  status: sessionStatus,
  result: sessionResult.nullable(),
  provider: providerName,
  mode,
  checks,
  extracted,
  /** The codes that were read in the pictures, where there were any. */
  codes: z.array(codeEvidence).optional(),
  /** How pictures of a face were taken, where there were any. */
  liveness: z.array(livenessEvidence).optional(),
  images: z.record(z.string(), z.url()).optional(),
  rejectReason: z.string().nullable(),
  metadata,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type Session = z.infer<typeof session>;

/** Answer of `GET /v1/sessions`: newest first. */
export const sessionList = z.object({ sessions: z.array(session), nextCursor: z.string().nullable() });
export type SessionList = z.infer<typeof sessionList>;

/** Answer of `POST /v1/sessions/{id}/tokens` and `POST /v1/flow/token`. */
export const mintedToken = z.object({ token: z.string(), tokenExpiresAt: z.iso.datetime() });
export type MintedToken = z.infer<typeof mintedToken>;
