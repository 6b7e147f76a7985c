/** The main job: a KTP goes from the camera through the server to OneKYC, and the answer comes back. */
import { desktop, expect, test } from '../setup/fixtures.ts';
import { picture } from '../setup/pictures.ts';

test('a KTP is photographed, checked, uploaded and approved', async ({ visit, stack }) => {
  const { shop } = await visit();
  await shop.verify('approve');
  await shop.widget.reachCamera();
  expect(await shop.widget.photograph()).toBe('good');
  await shop.widget.usePhoto();
  await expect(shop.widget.heading('You’re verified')).toBeVisible();

  await shop.expectEvent('kyc-ready');
  await shop.expectEvent('kyc-capture', {
    slot: 'ktp',
    verdict: expect.objectContaining({ ok: true, hint: null }),
  });
  await shop.expectEvent('kyc-complete', { status: 'completed', result: 'approved' });
  await shop.expectResult({ status: 'completed', result: 'approved' });
  await shop.expectWebhook('session.completed');

  // Nothing of the person in what the server printed; the sandbox's answer names this specimen.
  const printed = stack.serverOutput();
  expect(printed).toContain('listening');
  expect(printed).not.toMatch(/BUDI|0000000101000001|customer-/);

  const uploaded = stack.sandboxes.s3.objects('onekyc-sandbox').at(-1);
  const bytes = Buffer.from(uploaded?.bytes ?? []);
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  expect(bytes.includes('Exif')).toBe(false);
});

test('the same on a desktop', async ({ visit }) => {
  const { shop } = await visit({ viewport: desktop });
  await shop.verify('approve');
  await shop.widget.reachCamera();
  await shop.widget.photographUntil('good');
  await shop.widget.usePhoto();
  await expect(shop.widget.heading('You’re verified')).toBeVisible();
});

test('a blurred photo is refused, a sharp one accepted', async ({ visit }) => {
  const { shop } = await visit({
    camera: [
      { show: 'blurred', seconds: 6 },
      { show: 'sharp', seconds: 6 },
    ],
  });
  await shop.verify('approve');
  await shop.widget.byHand();
  await shop.widget.reachCamera();
  await shop.widget.photographUntil('refused');
  await expect(shop.widget.root.getByText('It is blurred')).toBeVisible();
  await expect(shop.widget.button('Use this photo')).toBeHidden();
  await shop.expectEvent('kyc-capture', {
    verdict: expect.objectContaining({ ok: false, hint: 'blurred' }),
  });
  await shop.widget.retake();
  await expect(shop.widget.ready).toBeVisible();
  await shop.widget.photographUntil('good');
  await shop.widget.usePhoto();
  await expect(shop.widget.heading('You’re verified')).toBeVisible();
});

test('the provider rejects, and says why', async ({ visit }) => {
  const { shop } = await visit();
  await shop.verify('reject-not-ktp');
  await shop.widget.reachCamera();
  await shop.widget.photographUntil('good');
  await shop.widget.usePhoto();
  await expect(shop.widget.heading('We couldn’t confirm it')).toBeVisible();
  await expect(shop.widget.root.getByText('The photo does not show a KTP.')).toBeVisible();
  await shop.expectEvent('kyc-complete', { status: 'completed', result: 'rejected' });
  await shop.expectResult({ status: 'completed', result: 'rejected', reason: 'not_ektp' });
});

test('a review is neither an approval nor a rejection', async ({ visit }) => {
  const { shop } = await visit();
  await shop.verify('review');
  await shop.widget.reachCamera();
  await shop.widget.photographUntil('good');
  await shop.widget.usePhoto();
  await expect(shop.widget.heading('A closer look is needed')).toBeVisible();
  await shop.expectEvent('kyc-complete', { status: 'review', result: null });
});

test('without the camera a file does', async ({ visit }) => {
  const { shop } = await visit({ permission: 'denied' });
  await shop.verify('approve');
  await shop.widget.agree();
  await shop.widget.openCamera();
  await expect(shop.widget.heading('The camera is blocked')).toBeVisible();
  await shop.expectEvent('kyc-error', { code: 'camera_denied', recoverable: true });
  await shop.widget.choose('Choose a photo instead', await picture('sharp'));
  await expect(shop.widget.good).toBeVisible();
  await shop.widget.usePhoto();
  await expect(shop.widget.heading('You’re verified')).toBeVisible();
});

test('a device without any camera says so and takes a file', async ({ visit }) => {
  const { shop } = await visit({ camera: null });
  await shop.verify('approve');
  await shop.widget.agree();
  await shop.widget.openCamera();
  await expect(shop.widget.heading('No camera here')).toBeVisible();
  await shop.expectEvent('kyc-error', { code: 'camera_missing', recoverable: true });
  await shop.widget.choose('Choose a photo instead', await picture('sharp'));
  await expect(shop.widget.good).toBeVisible();
});
