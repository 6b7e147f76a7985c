/** OneKYC with `ONEKYC_LIVENESS`: a KTP and a face, each in a submission of its own, and the verdict that comes of both. */
import { begin, photographFace } from '../pages/onekyc.ts';
import { expect, test, type Visit } from '../setup/fixtures.ts';

// Quick, so that nobody waits.
test.use({
  environment: { ONEKYC_LIVENESS: 'true' },
  sandboxes: { onekyc: { processingMs: 500, slowMs: 3_000 } },
});

const verified = 'You’re verified';
const rejected = 'We couldn’t confirm it';

/** Both pictures, from consent to everything handed in. */
async function handIn(visitor: Visit, outcome: string): Promise<void> {
  await begin(visitor, outcome);
  await visitor.shop.widget.photographFor('Your KTP');
  await photographFace(visitor);
}

test('a KTP and a face: approved', async ({ visit, stack }) => {
  const visitor = await visit();
  const { shop } = visitor;
  await expect(visitor.page.locator('#asks')).toHaveText('your KTP and your face');
  const before = stack.sandboxes.onekyc.submissions().length;
  await handIn(visitor, 'approve');
  await expect(shop.widget.heading(verified)).toBeVisible();
  await shop.expectEvent('kyc-complete', { status: 'completed', result: 'approved' });
  await shop.expectResult({
    status: 'completed',
    result: 'approved',
    'document number': '0000000101000001',
    'document valid': 'yes',
    'liveness passed': 'yes',
  });
  await shop.expectWebhook('session.completed');
  expect(await shop.widget.liveTracks()).toBe(0);

  const handedIn = stack.sandboxes.onekyc.submissions().slice(before);
  expect(handedIn.map(({ type, status }) => [type, status])).toEqual([
    ['KTP_SCAN', 'COMPLETED'],
    ['STANDALONE_LIVENESS', 'COMPLETED'],
  ]);
  expect(new Set(handedIn.map(({ sessionId }) => sessionId)).size).toBe(2);
  for (const { image } of handedIn) expect(image).toMatchObject({ type: 'image/jpeg' });

  // Nothing of the person in what the server printed.
  expect(stack.serverOutput()).toContain('listening');
  expect(stack.serverOutput()).not.toMatch(/BUDI|0000000101000001|customer-/);
});

test('nobody there in person: rejected, and the person hears why', async ({ visit }) => {
  const visitor = await visit();
  const { shop } = visitor;
  await handIn(visitor, 'reject-not-live');
  await expect(shop.widget.heading(rejected)).toBeVisible();
  await expect(
    shop.widget.root.getByText('We could not see that it was you in front of the camera.'),
  ).toBeVisible();
  await shop.expectEvent('kyc-complete', { status: 'completed', result: 'rejected' });
  await shop.expectResult({
    status: 'completed',
    result: 'rejected',
    reason: 'not_live',
    'liveness passed': 'no',
  });
  await shop.expectWebhook('session.completed');
});

test('a KTP that is none is rejected without waiting for the face', async ({ visit }) => {
  const visitor = await visit();
  const { shop } = visitor;
  await handIn(visitor, 'reject-not-ktp+never-face');
  await expect(shop.widget.heading(rejected)).toBeVisible();
  await shop.expectResult({
    status: 'completed',
    result: 'rejected',
    reason: 'not_ektp',
    'document valid': 'no',
  });
});

test('a good KTP waits for a slow face', async ({ visit }) => {
  const visitor = await visit();
  const { shop } = visitor;
  await handIn(visitor, 'slow-face');
  await expect(shop.widget.heading('Checking your details')).toBeVisible();
  await expect(shop.widget.heading(verified)).toBeVisible();
  await shop.expectResult({ status: 'completed', result: 'approved', 'liveness passed': 'yes' });
});

test('a face that OneKYC cannot use is taken again, and the KTP is not', async ({ visit, stack }) => {
  const visitor = await visit();
  const { shop, page } = visitor;
  const before = stack.sandboxes.onekyc.submissions().length;
  await begin(visitor, 'unusable-face');
  await shop.widget.photographFor('Your KTP');
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith('/v1/flow/submissions')),
    photographFace(visitor),
  ]);
  expect(answer.status()).toBe(422);
  expect(await answer.json()).toMatchObject({
    error: { code: 'upload_missing', details: [{ path: 'selfie' }] },
  });
  await shop.widget.photographFor('Now your face');
  await expect(shop.widget.heading(verified)).toBeVisible();
  await shop.expectResult({ status: 'completed', result: 'approved', 'liveness passed': 'yes' });
  // The KTP was confirmed the first time, and no second time.
  expect(stack.sandboxes.onekyc.submissions().slice(before)).toMatchObject([
    { type: 'KTP_SCAN', urlsIssued: 1, status: 'COMPLETED' },
    { type: 'STANDALONE_LIVENESS', urlsIssued: 2, status: 'COMPLETED' },
  ]);
});
