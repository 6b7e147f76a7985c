import type { ReasonCode } from '../../contract/reason.ts';
import type { UploadTarget } from '../../contract/upload.ts';
import type { Outcome } from '../provider.ts';
import { isSafeUrl } from '../safe-url.ts';
import type { UploadPlace, UserKyc } from './wire.ts';

const adminStatuses = ['unprocessed', 'qualified', 'denied'];
const amlStatuses = ['unprocessed', 'pending', 'cleared', 'approved', 'rejected', 'failed'];

/** What an administrator asks the person to mend, the most telling first; `other_issue` says no more than any other. */
const issues = ['data_mismatch', 'document_issue'] as const;

const readIssue = (types: readonly string[]): ReasonCode | null =>
  issues.find((issue) => types.includes(issue)) ?? (types.length > 0 ? 'other' : null);

const review = (reasonCode: ReasonCode | null): Outcome => ({ status: 'review', result: null, reasonCode });

/** The case was decided before this session, and takes no more: its verdict is about other pictures. */
export const decidedEarlier = review('already_decided');

/** What counts how often the person submitted; a case is there from the first time on. */
export const submissionsIn = (kyc: UserKyc): number => kyc.submission_count ?? 1;

/**
 * Approved and denied are believed only while the views of the administrator and of the AML check do not say otherwise, and
 * only about our own `submission` (as OST counts them). A word that is not documented is for a person to look at. That the
 * AML check failed is no reason code: it must not reach the person.
 */
export function readOutcome(kyc: UserKyc, submission: number): Outcome {
  const { kyc_status: verdict, admin_status: admin, aml_status: aml } = kyc;
  if (!adminStatuses.includes(admin) || !amlStatuses.includes(aml)) return review(null);
  const issue = readIssue(kyc.admin_action_types);
  const isCleared = aml === 'cleared' || aml === 'approved';
  const isStopped = aml === 'rejected' || aml === 'failed';

  if (verdict === 'pending') {
    if (issue !== null || isStopped || admin === 'denied') return review(issue);
    return { status: 'processing', result: null };
  }
  if (verdict !== 'approved' && verdict !== 'denied') return review(null);
  if (submissionsIn(kyc) > submission) return review('superseded');
  // An answer from before ours: the verdict is about other pictures, and the next answer will know of these.
  if ((kyc.submission_count ?? submission) < submission) return { status: 'processing', result: null };
  const isQualified = admin === 'qualified' && isCleared;
  if (verdict === 'approved') {
    // Issues that were reported on the way stay listed: they are the e-mails that were sent.
    if (!isQualified) return review(null);
    return { status: 'completed', result: 'approved', reasonCode: null };
  }
  return isQualified ? review(null) : { status: 'completed', result: 'rejected', reasonCode: issue };
}

/** Both kinds of presigned URL live for fifteen minutes. */
const UPLOAD_MS = 15 * 60_000;

/**
 * `now` in milliseconds since the epoch, from before the call. Null when the address may not be used. The fields of a POST
 * are all of what its policy allows, so that they go on as they came; a PUT is signed for the declared type.
 */
export function readTarget(
  { url, fields }: UploadPlace,
  method: 'put' | 'post',
  contentType: string,
  { base, now }: { readonly base: string; readonly now: number },
): UploadTarget | null {
  if (!isSafeUrl(url, base)) return null;
  const expiresAt = new Date(now + UPLOAD_MS).toISOString();
  return method === 'put'
    ? { method: 'PUT', url, headers: { 'content-type': contentType }, expiresAt }
    : { method: 'POST', url, fields, fileField: 'file', expiresAt };
}
