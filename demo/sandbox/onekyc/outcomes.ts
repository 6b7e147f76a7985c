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
] as const;
export type TestValue = (typeof testValues)[number];
export type TestValues = ReadonlySet<TestValue>;

/** The test values at the end of a partner user id. */
export const parseTestValues = (partnerUserId: string): TestValues =>
  readTestValues(partnerUserId, testValues);

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

/** The verdict that the values ask for; the first of the list above that matches wins. */
export function verdictOf(values: TestValues): Verdict {
  if (values.has('reject')) return rejected('INVALID_DOCUMENT', 'REJECTED');
  if (values.has('reject-not-ktp')) return rejected('NOT_EKTP', 'INVALID');
  if (values.has('review')) return { ...undecided, status: 'PARTIALLY_COMPLETED', reasonCode: '' };
  if (values.has('error')) return { ...undecided, status: 'ERROR', reasonCode: 'VERIFICATION_FAILED' };
  if (values.has('mismatch')) return { ...approved, result: 'INVALID', reasonCode: 'INVALID_DOCUMENT' };
  return approved;
}
