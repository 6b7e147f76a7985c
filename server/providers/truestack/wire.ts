import { z } from 'zod';

/**
 * Shapes of the TrueStack API, read leniently: the public documentation and the server differ in names, and a field that
 * cannot be read must not hide the verdict. Other keys are dropped.
 */

/** Goes into paths and references, so that nothing but a plain word is taken. Documented as a UUID. */
export const sessionId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/);

const fields = z.record(z.string(), z.unknown()).nullish().catch(null);
export type Fields = Readonly<Record<string, unknown>> | null | undefined;

/** Answer of create (201). */
export const createdAnswer = z.object({
  id: sessionId,
  onboarding_url: z.string().max(4096),
  expires_at: z.iso.datetime({ offset: true }).nullish().catch(null),
});

/** What get, refresh and the webhooks have in common. */
const verdict = {
  status: z.string(),
  result: z.string().nullish(),
  reject_message: z.string().nullish().catch(null),
};

/** Answer of get and of refresh in all three forms. */
export const sessionAnswer = z.object({
  id: sessionId,
  ...verdict,
  /** Refresh only: false when it is final already, or when TrueStack could not reach its own provider. */
  refreshed: z.boolean().optional().catch(undefined),
  error: z.string().nullish().catch(null),
  document: fields,
  /** The documentation's name for a part of `document`. */
  ocr_result: fields,
  verification: fields,
  images: fields,
});
export type SessionAnswer = z.infer<typeof sessionAnswer>;

const news = z.object({
  session_id: sessionId,
  ...verdict,
  ocr_data: fields,
  face_match_score: z.unknown().optional(),
  liveness_score: z.unknown().optional(),
  timestamp: z.unknown().optional(),
});
export type News = z.infer<typeof news>;

/** Both shapes of a webhook: as documented, inside of `data`, or flat, as the server sends it. */
export const webhookBody = z.union([
  z
    .object({ event: z.string(), timestamp: z.unknown().optional(), data: news })
    .transform(({ timestamp, data }) => ({ ...data, timestamp: timestamp ?? data.timestamp })),
  news.extend({ event: z.string() }),
]);

const codes = [
  'BAD_REQUEST',
  'UNAUTHORIZED',
  'INSUFFICIENT_CREDITS',
  'FORBIDDEN',
  'NOT_FOUND',
  'RATE_LIMITED',
  'SERVER_ERROR',
  'INTERNAL_ERROR',
  'GATEWAY_ERROR',
] as const;

/** `{error, message, balance?}`; the message is free text and stays where it is. */
export const errorBody = z.object({ error: z.enum(codes) });
