import { z } from 'zod';

/** Whose machine-readable code is looked for in the picture of a step. */
export const wantedCode = z.enum(['aadhaar', 'pan']);
export type WantedCode = z.infer<typeof wantedCode>;

/**
 * What a code turned out to be: Aadhaar's Secure QR, its older XML form, the plain text of older PAN cards, or `other`: a
 * code that only its issuer can read (newer PAN cards), or of something else.
 */
export const codeKind = z.enum(['aadhaar_secure', 'aadhaar_xml', 'pan', 'other']);
export type CodeKind = z.infer<typeof codeKind>;

/**
 * `valid`: a configured key of the issuer's signed exactly this. `invalid`: none of them did. `unverified`: the code holds no
 * signature, or the server was given no key to check it with.
 */
export const codeSignature = z.enum(['valid', 'invalid', 'unverified']);
export type CodeSignature = z.infer<typeof codeSignature>;

const verdict = z.boolean().nullable();

/** Whether the code says what the merchant and the person said; null where one of the two says nothing to compare. */
export const codeMatches = z.object({ name: verdict, dateOfBirth: verdict, number: verdict });
export type CodeMatches = z.infer<typeof codeMatches>;

/**
 * What was read in the picture of a slot, without a word of the person. Evidence to be weighed: the text of a code comes
 * from the person's page, so that a valid signature proves what the code says, and not whose picture it was in.
 */
export const codeEvidence = z.object({
  slot: z.string(),
  kind: codeKind,
  signature: codeSignature,
  matches: codeMatches,
});
export type CodeEvidence = z.infer<typeof codeEvidence>;
