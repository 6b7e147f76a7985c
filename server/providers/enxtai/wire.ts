import { z } from 'zod';

/** Shapes of the API as documented, read leniently: other keys are dropped, and what is not needed may be missing. */

/** Goes into paths and references, so that nothing but a plain word is taken. Documented as a UUID, printed as others. */
export const kycSessionId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);

/** `status` may be another than PENDING where an open session is used again, and `uploadUrls` may lack some: neither is read. */
export const initiateAnswer = z.object({ kycSessionId });

export const uploadAnswer = z.object({
  success: z.union([z.literal(true), z.literal('true')]),
  kycSessionId: kycSessionId.optional().catch(undefined),
});

/** Scores come along, but the status call has them too, and the facts as well. */
export const verifyAnswer = z.object({ success: z.boolean(), status: z.string() });

const open = z.record(z.string(), z.unknown()).nullish().catch(undefined);

const facts = z.object({
  kycSessionId,
  status: z.string(),
  /** panNumber, aadhaarNumber, fullName, dateOfBirth, address. */
  extractedData: open,
  /** faceMatchScore, livenessScore, 0..1. */
  verificationScores: open,
  /** Free text of whoever rejected. */
  rejectionReason: z.unknown().optional(),
});
export type Facts = z.infer<typeof facts>;

export const statusAnswer = facts;

/** `id` is `evt_` and a UUID in the examples, a UUID in the schema. */
export const webhookEnvelope = z.object({
  id: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  event: z.string(),
  timestamp: z.unknown().optional(),
  data: z.unknown().optional(),
});

export const webhookData = facts.extend({ finalStatus: z.unknown().optional() });

/** Both documented forms: `error` is a code or the words of the HTTP status, `message` one text or several. */
export const errorBody = z.object({
  error: z.string().optional().catch(undefined),
  message: z
    .union([z.string().transform((text) => [text]), z.array(z.string())])
    .optional()
    .catch(undefined),
});
