/** EnxtAI: four pictures, each streamed through the server, and the verdict that comes of them. */
import type { Page } from 'playwright/test';
import { begin, photographAll } from '../pages/enxtai.ts';
import { expect, test } from '../setup/fixtures.ts';

// A minute has more calls than EnxtAI's usual hundred here; quick, so that nobody waits.
test.use({
  sandboxes: {
    enxtai: { rateLimit: 10_000, readingMs: 100, processingMs: 500, decisionMs: 1_000, lateWebhookMs: 1_500 },
  },
});

const verified = 'You’re verified';

/** What the widget says that it is about to send, by slot: the SHA-256 of the file. */
function announced(page: Page): ReadonlyMap<string, string> {
  const hashes = new Map<string, string>();
  page.on('request', (request) => {
    if (request.method() !== 'POST' || !request.url().endsWith('/v1/flow/uploads')) return;
    const { slot, sha256 } = request.postDataJSON() as { slot: string; sha256: string };
    hashes.set(slot, sha256);
  });
  return hashes;
}

test('a PAN card, both sides of an Aadhaar card and a face: approved', async ({ visit, stack }) => {
  const visitor = await visit();
  const { shop, page } = visitor;
  const hashes = announced(page);
  await begin(visitor, 'approve');
  await photographAll(visitor);
  await expect(shop.widget.heading(verified)).toBeVisible();
  await shop.expectEvent('kyc-complete', { status: 'completed', result: 'approved' });
  await shop.expectResult({
    status: 'completed',
    result: 'approved',
    'document number': 'ABCDE1234F',
    'face match': 'yes',
    'face match score': '0.95',
  });
  await shop.expectWebhook('session.completed');
  expect(await shop.widget.liveTracks()).toBe(0);

  // The bytes that arrived are the ones that were sent, each in its place.
  const arrived = stack.sandboxes.enxtai.uploads().slice(-4);
  expect(arrived.map(({ document, sha256 }) => [document, sha256])).toEqual([
    ['pan', hashes.get('pan')],
    ['aadhaarFront', hashes.get('aadhaar_front')],
    ['aadhaarBack', hashes.get('aadhaar_back')],
    ['livePhoto', hashes.get('live_photo')],
  ]);

  // Nothing of the person in what the server printed, nor in what the page was told.
  expect(stack.serverOutput()).toContain('listening');
  const person = /ASHA|ABCDE1234F|XXXX|Mumbai|2000-01-01|customer-/;
  expect(stack.serverOutput()).not.toMatch(person);
  expect(JSON.stringify(await shop.events())).not.toMatch(person);
});

test('of an Aadhaar number the shop sees the last four digits, even if EnxtAI gives all', async ({
  visit,
  stack,
}) => {
  const visitor = await visit();
  const { shop, page } = visitor;
  const answers: string[] = [];
  page.on('response', async (response) => {
    const { pathname } = new URL(response.url());
    if (/^\/(api|v1)\//.test(pathname)) answers.push(await response.text().catch(() => ''));
  });
  await begin(visitor, 'unmasked', 'aadhaar');
  await photographAll(visitor);
  await expect(shop.widget.heading(verified)).toBeVisible();
  await shop.expectResult({
    'document number': 'XXXX XXXX 1234',
    address: '1 Sample Street, XXXX XXXX 1234, Mumbai, MH 400001',
  });
  expect(answers.some((answer) => answer.includes('XXXX XXXX 1234'))).toBe(true);
  expect(answers.join()).not.toMatch(/0000 ?0000 ?1234/);
  expect(stack.serverOutput()).not.toMatch(/0000 ?0000 ?1234/);
});

test('a face that is not clearly the same is looked at by a person, who decides later', async ({ visit }) => {
  const visitor = await visit();
  const { shop } = visitor;
  await begin(visitor, 'review+verified');
  await photographAll(visitor);
  await expect(shop.widget.heading('A closer look is needed')).toBeVisible();
  await shop.expectEvent('kyc-complete', { status: 'review', result: null });
  await shop.expectWebhook('session.completed');
  await shop.expectResult({ status: 'completed', result: 'approved' });
});

test('another face is rejected', async ({ visit }) => {
  const visitor = await visit();
  const { shop } = visitor;
  await begin(visitor, 'reject');
  await photographAll(visitor);
  await expect(shop.widget.heading('We couldn’t confirm it')).toBeVisible();
  await shop.expectEvent('kyc-complete', { status: 'completed', result: 'rejected' });
  // What a person at EnxtAI wrote is one word of ours.
  await shop.expectResult({ status: 'completed', result: 'rejected', reason: 'other' });
  await shop.expectWebhook('session.completed');
});

for (const [outcome, words] of [
  ['busy', 'a provider that is busy at the first picture is waited for'],
  ['dropped-upload', 'a picture whose upload breaks off is sent again'],
] as const) {
  test(words, async ({ visit, stack }) => {
    const visitor = await visit();
    const { shop, page } = visitor;
    const hashes = announced(page);
    const contents: number[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('/uploads/pan/content') && response.request().method() === 'PUT')
        contents.push(response.status());
    });
    await begin(visitor, outcome);
    await shop.widget.photographFor('Your PAN card');
    const next = shop.widget.heading('Your Aadhaar card, front');
    const again = shop.widget.button('Try again');
    for (let tries = 0; tries < 3; tries += 1) {
      await expect(next.or(again)).toBeVisible();
      if (await next.isVisible()) break;
      await again.click();
    }
    await expect(next).toBeVisible();
    expect(contents.at(0)).toBeGreaterThanOrEqual(400);
    expect(contents.at(-1)).toBe(204);
    expect(stack.sandboxes.enxtai.uploads().at(-1)).toMatchObject({
      document: 'pan',
      sha256: hashes.get('pan'),
    });
  });
}
