import { readTestValues } from '../test-values.ts';

/** The test values, in the order of the README. */
export const testValues = [
  'approve',
  'verified',
  'reject',
  'review',
  'sparse',
  'unmasked',
  'slow',
  'never',
  'unprocessable',
  'down',
  'busy',
  'dropped-upload',
  'no-webhook',
  'double-webhook',
  'late-webhook',
  'reordered-webhooks',
] as const;
export type TestValue = (typeof testValues)[number];
export type TestValues = ReadonlySet<TestValue>;

/** The test values at the end of an externalUserId. */
export const parseTestValues = (externalUserId: string): TestValues =>
  readTestValues(externalUserId, testValues);

export type Decision = 'VERIFIED' | 'REJECTED';
export type Verdict = 'FACE_VERIFIED' | 'PENDING_REVIEW' | 'REJECTED';

/** Each from 0 to 1. */
export interface Scores {
  readonly faceMatchScore: number;
  readonly livenessScore: number;
}

/** From here on a score is good enough to be approved without a person looking at it. */
export const thresholds: Scores = { faceMatchScore: 0.8, livenessScore: 0.8 };

export interface Outcome {
  readonly scores: Scores;
  readonly verdict: Verdict;
  readonly rejectionReason: string | null;
  /** What a person decides some time after the verdict; null when nobody does. */
  readonly later: Decision | null;
}

export const REJECTION_REASON = 'Face does not match the document';

function scoresOf(values: TestValues): Scores {
  if (values.has('review')) return { faceMatchScore: 0.72, livenessScore: 0.91 };
  if (values.has('reject')) return { faceMatchScore: 0.21, livenessScore: 0.88 };
  return { faceMatchScore: 0.95, livenessScore: 0.88 };
}

/** What the values ask for. A review with `reject` or `verified` is decided so later; one without waits to be told. */
export function outcomeOf(values: TestValues): Outcome {
  const scores = scoresOf(values);
  const rejected = values.has('reject');
  const decision = rejected ? 'REJECTED' : values.has('verified') ? 'VERIFIED' : null;
  if (rejected && !values.has('review')) {
    return { scores, verdict: 'REJECTED', rejectionReason: REJECTION_REASON, later: null };
  }
  const good =
    scores.faceMatchScore >= thresholds.faceMatchScore && scores.livenessScore >= thresholds.livenessScore;
  const verdict = good ? 'FACE_VERIFIED' : 'PENDING_REVIEW';
  return { scores, verdict, rejectionReason: null, later: decision };
}
