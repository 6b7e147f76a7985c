import { z } from 'zod';

/** Shapes of the COE API as documented, read leniently: other keys are dropped, numbers may come as strings. */

const success = z.union([z.literal(true), z.literal('true')]);
const answer = <T extends z.ZodType>(data: T) => z.object({ success, data });

/** Goes into paths and references, so that nothing but a plain word is taken. Documented as a UUID. */
export const submissionId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/);

const number = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,12}$/)
      .transform(Number),
  ])
  .pipe(z.number().positive().max(1e11));

/** Both ends of a token's life are documented; either is enough. */
export const tokenAnswer = answer(
  z
    .object({
      // Printable ASCII, since it travels in a header.
      token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
      expires_at: number.optional().catch(undefined),
      expiry_seconds: number.optional().catch(undefined),
    })
    .refine((data) => data.expires_at !== undefined || data.expiry_seconds !== undefined),
);

export type TokenData = z.infer<typeof tokenAnswer>['data'];

const uploadDocument = z.object({
  documentUrl: z.string().max(8192),
  expiryInSeconds: number.pipe(z.number().max(604_800)).optional().catch(undefined),
});
export type UploadDocument = z.infer<typeof uploadDocument>;

/** `documents` may hold kinds that this project does not know; one that cannot be read is left out. */
export const urlsAnswer = answer(
  z.object({ submissionId, documents: z.record(z.string(), uploadDocument.nullable().catch(null)) }),
);

export const confirmAnswer = answer(z.object({ submissionId }));

export const statusAnswer = answer(
  z.object({
    submissionId,
    status: z.string(),
    // Only a true boolean can approve, so that anything else need not be readable.
    verificationResult: z.object({ isApproved: z.unknown() }).nullable().optional(),
    documents: z
      .record(z.string(), z.object({ status: z.string() }).nullable().catch(null))
      .optional()
      .catch(undefined),
  }),
);
export type SubmissionStatus = z.infer<typeof statusAnswer>['data'];

const open = z.record(z.string(), z.unknown()).optional().catch(undefined);

/** The OCR fields of KTP_SCAN are not printed: the two shapes of the sister products are read, and nothing is required. */
export const detailsAnswer = answer(
  z.object({
    submissionId: z.string().nullish(),
    status: z.string().nullish(),
    result: z.string().nullish(),
    reasonCode: z.string().nullish(),
    submissionDetails: z.object({ ktpData: open }).optional().catch(undefined),
    submissionData: z.object({ ktp: open }).optional().catch(undefined),
  }),
);
export type SubmissionDetails = z.infer<typeof detailsAnswer>['data'];

const word = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

export const callbackBody = z.object({
  submissionId,
  status: word,
  result: word.nullish(),
  reasonCode: z.string().max(128).nullish(),
});

export const errorBody = z.object({ errors: z.array(z.object({ cause: z.string() })).min(1) });
