import { z } from 'zod';
import { slotName } from './slot.ts';

/** Body of `POST /v1/flow/uploads`: what is about to be uploaded. `sha256` is lowercase hex of the bytes. */
export const uploadRequest = z.strictObject({
  slot: slotName,
  contentType: z.string().regex(/^[a-z]+\/[a-z0-9.+-]+$/, 'must be a MIME type without parameters'),
  size: z.number().int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lowercase hex digits'),
});
export type UploadRequest = z.infer<typeof uploadRequest>;

const expiresAt = z.iso.datetime();

/** The whole of what to send: for PUT the bytes with these headers, for POST a multipart form, the file last. */
export const uploadTarget = z.discriminatedUnion('method', [
  z.object({
    method: z.literal('PUT'),
    url: z.url(),
    headers: z.record(z.string(), z.string()),
    expiresAt,
  }),
  z.object({
    method: z.literal('POST'),
    url: z.url(),
    fields: z.record(z.string(), z.string()),
    fileField: z.string(),
    expiresAt,
  }),
]);
export type UploadTarget = z.infer<typeof uploadTarget>;
