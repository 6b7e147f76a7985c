import { afterEach, expect, test, vi } from 'vitest';
import type { FlowStatus } from '../../server/contract/status.ts';
import { ktpFlow, statusOf } from '../testing/fake-server.ts';
import { part, place, title } from '../testing/test-element.ts';

afterEach(() => document.body.replaceChildren());

const soon = 'A person will check your photo. You will hear from us soon.';

test.each<[string, Partial<FlowStatus>, string, string]>([
  [
    'a reason in place of the usual words',
    { status: 'completed', result: 'rejected', reasonCode: 'not_live' },
    'We couldn’t confirm it',
    'We could not see that it was you in front of the camera.',
  ],
  [
    'no reason that there are no words for',
    { status: 'completed', result: 'rejected', reasonCode: 'aml_rejected' },
    'We couldn’t confirm it',
    'The check did not pass this time.',
  ],
  [
    'a reason for a closer look, and what comes',
    { status: 'review', reasonCode: 'data_mismatch' },
    'A closer look is needed',
    `Some details do not match your document. ${soon}`,
  ],
  ['what comes alone', { status: 'review' }, 'A closer look is needed', soon],
  [
    'once that time ran out',
    { status: 'expired', reasonCode: 'session_expired' },
    'Time ran out',
    'This check is no longer open. Please begin a new one.',
  ],
  [
    'why time ran out',
    { status: 'expired', reasonCode: 'retries_exceeded' },
    'Time ran out',
    'There were too many tries. This check is no longer open. Please begin a new one.',
  ],
  [
    'no reason with an approval',
    { status: 'completed', result: 'approved', reasonCode: 'not_live' },
    'You’re verified',
    'Everything checks out. Thank you.',
  ],
])('a result says %s', async (_name, status, words, sentence) => {
  const { element } = place((one) => {
    one.api.flows.set(ktpFlow({ steps: ktpFlow().steps.map((step) => ({ ...step, done: true })) }));
    one.api.submissions.set(statusOf({ pollAfterMs: null, ...status }));
  });
  await vi.waitFor(() => expect(title(element)).toBe(words));
  expect(part(element, 'body')?.querySelector('p')?.textContent?.trim()).toBe(sentence);
});
