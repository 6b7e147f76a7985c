/**
 * Providers' webhooks come twice, out of order or late: the end is the same, and the shop is told of it once. Without a
 * browser, as no screen has a part in it.
 */
import type { Sandboxes } from '../../demo/sandbox/index.ts';
import type { WebhookAttempt } from '../../demo/sandbox/webhooks.ts';
import type { DeliveryList } from '../../server/contract/webhook.ts';
import { expect, test } from '../setup/fixtures.ts';
import { handInQuietly } from '../setup/person.ts';

test.use({
  sandboxes: {
    ost: { processingMs: 800, lateWebhookMs: 1_500 },
    enxtai: { rateLimit: 10_000, readingMs: 100, processingMs: 500, lateWebhookMs: 1_500 },
  },
});

interface Teller {
  readonly provider: 'ost' | 'enxtai';
  readonly attempts: (sandboxes: Sandboxes) => readonly WebhookAttempt[];
  /** How many webhooks a verdict comes with. */
  readonly webhooks: number;
}

const tellers: readonly Teller[] = [
  // Registered, submitted, and four steps of the case.
  { provider: 'ost', attempts: ({ ost }) => ost.control.attempts(), webhooks: 6 },
  // All documents uploaded, and the verdict.
  { provider: 'enxtai', attempts: ({ enxtai }) => enxtai.attempts(), webhooks: 2 },
];

for (const { provider, attempts, webhooks } of tellers) {
  for (const [plan, times] of [
    ['double-webhook', 2],
    ['reordered-webhooks', 1],
    ['late-webhook', 1],
  ] as const) {
    for (const [outcome, result] of [
      ['approve', 'approved'],
      ['reject', 'rejected'],
    ] as const) {
      test(`${provider}, ${plan}: ${result} once`, async ({ stack }) => {
        const before = attempts(stack.sandboxes).length;
        const { sessionId, status } = await handInQuietly(stack, provider, `${outcome}+${plan}`);
        // The last one of them has arrived, and was taken like the first.
        await expect
          .poll(() => attempts(stack.sandboxes).length - before, { timeout: 20_000 })
          .toBe(webhooks * times);
        const answers = attempts(stack.sandboxes)
          .slice(before)
          .map((attempt) => attempt.status);
        expect(new Set(answers)).toEqual(new Set([200]));

        const told = () => stack.deliveries.filter((delivery) => delivery.sessionId === sessionId);
        await expect.poll(() => told()[0]).toMatchObject({ type: 'session.completed', result });
        // Nor is a second one on its way.
        const log = await fetch(`${stack.serverUrl}/v1/sessions/${sessionId}/deliveries`, {
          headers: { authorization: `Bearer ${stack.apiKey}` },
        });
        const { deliveries } = (await log.json()) as DeliveryList;
        expect(deliveries.filter(({ type }) => type === 'session.completed')).toHaveLength(1);
        expect(await status()).toMatchObject({ status: 'completed', result });
        expect(stack.serverOutput()).not.toMatch(/SITI|ASHA|X0000000|ABCDE1234F|customer-/);
      });
    }
  }
}
