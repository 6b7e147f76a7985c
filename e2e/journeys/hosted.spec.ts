/** Providers whose own page takes the pictures: there, and back, in every way that people find. */
import type { Page } from 'playwright/test';
import { ProviderPage } from '../pages/provider.ts';
import { desktop, expect, test, type Visit } from '../setup/fixtures.ts';

const verified = 'You’re verified';

/** From the shop to the point where the provider's page is about to open. */
async function reachPage({ shop }: Visit): Promise<void> {
  // What is agreed to says who takes the pictures; an earlier press does not count.
  await expect(shop.widget.root.getByText('A partner takes photos')).toBeVisible();
  await shop.widget.agree();
  await expect(shop.widget.heading('Next: our partner’s page')).toBeVisible();
}

/** The provider's page in the window that the widget opens for it. */
async function openPopup({ shop, context }: Visit): Promise<Page> {
  const opening = context.waitForEvent('page');
  await shop.widget.button('Go on without the check').click();
  const popup = await opening;
  await expect(new ProviderPage(popup).mark).toBeVisible();
  return popup;
}

test('CTOS: to its page in place of ours, and back to the result', async ({ visit, stack }) => {
  const visitor = await visit();
  const { shop, page } = visitor;
  await shop.verify('approve', { provider: 'ctos', document: 'mykad' });
  await reachPage(visitor);
  await shop.widget.button('Check my camera').click();
  await expect(shop.widget.heading('Your camera works')).toBeVisible();
  await shop.widget.button('Go to the verification page').click();
  const provider = new ProviderPage(page);
  await expect(provider.mark).toBeVisible();
  await provider.approve();
  // Back on the shop's page, which was loaded anew, with the same verification.
  await expect(shop.widget.heading(verified)).toBeVisible();
  await shop.expectEvent('kyc-complete', { status: 'completed', result: 'approved' });
  await shop.expectResult({ status: 'completed', result: 'approved', 'face match': 'yes' });
  await shop.expectWebhook('session.completed');
  expect(await shop.widget.liveTracks()).toBe(0);
  expect(stack.serverOutput()).not.toMatch(/SITI|000101/);
});

test('TrueStack: in a window of its own, which closes by itself', async ({ visit }) => {
  const visitor = await visit({ viewport: desktop });
  const { shop } = visitor;
  await shop.verify('approve', { provider: 'truestack', document: 'passport', hosted: 'popup' });
  await reachPage(visitor);
  const popup = await openPopup(visitor);
  const provider = new ProviderPage(popup);
  await expect(shop.widget.heading('Go on in the other window')).toBeVisible();
  const closing = popup.waitForEvent('close');
  await provider.approve();
  await closing;
  await expect(shop.widget.heading(verified)).toBeVisible();
  await shop.expectResult({ status: 'completed', result: 'approved' });
});

test('TrueStack: inside of the page, rejected, and the reason told', async ({ visit }) => {
  const visitor = await visit();
  const { shop, page } = visitor;
  await shop.verify('reject-face', { provider: 'truestack', hosted: 'iframe' });
  await reachPage(visitor);
  await shop.widget.button('Go on without the check').click();
  const provider = new ProviderPage(page.locator('kyc-flow').first().frameLocator('iframe'));
  await expect(provider.mark).toBeVisible();
  await provider.finish();
  await expect(shop.widget.heading('We couldn’t confirm it')).toBeVisible();
  await shop.expectResult({ status: 'completed', result: 'rejected', reason: 'face_match_failed' });
});

// CTOS's page opens only once: they get another.
for (const name of ['truestack', 'ctos'] as const) {
  test(`whoever leaves the page of ${name} unfinished can go there again`, async ({ visit }) => {
    const visitor = await visit();
    const { shop, page } = visitor;
    await shop.verify('approve', { provider: name });
    await reachPage(visitor);
    await shop.widget.button('Go on without the check').click();
    const provider = new ProviderPage(page);
    await provider.leave();
    await expect(page.locator('kyc-flow')).toBeVisible();
    await shop.widget.button('Open the page again').click();
    await provider.approve();
    await expect(shop.widget.heading(verified)).toBeVisible();
    await shop.expectResult({ status: 'completed', result: 'approved' });
  });
}

test('another tab, opened by the address, goes on and tells the same', async ({ visit, stack }) => {
  const visitor = await visit();
  const { shop, page, context } = visitor;
  await shop.verify('approve', { provider: 'truestack', hosted: 'popup' });
  await reachPage(visitor);
  const popup = await openPopup(visitor);

  const second = await context.newPage();
  await second.goto(page.url());
  await expect(second.locator('kyc-flow')).toBeVisible();
  await expect(second.getByRole('button', { name: 'Agree and continue' })).toBeHidden();

  await new ProviderPage(popup).approve();
  await expect(shop.widget.heading(verified)).toBeVisible();
  await expect(second.getByRole('heading', { name: verified })).toBeVisible();
  expect(stack.deliveries.length).toBeGreaterThan(0);
});

test('whoever never comes back is known to the shop all the same', async ({ visit, stack }) => {
  const visitor = await visit();
  const { shop, page } = visitor;
  await shop.verify('approve', { provider: 'ctos' });
  await reachPage(visitor);
  await shop.widget.button('Go on without the check').click();
  const provider = new ProviderPage(page);
  await expect(provider.mark).toBeVisible();
  // The browser is gone before it is sent back: the provider finishes by itself.
  const [transaction] = [...stack.sandboxes.ctos.sessions()].reverse();
  await page.close();
  stack.sandboxes.ctos.control.finish(transaction?.id ?? '');
  await expect
    .poll(() => stack.deliveries[0])
    .toMatchObject({ type: 'session.completed', status: 'completed', result: 'approved' });
});

test('a page that has expired is told so', async ({ visit }) => {
  const visitor = await visit();
  const { shop, page } = visitor;
  await shop.verify('approve', { provider: 'ctos' });
  await reachPage(visitor);
  await shop.widget.button('Go on without the check').click();
  await new ProviderPage(page).button('Let it expire').click();
  await expect(page.locator('kyc-flow')).toBeVisible();
  await shop.expectEvent('kyc-complete', { status: 'expired', result: null });
});

test('an address that claims an approval approves nothing', async ({ visit, stack }) => {
  const visitor = await visit();
  const { shop, page } = visitor;
  await shop.verify('approve', { provider: 'truestack', hosted: 'popup' });
  await reachPage(visitor);
  const popup = await openPopup(visitor);
  const id = /ses_[a-z0-9]{24}/.exec(page.url())?.[0] ?? '';
  const answers: unknown[] = [];
  page.on('response', async (one) => {
    if (one.url().endsWith('/v1/flow/status')) answers.push(await one.json().catch(() => null));
  });
  const closing = popup.waitForEvent('close');
  // Not by goto, which waits for a page that closes itself.
  const claim = `${stack.serverUrl}/return/${id}?refId=x&status=2&result=1`;
  await popup.evaluate((url) => void setTimeout(() => location.assign(url)), claim);
  await closing;
  // The widget asks, and the provider, which was opened and not finished, says that it is at work.
  await expect.poll(() => answers.length, { timeout: 30_000 }).toBeGreaterThan(1);
  for (const answer of answers) expect(answer).toMatchObject({ status: 'processing', result: null });
  await expect(shop.widget.heading(verified)).toBeHidden();
});

test('webhooks that come twice, out of order or signed wrongly change nothing about the end', async ({
  visit,
  stack,
}) => {
  for (const outcome of ['double-webhook', 'reordered-webhooks', 'bad-signature', 'no-webhook']) {
    const visitor = await visit();
    const { shop, page, context } = visitor;
    const before = stack.deliveries.length;
    await shop.verify(outcome, { provider: 'truestack' });
    await reachPage(visitor);
    await shop.widget.button('Go on without the check').click();
    await new ProviderPage(page).finish();
    await expect(shop.widget.heading(verified)).toBeVisible();
    await shop.expectResult({ status: 'completed', result: 'approved' });
    const told = () => stack.deliveries.slice(0, stack.deliveries.length - before);
    await expect.poll(() => told().filter(({ type }) => type === 'session.completed').length).toBe(1);
    await context.close();
  }
});

test('a provider that is away is told before anything begins', async ({ visit }) => {
  const { shop, page } = await visit();
  await shop.verify('down', { provider: 'ctos' });
  await expect(page.getByRole('alert')).toContainText('provider_unavailable');
});
