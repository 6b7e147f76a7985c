import { readTestValues } from '../test-values.ts';
import type { WebhookPlan } from '../webhooks.ts';

/** The test values of sandboxes with a hosted page, in the order of the README. */
export const testValues = [
  'approve',
  'reject',
  'reject-face',
  'reject-retries',
  'expire',
  'slow',
  'never',
  'no-webhook',
  'double-webhook',
  'late-webhook',
  'reordered-webhooks',
  'bad-signature',
  'down',
  'status-down',
  'quota',
  'busy',
] as const;
export type TestValue = (typeof testValues)[number];
export type TestValues = ReadonlySet<TestValue>;

/** The test values at the end of a document's name: `SITI SAMPLE +reject+slow`. */
export const parseTestValues = (documentName: string): TestValues => readTestValues(documentName, testValues);

/** A document's name without its test values, as it would stand on the document. */
export function plainName(documentName: string): string {
  const parts = documentName.split('+');
  return parts
    .slice(0, Math.max(1, parts.length - parseTestValues(documentName).size))
    .join('+')
    .trim();
}

/** How a session can end: with a verdict, or by running out. */
export const endings = ['approve', 'reject', 'reject-face', 'reject-retries', 'expire'] as const;
export type Ending = (typeof endings)[number];

/** The verdicts; `reject` means that the document could not be read, `reject-face` that the face is not the document's. */
export type Verdict = Exclude<Ending, 'expire'>;

/** The ending that the values ask for; the most drastic one wins. */
export const endingOf = (values: TestValues): Ending =>
  [...endings].reverse().find((ending) => values.has(ending)) ?? 'approve';

/** When a verdict comes: at once, after a while, or never. */
export type Pace = 'now' | 'slow' | 'never';

export const paceOf = (values: TestValues): Pace =>
  values.has('never') ? 'never' : values.has('slow') ? 'slow' : 'now';

/** How the webhook about the end of a session is sent. */
export function planOf(values: TestValues): WebhookPlan {
  if (values.has('no-webhook')) return 'none';
  if (values.has('late-webhook')) return 'late';
  return values.has('double-webhook') ? 'double' : 'once';
}
