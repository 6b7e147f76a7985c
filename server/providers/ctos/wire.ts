import { z } from 'zod';

/** Shapes of what the gateway's envelope holds, read leniently: other keys are dropped, numbers may come as strings. */

/** Goes into signatures and is compared; documented with 32 characters, met with more. No control characters. */
const identifier = z
  .union([z.string(), z.number().int().nonnegative().transform(String)])
  .pipe(z.string().regex(/^[^\p{Cc}]{1,512}$/u));

const optionalText = z.string().max(512).optional().catch(undefined);
/** Whatever it is: what no documentation knows is for `map.ts` to say. Alone, zod demands that it is there. */
const anything = z.unknown();
const step = z.record(z.string(), z.unknown()).optional().catch(undefined);

export const createAnswer = z.object({
  /** Ours with a prefix of theirs: the name of the transaction from here on. */
  ref_id: identifier.optional(),
  onboarding_id: identifier,
  onboarding_url: z.string().max(2048),
  expired_at: optionalText,
  signature: optionalText,
});

/** The five steps are open: two documentations name their fields differently, and nothing is decided by them. */
export const statusAnswer = z.object({
  ref_id: identifier.nullish(),
  onboarding_id: identifier.nullish(),
  status: anything,
  result: anything.optional(),
  reject_message: anything.optional(),
  step1: step,
  step2: step,
  step3: step,
  step4: step,
  step5: step,
});
export type StatusAnswer = z.infer<typeof statusAnswer>;

/** A postback is a status answer with its signature, about one transaction. */
export const postback = z.object({
  ref_id: identifier,
  onboarding_id: identifier,
  status: anything,
  result: anything.optional(),
  request_time: z.string().max(64).nullish(),
  signature: z.string().max(512).nullish(),
});
