import type { FlowStep } from '../../contract/flow.ts';
import type { ReasonCode } from '../../contract/reason.ts';
import type { UploadTarget } from '../../contract/upload.ts';
import type { Outcome } from '../provider.ts';
import { isSafeUrl } from '../safe-url.ts';
import { readKtp } from './ktp.ts';
import type { SubmissionDetails, SubmissionStatus, TokenData, UploadDocument } from './wire.ts';

/**
 * OneKYC prints no limits. 5 MiB holds a sharp JPEG of 4096 px and is the limit that its neighbours print; at 640 x 400
 * the smallest print of an ID-1 card, the 1.5 mm letters of the address, still has 11 px, about the least that OCR reads.
 */
export const ktpStep: Omit<FlowStep, 'done'> = {
  id: 'ktp',
  kind: 'document',
  slot: 'ktp',
  side: 'front',
  documentType: 'ktp',
  accept: ['image/jpeg', 'image/png'],
  maxBytes: 5 * 1024 * 1024,
  minWidth: 640,
  minHeight: 400,
  maxWidth: 4096,
  maxHeight: 4096,
};

/**
 * When a token ends, in milliseconds since the epoch: the earlier of the two ends that are documented, so that neither a
 * clock that is wrong nor one field that is leads to a token kept too long. `askedAt` is from before the call.
 */
export function readTokenExpiry(token: TokenData, askedAt: number): number {
  const ends = [
    token.expires_at === undefined ? null : token.expires_at * 1000,
    token.expiry_seconds === undefined ? null : askedAt + token.expiry_seconds * 1000,
  ].filter((end) => end !== null);
  return Math.min(...ends);
}

/** The key under which the front is expected. Which one KTP_SCAN uses is printed nowhere; null when none fits. */
export function frontKey(keys: readonly string[]): string | null {
  const fitting = keys.filter((key) => /ktp/i.test(key) && !/back|selfie|face/i.test(key));
  return ['KTP', 'KTP_FRONT'].find((key) => fitting.includes(key)) ?? fitting[0] ?? null;
}

const DOCUMENTED_EXPIRY_S = 600;

/** `now` in milliseconds, from before the call. Null when no document fits or its address may not be used. */
export function readTarget(
  documents: Readonly<Record<string, UploadDocument | null>>,
  contentType: string,
  base: string,
  now: number,
): UploadTarget | null {
  const key = frontKey(Object.keys(documents).filter((name) => documents[name]));
  const document = key === null ? null : documents[key];
  if (!document || !isSafeUrl(document.documentUrl, base)) return null;
  const expiresAt = new Date(now + (document.expiryInSeconds ?? DOCUMENTED_EXPIRY_S) * 1000).toISOString();
  return { method: 'PUT', url: document.documentUrl, headers: { 'content-type': contentType }, expiresAt };
}

const reasons: ReadonlyMap<string, ReasonCode> = new Map([
  ['DOCUMENT_NOT_FOUND', 'document_not_found'],
  ['INVALID_DOCUMENT', 'document_issue'],
  ['NOT_LIVE', 'not_live'],
  ['FACE_MATCH_FAILED', 'face_match_failed'],
  ['REFERENCE_IMAGE_VALIDATION_FAILED', 'reference_image_validation_failed'],
  ['VERIFICATION_FAILED', 'verification_failed'],
  ['NOT_EKTP', 'not_ektp'],
]);

/** The list is open, so that what is not known becomes `other` and no text of theirs reaches a page. */
const readReason = (code: string | null | undefined): ReasonCode | null =>
  code ? (reasons.get(code) ?? 'other') : null;

/** VERIFIED is true, INVALID and REJECTED are false, PENDING, UPLOADED and whatever else are null. */
function readDocumentValid(documents: SubmissionStatus['documents']): boolean | null {
  const found = Object.values(documents ?? {}).map((document) => document?.status);
  if (found.some((status) => status === 'INVALID' || status === 'REJECTED')) return false;
  const front = frontKey(Object.keys(documents ?? {}));
  return front !== null && documents?.[front]?.status === 'VERIFIED' ? true : null;
}

/** True when the status is one that details are there for. */
export const hasDetails = (status: string): boolean => status === 'COMPLETED' || status === 'ERROR';

/**
 * From the status call and, if it could be had, the details call. Only COMPLETED with `isApproved: true` approves, and
 * only while nothing else in the two answers says otherwise; what is not documented is for a person to look at.
 */
export function readOutcome(
  upstream: SubmissionStatus,
  details: SubmissionDetails | null,
  submitted: boolean,
): Outcome {
  const documentValid = readDocumentValid(upstream.documents);
  const extracted = details === null ? null : readKtp(details);
  const told = { checks: { documentValid }, ...(extracted && { extracted }) };
  const review: Outcome = { status: 'review', result: null, ...told, reasonCode: null };

  switch (upstream.status) {
    case 'INITIATED':
      return { status: submitted ? 'processing' : 'pending', result: null };
    case 'IN_PROGRESS':
      return { status: 'processing', result: null };
    case 'ERROR':
      return { status: 'failed', result: null, ...told, reasonCode: readReason(details?.reasonCode) };
    case 'COMPLETED':
      break;
    default:
      return review;
  }
  // Their two views are not of the same moment: asked again, they agree.
  if (details?.status === 'IN_PROGRESS') return { status: 'processing', result: null };
  const isApproved = upstream.verificationResult?.isApproved;
  if (isApproved === true && documentValid !== false && agrees(details, 'VALID')) {
    return { status: 'completed', result: 'approved', ...told, reasonCode: null };
  }
  if (isApproved === false && agrees(details, 'INVALID')) {
    const reasonCode = readReason(details?.reasonCode);
    return { status: 'completed', result: 'rejected', ...told, reasonCode };
  }
  return review;
}

/** Details that could not be had, or say nothing, do not contradict; an unknown word does. */
function agrees(details: SubmissionDetails | null, result: 'VALID' | 'INVALID'): boolean {
  return (details?.status ?? 'COMPLETED') === 'COMPLETED' && (details?.result ?? result) === result;
}
