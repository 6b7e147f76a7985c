/** A card that is brought up to the camera is photographed by itself, once it is near, sharp and held still. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { desktop, expect, test } from '../setup/fixtures.ts';

/** 5 s, 1280 x 720: far and out of focus, near and still from 1.9 s on, a reflection from 4.1 s on. */
const clip = resolve('..', 'shared', 'fixtures', 'clips', 'doc_mykad_approach.mjpeg');

test('a card is photographed without a press, and cut to itself', async ({ visit }) => {
  test.skip(!existsSync(clip), 'the clip is not beside the project');
  const { shop } = await visit({ clip, viewport: desktop });
  await shop.verify('approve');
  await shop.widget.agree();
  await shop.widget.openCamera();
  await expect(shop.widget.good).toBeVisible();
  await shop.expectEvent('kyc-hint', { code: 'taking' });
  await shop.expectEvent('kyc-capture', { slot: 'ktp', verdict: expect.objectContaining({ ok: true }) });
  const ratio = await shop.widget.root
    .locator('[part="picture"] img')
    .evaluate((image: HTMLImageElement) => image.naturalWidth / image.naturalHeight);
  // A card and its margin; the guide's cut would be no narrower, the whole picture 1.78.
  expect(ratio).toBeGreaterThan(1.35);
  expect(ratio).toBeLessThan(1.65);
  await shop.widget.usePhoto();
  await expect(shop.widget.heading('You’re verified')).toBeVisible();
});
