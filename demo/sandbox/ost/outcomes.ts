import { readTestValues } from '../test-values.ts';

export type KycStatus = 'pending' | 'approved' | 'denied';
export type AdminStatus = 'unprocessed' | 'qualified' | 'denied';
export type AmlStatus = 'unprocessed' | 'pending' | 'cleared' | 'approved' | 'rejected' | 'failed';
export type WhitelistStatus = 'unprocessed' | 'started' | 'done' | 'failed';
export type AdminActionType = 'data_mismatch' | 'document_issue' | 'other_issue';

export interface Statuses {
  readonly kycStatus: KycStatus;
  readonly adminStatus: AdminStatus;
  readonly amlStatus: AmlStatus;
  readonly whitelistStatus: WhitelistStatus;
  readonly adminActionTypes: readonly AdminActionType[];
}

/** A step in the life of a case, and who takes it. */
export interface Step extends Partial<Statuses> {
  readonly by: 'admin' | 'system';
}

const underWay: Step = { by: 'system', amlStatus: 'pending' };
const cleared: readonly Step[] = [underWay, { by: 'system', amlStatus: 'cleared' }];
const approved: readonly Step[] = [
  { by: 'admin', adminStatus: 'qualified' },
  { by: 'admin', kycStatus: 'approved' },
];
const issue = (type: AdminActionType): readonly Step[] => [
  ...cleared,
  { by: 'admin', adminActionTypes: [type] },
];

/** Where a case may go, step by step. */
const lives = {
  approve: [...cleared, ...approved],
  'aml-approve': [...cleared, { by: 'admin', amlStatus: 'approved' }, ...approved],
  whitelist: [
    ...cleared,
    ...approved,
    { by: 'system', whitelistStatus: 'started' },
    { by: 'system', whitelistStatus: 'done' },
  ],
  reject: [...cleared, { by: 'admin', adminStatus: 'denied' }, { by: 'admin', kycStatus: 'denied' }],
  'aml-reject': [underWay, { by: 'system', amlStatus: 'rejected' }, { by: 'system', kycStatus: 'denied' }],
  issue: issue('document_issue'),
  'issue-data': issue('data_mismatch'),
  'issue-other': issue('other_issue'),
  'aml-fail': [underWay, { by: 'system', amlStatus: 'failed' }],
  review: cleared,
  never: [],
} as const satisfies Record<string, readonly Step[]>;

export type Outcome = keyof typeof lives;

/** The test values, in the order of the README; of several outcomes the first one counts. */
export const testValues = [
  'aml-approve',
  'whitelist',
  'reject',
  'aml-reject',
  'issue',
  'issue-data',
  'issue-other',
  'aml-fail',
  'review',
  'never',
  'approve',
  'issue-once',
  'slow',
  'down',
  'flaky',
  'busy',
  'no-webhook',
  'double-webhook',
  'late-webhook',
  'reordered-webhooks',
] as const;
export type TestValue = (typeof testValues)[number];
export type TestValues = ReadonlySet<TestValue>;

/** The test values at the end of an e-mail address's local part: `someone+reject@example.com`. */
export const parseTestValues = (email: string): TestValues =>
  readTestValues(email.slice(0, Math.max(email.lastIndexOf('@'), 0)), testValues);

/** The values at the end of a text such as `+reject+slow`. */
export const parseSuffix = (suffix: string): TestValues => readTestValues(suffix, testValues);

const isOutcome = (value: TestValue): value is TestValue & Outcome => value in lives;

export const stepsOf = (outcome: Outcome): readonly Step[] => lives[outcome];

/** @param submission how often the case was submitted, 1 for the first time */
export function outcomeOf(values: TestValues, submission: number): Outcome {
  if (values.has('issue-once') && submission === 1) return 'issue';
  return testValues.filter((value) => values.has(value)).find(isOutcome) ?? 'approve';
}
