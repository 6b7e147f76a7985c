import type { ReasonCode } from '../../contract/reason.ts';
import type { UploadTarget } from '../../contract/upload.ts';
import type { Outcome } from '../provider.ts';
import { isSafeUrl } from '../safe-url.ts';
import { readKtp } from './ktp.ts';
import { frontKey, type Part } from './parts.ts';
import type { SubmissionDetails, SubmissionStatus, TokenData, UploadDocument } from './wire.ts';

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

const DOCUMENTED_EXPIRY_S = 600;

/** `now` in milliseconds, from before the call. Null when no document fits or its address may not be used. */
export function readTarget(
  documents: Readonly<Record<string, UploadDocument | null>>,
  keyOf: Part['keyOf'],
  contentType: string,
  base: string,
  now: number,
): UploadTarget | null {
  const key = keyOf(Object.keys(documents).filter((name) => documents[name]));
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

type Documents = SubmissionStatus['documents'];

const isRefused = (documents: Documents): boolean =>
  Object.values(documents ?? {}).some((document) => ['INVALID', 'REJECTED'].includes(document?.status ?? ''));

/** VERIFIED is true, INVALID and REJECTED are false, PENDING, UPLOADED and whatever else are null. */
function readDocumentValid(documents: Documents): boolean | null {
  if (isRefused(documents)) return false;
  const front = frontKey(Object.keys(documents ?? {}));
  return front !== null && documents?.[front]?.status === 'VERIFIED' ? true : null;
}

/** True when the status is one that details are there for. */
export const hasDetails = (status: string): boolean => status === 'COMPLETED' || status === 'ERROR';

type Verdict = Pick<Outcome, 'status' | 'result' | 'reasonCode'>;

/** True while there is nothing but to wait. */
export const isOpen = ({ status }: Verdict): boolean => status === 'pending' || status === 'processing';

/**
 * From the status call and, if it could be had, the details call. Only COMPLETED with `isApproved: true` approves, and
 * only while nothing else in the two answers says otherwise; what is not documented is for a person to look at.
 */
function readVerdict(
  upstream: SubmissionStatus,
  details: SubmissionDetails | null,
  submitted: boolean,
): Verdict {
  const reasonCode = readReason(details?.reasonCode);
  switch (upstream.status) {
    case 'INITIATED':
      return { status: submitted ? 'processing' : 'pending', result: null };
    case 'IN_PROGRESS':
      return { status: 'processing', result: null };
    case 'ERROR':
      return { status: 'failed', result: null, reasonCode };
    case 'COMPLETED':
      break;
    default:
      return review;
  }
  // Their two views are not of the same moment: asked again, they agree.
  if (details?.status === 'IN_PROGRESS') return { status: 'processing', result: null };
  const isApproved = upstream.verificationResult?.isApproved;
  if (isApproved === true && !isRefused(upstream.documents) && agrees(details, 'VALID')) {
    return { status: 'completed', result: 'approved', reasonCode: null };
  }
  if (isApproved === false && agrees(details, 'INVALID')) {
    return { status: 'completed', result: 'rejected', reasonCode };
  }
  return review;
}

const review: Verdict = { status: 'review', result: null, reasonCode: null };

/** Details that could not be had, or say nothing, do not contradict; an unknown word does. */
function agrees(details: SubmissionDetails | null, result: 'VALID' | 'INVALID'): boolean {
  return (details?.status ?? 'COMPLETED') === 'COMPLETED' && (details?.result ?? result) === result;
}

/** How a submission of a KTP stands, with what was checked and read once it has come to an end. */
function readKtpOutcome(
  upstream: SubmissionStatus,
  details: SubmissionDetails | null,
  submitted: boolean,
): Outcome {
  const verdict = readVerdict(upstream, details, submitted);
  if (isOpen(verdict)) return verdict;
  const checks = { documentValid: readDocumentValid(upstream.documents) };
  const extracted = details === null ? null : readKtp(details);
  return { ...verdict, checks, ...(extracted && { extracted }) };
}

/** How a submission of a face stands. Its `confidence` is printed as one in the verdict, not as a score of liveness. */
function readFaceOutcome(
  upstream: SubmissionStatus,
  details: SubmissionDetails | null,
  submitted: boolean,
): Outcome {
  const said = readVerdict(upstream, details, submitted);
  if (isOpen(said)) return said;
  const isContradicted = said.result === 'approved' && readReason(details?.reasonCode) === 'not_live';
  const verdict = isContradicted ? review : said;
  return {
    ...verdict,
    checks: { livenessPassed: verdict.result === null ? null : verdict.result === 'approved' },
  };
}

/** How the submission of each slot is read. */
export const readOutcome: Readonly<Record<Part['slot'], typeof readKtpOutcome>> = {
  ktp: readKtpOutcome,
  selfie: readFaceOutcome,
};
