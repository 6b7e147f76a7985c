/** OST: a form, a document, a face and a proof, each sent to the storage, and the case that comes of them. */
import { createHash } from 'node:crypto';
import { DetailsForm, sampleDetails } from '../pages/form.ts';
import { bill, handIn, reachForm, reachProofs, skipInvestorProofs } from '../pages/ost.ts';
import { expect, test } from '../setup/fixtures.ts';

// The countries that this merchant agreed on with OST; quick, so that nobody waits.
test.use({ sandboxes: { ost: { countries: ['INDIA'], processingMs: 800, lateWebhookMs: 1_500 } } });

const verified = 'You’re verified';

test('a form, a passport, a face and a bill: approved', async ({ visit, stack }) => {
  const visitor = await visit();
  const { shop, page } = visitor;
  const sent = new Map<string, string>();
  page.on('request', (request) => {
    if (request.method() !== 'POST' || !request.url().endsWith('/v1/flow/uploads')) return;
    const { slot, sha256 } = request.postDataJSON() as { slot: string; sha256: string };
    sent.set(slot, sha256);
  });
  await reachProofs(visitor, 'approve');
  await shop.widget.addFile('Your proof of address', bill);
  await skipInvestorProofs(visitor);
  await expect(shop.widget.heading(verified)).toBeVisible();
  await shop.expectEvent('kyc-complete', { status: 'completed', result: 'approved' });
  await shop.expectResult({ status: 'completed', result: 'approved', 'full name': 'SITI SAMPLE' });
  await shop.expectWebhook('session.completed');
  expect(await shop.widget.liveTracks()).toBe(0);

  // OST has the form in its own words, and the files that were sent, byte for byte.
  const kycCase = stack.sandboxes.ost.control.cases().at(-1);
  expect(kycCase?.form).toMatchObject({
    birthdate: '31/12/1990',
    country: 'INDIA',
    nationality: 'INDIAN',
    estimated_participation_amount: '1500.5',
  });
  expect(kycCase?.files.map(({ contentType }) => contentType)).toEqual([
    'image/jpeg',
    'image/jpeg',
    'application/pdf',
  ]);
  const stored = new Map(
    stack.sandboxes.s3.objects('ost-sandbox').map(({ key, bytes }) => [key, Buffer.from(bytes)]),
  );
  const files = kycCase?.files.map(({ path }) => stored.get(path) ?? Buffer.alloc(0)) ?? [];
  expect(files.map((bytes) => createHash('sha256').update(bytes).digest('hex'))).toEqual(
    ['document_id', 'selfie', 'residence_proof'].map((slot) => sent.get(slot)),
  );
  expect(files[2]?.equals(bill.buffer)).toBe(true);
  expect(files.slice(0, 2).some((bytes) => bytes.includes('Exif'))).toBe(false);

  // Nothing of the person in what the server printed, nor in what the page was told.
  const person = /SITI|SAMPLE|X0000000|1990-12-31|Contoh|\b400001\b|5aAeb6|1500\.50|customer-|shop\.example/i;
  expect(stack.serverOutput()).toContain('listening');
  expect(stack.serverOutput()).not.toMatch(person);
  expect(JSON.stringify(await shop.events())).not.toMatch(/SITI|X0000000|5aAeb6/);
});

test('what is mistyped is said below it, and the first of it has the focus', async ({ visit }) => {
  const visitor = await visit();
  const { shop, page } = visitor;
  const saved: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/v1/flow/details')) saved.push(request.method());
  });
  const form = await reachForm(visitor, 'approve');
  const address = sampleDetails['Ethereum address'] ?? '';
  await form.fill({
    ...sampleDetails,
    'Last name': '',
    'Date of birth': '2020-01-01',
    'Ethereum address': address.replace('a', 'A'),
    'Amount you plan to invest': '1,500',
  });
  await form.send();
  await expect(shop.widget.root.getByText('4 fields need another look.')).toBeVisible();
  await form.expectWrong('Last name', 'Please fill this in.');
  await expect(form.field('Last name')).toBeFocused();
  await form.expectWrong('Date of birth', /It has to be \w+ \d{1,2}, \d{4} or earlier\./);
  await form.expectWrong('Ethereum address', 'Something seems mistyped. Please compare it once more.');
  await form.expectWrong('Amount you plan to invest', 'Digits and a point only, such as 1500.50');
  await form.expectRight('First name');
  expect(saved).toEqual([]);

  // Mended one by one; what was right is still there.
  await form.fill({ 'Last name': 'SAMPLE', 'Date of birth': '1990-12-31' });
  await form.expectRight('Last name');
  await form.send();
  await expect(form.field('Ethereum address')).toBeFocused();
  await form.fill({ 'Ethereum address': address, 'Amount you plan to invest': '1500,50' });
  await form.send();
  await expect(shop.widget.heading('Your passport')).toBeVisible();
  expect(saved).toEqual(['PUT']);
});

test('OST rejects', async ({ visit }) => {
  const visitor = await visit();
  await handIn(visitor, 'reject');
  await expect(visitor.shop.widget.heading('We couldn’t confirm it')).toBeVisible();
  await visitor.shop.expectEvent('kyc-complete', { status: 'completed', result: 'rejected' });
  await visitor.shop.expectResult({ status: 'completed', result: 'rejected' });
});

test('an issue with the document is for people to look at, and decided later', async ({ visit, stack }) => {
  const visitor = await visit();
  const { shop } = visitor;
  await handIn(visitor, 'issue');
  await expect(shop.widget.heading('A closer look is needed')).toBeVisible();
  await shop.expectEvent('kyc-complete', { status: 'review', result: null });
  await shop.expectResult({ status: 'review', reason: 'document_issue' });
  const user = stack.sandboxes.ost.control.users().at(-1);
  stack.sandboxes.ost.control.finish(user?.id ?? 0, 'approve');
  await shop.expectWebhook('session.completed');
  await shop.expectResult({ status: 'completed', result: 'approved' });
});

test('a country that OST does not serve is named, and nothing of it told', async ({ visit, stack }) => {
  const visitor = await visit();
  const { shop, page } = visitor;
  await reachProofs(visitor, 'approve', { 'Country you live in': 'Iceland' });
  await shop.widget.skip('Your proof of address');
  await shop.widget.skip('Your proof of investor status');
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith('/v1/flow/submissions')),
    shop.widget.skip('Your proof of investor status 2'),
  ]);
  expect(answer.status()).toBe(422);
  const body = await answer.text();
  expect(JSON.parse(body)).toMatchObject({
    error: { code: 'details_invalid', details: [{ path: 'country' }] },
  });
  expect(body).not.toMatch(/iceland/i);
  expect(stack.serverOutput()).not.toMatch(/iceland/i);

  // The form is open again, as it was filled in; the photos are not asked for a second time.
  const form = new DetailsForm(shop.widget);
  await expect(form.field('First name')).toHaveValue('SITI');
  await expect(form.field('Country you live in')).toHaveAttribute('aria-invalid', 'true');
  await form.fill({ 'Country you live in': 'India' });
  await form.send();
  await expect(shop.widget.heading(verified)).toBeVisible();
});

test('an upload address that has expired is replaced without the person noticing', async ({
  visit,
  stack,
}) => {
  const visitor = await visit();
  const refused: number[] = [];
  visitor.page.on('response', (response) => {
    if (response.request().method() === 'PUT' && response.status() >= 400) refused.push(response.status());
  });
  stack.sandboxes.ost.control.expireNextUrls(1);
  await handIn(visitor, 'approve');
  await expect(visitor.shop.widget.heading(verified)).toBeVisible();
  expect(refused).toEqual([403]);
});

test('a submission whose answer never reaches the page is handed in once all the same', async ({
  visit,
  stack,
}) => {
  const visitor = await visit();
  const { shop, page } = visitor;
  let lost = 0;
  await page.route('**/v1/flow/submissions', async (route) => {
    // The widget asks once more by itself.
    if (lost > 1) return route.continue();
    lost += 1;
    // It arrives; what comes back does not.
    await route.fetch();
    return route.abort('connectionreset');
  });
  await handIn(visitor, 'approve');
  await expect(shop.widget.heading('You seem to be offline')).toBeVisible();
  await shop.expectEvent('kyc-error', { code: 'network', recoverable: true });
  await shop.widget.button('Try again').click();
  await expect(shop.widget.heading(verified)).toBeVisible();
  expect(lost).toBe(2);
  expect(stack.sandboxes.ost.control.cases().at(-1)?.submissionCount).toBe(1);
  await shop.expectWebhook('session.completed');
});

test('a submission whose answer is lost between OST and the server is found again', async ({
  visit,
  stack,
}) => {
  const visitor = await visit();
  stack.sandboxes.ost.control.loseNextSubmissions(1);
  await handIn(visitor, 'approve');
  // The person notices nothing of it.
  await expect(visitor.shop.widget.heading(verified)).toBeVisible();
  expect(stack.sandboxes.ost.control.cases().at(-1)?.submissionCount).toBe(1);
  const names = (await visitor.shop.events()).map(({ name }) => name);
  expect(names).not.toContain('kyc-error');
});
