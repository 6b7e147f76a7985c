/**
 * Why somebody was not approved, or not yet: one code for each meaning, whoever the provider is. A code never changes its
 * meaning. What a provider says of sanctions and money laundering is none of them: it must not reach the person.
 */
export const reasonCodes = [
  /** No document in the picture. */
  'document_not_found',
  /** The document cannot be accepted, or something about it has to be mended. */
  'document_issue',
  /** The picture shows another card than a KTP. */
  'not_ektp',
  /** The document could not be read. */
  'ocr_failed',
  /** What was typed is not what the document says. */
  'data_mismatch',
  /** The face is not the one of the document. */
  'face_match_failed',
  /** Nobody was seen to be there in person. */
  'not_live',
  /** The provider could not use the picture that the face is compared with. */
  'reference_image_validation_failed',
  /** The provider could not come to an end. */
  'verification_failed',
  /** As many tries as the provider allows. */
  'retries_exceeded',
  /** The time ran out before everything was done. */
  'session_expired',
  /** The provider decided about this person before, and takes no more. */
  'already_decided',
  /** A later submission of this person counts instead. */
  'superseded',
  /** The provider no longer knows the person. */
  'user_deleted',
  /** Anything else, also what is not documented. */
  'other',
] as const;

export type ReasonCode = (typeof reasonCodes)[number];
