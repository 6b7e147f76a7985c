import { readTestValues } from '../test-values.ts';

/** The test values, in the order of the README. */
export const testValues = [
  'approve',
  'reject',
  'reject-not-ktp',
  'review',
  'error',
  'slow',
  'never',
  'expired-url',
  'down',
  'quota',
  'token-once',
  'mismatch',
  'flaky',
  'no-callback',
  'double-callback',
  'late-callback',
  'early-callback',
  'reject-not-live',
  'review-face',
  'error-face',
  'mismatch-face',
  'slow-face',
  'never-face',
  'unusable-face',
] as const;
export type TestValue = (typeof testValues)[number];
export type TestValues = ReadonlySet<TestValue>;

/** The test values at the end of a partner user id. */
export const parseTestValues = (partnerUserId: string): TestValues =>
  readTestValues(partnerUserId, testValues);

/** What can be handed in here, of all that OneKYC has. */
export const submissionTypes = ['KTP_SCAN', 'STANDALONE_LIVENESS'] as const;
export type SubmissionType = (typeof submissionTypes)[number];

export type FinalStatus = 'PARTIALLY_COMPLETED' | 'COMPLETED' | 'ERROR';

/** Where a submission ends, in the words of the wire. */
export interface Verdict {
  readonly status: FinalStatus;
  readonly documentStatus: 'UPLOADED' | 'VERIFIED' | 'INVALID' | 'REJECTED';
  readonly verificationResult: {
    readonly isApproved: boolean;
    readonly riskLevel: 'LOW' | 'MEDIUM' | 'HIGH';
    readonly confidence: string;
  } | null;
  /** Of the details call. */
  readonly result: 'VALID' | 'INVALID' | null;
  /** Of the callback: differs from `result` only where a test value wants them to disagree. */
  readonly callbackResult: 'VALID' | 'INVALID' | null;
  readonly reasonCode: string;
}

const approved: Verdict = {
  status: 'COMPLETED',
  documentStatus: 'VERIFIED',
  verificationResult: { isApproved: true, riskLevel: 'LOW', confidence: '95' },
  result: 'VALID',
  callbackResult: 'VALID',
  reasonCode: '',
};

const rejected = (reasonCode: string, documentStatus: 'INVALID' | 'REJECTED'): Verdict => ({
  status: 'COMPLETED',
  documentStatus,
  verificationResult: { isApproved: false, riskLevel: 'HIGH', confidence: '21' },
  result: 'INVALID',
  callbackResult: 'INVALID',
  reasonCode,
});

const undecided = {
  documentStatus: 'UPLOADED',
  verificationResult: null,
  result: null,
  callbackResult: null,
} as const;

/** How long a submission takes: each picture has words of its own. */
export function paceOf(values: TestValues, type: SubmissionType): 'usual' | 'slow' | 'never' {
  const [never, slow] =
    type === 'KTP_SCAN' ? (['never', 'slow'] as const) : (['never-face', 'slow-face'] as const);
  if (values.has(never)) return 'never';
  return values.has(slow) ? 'slow' : 'usual';
}

/** The verdict that the values ask for; the first of the list above that matches wins. */
export const verdictOf = (values: TestValues, type: SubmissionType): Verdict =>
  type === 'KTP_SCAN' ? ktpVerdict(values) : faceVerdict(values);

const review: Verdict = { ...undecided, status: 'PARTIALLY_COMPLETED', reasonCode: '' };
const failed: Verdict = { ...undecided, status: 'ERROR', reasonCode: 'VERIFICATION_FAILED' };
const mismatch = (reasonCode: string): Verdict => ({ ...approved, result: 'INVALID', reasonCode });

function faceVerdict(values: TestValues): Verdict {
  if (values.has('reject-not-live')) return rejected('NOT_LIVE', 'REJECTED');
  if (values.has('review-face')) return review;
  if (values.has('error-face')) return failed;
  return values.has('mismatch-face') ? mismatch('NOT_LIVE') : approved;
}

function ktpVerdict(values: TestValues): Verdict {
  if (values.has('reject')) return rejected('INVALID_DOCUMENT', 'REJECTED');
  if (values.has('reject-not-ktp')) return rejected('NOT_EKTP', 'INVALID');
  if (values.has('review')) return review;
  if (values.has('error')) return failed;
  return values.has('mismatch') ? mismatch('INVALID_DOCUMENT') : approved;
}
