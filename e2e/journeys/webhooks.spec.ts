/** Providers' webhooks come twice, out of order or late: the end is the same, and the shop is told of it once. */
import type { Sandboxes } from '../../demo/sandbox/index.ts';
import type { WebhookAttempt } from '../../demo/sandbox/webhooks.ts';
import { begin as beginEnxtai, photographAll } from '../pages/enxtai.ts';
import { handIn } from '../pages/ost.ts';
import { expect, test, type Visit } from '../setup/fixtures.ts';

test.use({
  sandboxes: {
    ost: { processingMs: 800, lateWebhookMs: 1_500 },
    enxtai: { rateLimit: 10_000, readingMs: 100, processingMs: 500, lateWebhookMs: 1_500 },
  },
});

interface Teller {
  readonly provider: 'ost' | 'enxtai';
  walk(visitor: Visit, outcome: string): Promise<void>;
  attempts(sandboxes: Sandboxes): readonly WebhookAttempt[];
  /** How many webhooks one approval has. */
  readonly webhooks: number;
}

const tellers: readonly Teller[] = [
  {
    provider: 'ost',
    walk: handIn,
    attempts: ({ ost }) => ost.control.attempts(),
    // Registered, submitted, and four steps of the case.
    webhooks: 6,
  },
  {
    provider: 'enxtai',
    walk: async (visitor, outcome) => {
      await beginEnxtai(visitor, outcome);
      await photographAll(visitor);
    },
    attempts: ({ enxtai }) => enxtai.attempts(),
    // All documents uploaded, and the verdict.
    webhooks: 2,
  },
];

for (const { provider, walk, attempts, webhooks } of tellers) {
  for (const [outcome, times] of [
    ['double-webhook', 2],
    ['reordered-webhooks', 1],
    ['late-webhook', 1],
  ] as const) {
    test(`${provider}: ${outcome}`, async ({ visit, stack }) => {
      const visitor = await visit();
      const { shop } = visitor;
      const before = attempts(stack.sandboxes).length;
      const ofBefore = stack.deliveries.length;
      await walk(visitor, outcome);
      await expect(shop.widget.heading('You’re verified')).toBeVisible();
      await shop.expectResult({ status: 'completed', result: 'approved' });

      // The last one of them has arrived, and was taken like the first.
      await expect
        .poll(() => attempts(stack.sandboxes).length - before, { timeout: 20_000 })
        .toBe(webhooks * times);
      const answers = attempts(stack.sandboxes)
        .slice(before)
        .map(({ status }) => status);
      expect(new Set(answers)).toEqual(new Set([200]));
      await shop.expectWebhook('session.completed');
      const told = stack.deliveries.slice(0, stack.deliveries.length - ofBefore);
      expect(told.filter(({ type }) => type === 'session.completed')).toHaveLength(1);
      expect(told[0]).toMatchObject({ type: 'session.completed', result: 'approved' });
      await shop.expectResult({ status: 'completed', result: 'approved' });
    });
  }
}
