import { z } from 'zod';

/** Shapes of the API v2 as documented, read leniently: other keys are dropped, `success` may be a text. */

const success = z.union([z.literal(true), z.literal('true')]);
const answer = <T extends z.ZodType>(data: T) => z.object({ success, data });

/** What OST's own routes take for an id. It goes into paths and references. */
export const idText = z.string().regex(/^[0-9a-z][0-9a-z.-]{0,63}$/);
const id = z.union([z.number().int().nonnegative().transform(String), idText]);

const count = z.union([
  z.number().int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number),
]);

const user = z.object({
  id,
  email: z.string().nullish(),
  /** Of `kyc_submitted`, `doptin_mail_sent`, `doptin_done`. */
  properties: z
    .array(z.string())
    .nullish()
    .transform((all) => all ?? []),
});
export type User = z.infer<typeof user>;

const userKyc = z.object({
  user_id: id,
  user_kyc_detail_id: id.nullish(),
  kyc_status: z.string(),
  admin_status: z.string(),
  aml_status: z.string(),
  admin_action_types: z
    .array(z.string())
    .nullish()
    .transform((all) => all ?? []),
  submission_count: count.nullish(),
});
export type UserKyc = z.infer<typeof userKyc>;

/** On the last page `next_page_payload` is absent, null or empty. */
const meta = z
  .object({
    total: count.nullish().catch(null),
    next_page_payload: z.object({ page_number: count }).nullish().catch(null),
  })
  .nullish();
export type PageMeta = z.infer<typeof meta>;

export const userAnswer = answer(z.object({ user }));
export const usersAnswer = answer(z.object({ users: z.array(user), meta }));
export const userKycAnswer = answer(z.object({ user_kyc: userKyc }));
export const usersKycAnswer = answer(z.object({ users_kyc: z.array(userKyc), meta }));

const text = z.string().max(8192).nullish().catch(null);
const kycDetail = z.object({
  first_name: text,
  last_name: text,
  /** dd/mm/yyyy. */
  birthdate: text,
  nationality: text,
  document_id_number: text,
  document_id_file: text,
  selfie_file: text,
  residence_proof_file: text,
  investor_proof_files: z.array(text).nullish().catch(null),
  street_address: text,
  city: text,
  state: text,
  postal_code: text,
});
export type KycDetail = z.infer<typeof kycDetail>;

/** With the setting off the merchant gets `user_kyc` instead: an id and a time, which is that of the latest submission. */
const stamped = z.object({ created_at: count.nullish().catch(null) });
export const kycDetailAnswer = answer(
  z.union([
    z
      .object({ user_kyc_detail: kycDetail.extend(stamped.shape) })
      .transform(({ user_kyc_detail: detail }) => ({ createdAt: detail.created_at ?? null, detail })),
    z
      .object({ user_kyc: stamped.extend({ id }) })
      .transform(({ user_kyc }) => ({ createdAt: user_kyc.created_at ?? null, detail: null })),
  ]),
);
export type KycDetailAnswer = z.infer<typeof kycDetailAnswer>['data'];

/** Key of a stored file (`3/i/b3vvte895rt5581eab3068cb43ftc0vg`). */
export const fileKey = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9/_.-]{0,511}$/);

const uploadPlace = z.object({
  url: z.string().max(8192),
  fields: z.record(z.string(), z.string()).refine((fields) => fileKey.safeParse(fields['key']).success),
});
export type UploadPlace = z.infer<typeof uploadPlace>;

const places = z.record(z.string(), uploadPlace);
export const putAnswer = answer(z.object({ file_upload_put: places }));
export const postAnswer = answer(z.object({ file_upload_post: places }));

/** Here `success` is itself the answer. */
export const validationAnswer = z.object({
  success: z.union([
    z.boolean(),
    z.literal('true').transform(() => true),
    z.literal('false').transform(() => false),
  ]),
});

/** `error_data` may be missing or empty; what cannot be read in it is left out. */
export const errorAnswer = z.object({
  err: z.object({
    internal_id: z.string().nullish().catch(null),
    code: z.string().nullish().catch(null),
    error_data: z
      .array(z.object({ parameter: z.string() }).nullable().catch(null))
      .nullish()
      .catch(null),
  }),
});
