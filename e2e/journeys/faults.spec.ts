/** What goes wrong on the way, and how the person gets on all the same. */

import type { Shop } from '../pages/shop.ts';
import { expect, test } from '../setup/fixtures.ts';
import { picture } from '../setup/pictures.ts';
import { aged } from '../setup/tokens.ts';

/** The widget tries several times, further and further apart, before it troubles the person. */
const patience = { timeout: 30_000 };

async function photographAndSend(shop: Shop): Promise<void> {
  await shop.widget.reachCamera();
  await shop.widget.photographUntil('good');
  await shop.widget.usePhoto();
}

test('a session token that ends midway is replaced by the shop’s server', async ({ visit }) => {
  const { shop, page } = await visit();
  const answers: number[] = [];
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await shop.verify('approve');
  await shop.widget.reachCamera();
  await shop.widget.photographUntil('good');

  // The next request goes out with the same token, twenty minutes old; the server answers it for real.
  await page.route('**/v1/flow/uploads', async (route) => {
    if (route.request().method() !== 'POST' || answers.length > 0) return route.continue();
    const { authorization = '', ...headers } = await route.request().allHeaders();
    const token = await aged(authorization.replace('Bearer ', ''), 1200);
    const answer = await route.fetch({ headers: { ...headers, authorization: `Bearer ${token}` } });
    answers.push(answer.status());
    return route.fulfill({ response: answer });
  });
  const renewals = (): number =>
    asked.filter((path) => /^\/api\/verifications\/[^/]+\/token$/.test(path)).length;
  const before = renewals();
  await shop.widget.usePhoto();
  await expect(shop.widget.heading('You’re verified')).toBeVisible();
  expect(answers).toEqual([401]);
  expect(renewals()).toBe(before + 1);
});

test('an upload address that has expired is replaced without the person noticing', async ({ visit }) => {
  const { shop, page } = await visit();
  const refused: number[] = [];
  page.on('response', (response) => {
    if (response.request().method() === 'PUT' && response.status() === 403) refused.push(response.status());
  });
  await shop.verify('expired-url');
  await photographAndSend(shop);
  await expect(shop.widget.heading('You’re verified')).toBeVisible();
  expect(refused).toEqual([403]);
});

test('a storage server that hides its refusal behind missing CORS headers is asked anew too', async ({
  visit,
  stack,
}) => {
  const { shop } = await visit();
  stack.sandboxes.s3.setCorsOnErrors(false);
  try {
    await shop.verify('expired-url');
    await photographAndSend(shop);
    await expect(shop.widget.heading('You’re verified')).toBeVisible();
  } finally {
    stack.sandboxes.s3.setCorsOnErrors(true);
  }
});

test('while the provider is down the person keeps the photo and may try again', async ({ visit }) => {
  const { shop } = await visit();
  await shop.verify('down');
  await photographAndSend(shop);
  await expect(shop.widget.heading('We’re a bit busy')).toBeVisible(patience);
  await shop.expectEvent('kyc-error', { code: 'provider_unavailable', recoverable: true });
  await shop.widget.button('Try again').click();
  await expect(shop.widget.heading('We’re a bit busy')).toBeHidden();
  await expect(shop.widget.heading('We’re a bit busy')).toBeVisible(patience);
});

test('a provider that answers every other call only is got along with', async ({ visit }) => {
  const { shop } = await visit();
  await shop.verify('flaky');
  await photographAndSend(shop);
  const done = shop.widget.heading('You’re verified');
  const again = shop.widget.button('Try again');
  for (let tries = 0; tries < 6; tries += 1) {
    await expect(done.or(again)).toBeVisible();
    if (await done.isVisible()) break;
    await again.click();
  }
  await expect(done).toBeVisible();
});

test('a line that breaks midway through the upload is taken up again', async ({ visit, stack }) => {
  const { shop } = await visit();
  await shop.verify('approve');
  await shop.widget.reachCamera();
  await shop.widget.photographUntil('good');
  stack.sandboxes.s3.faults.dropNext(1, 10_000);
  await shop.widget.usePhoto();
  await expect(shop.widget.heading('You’re verified')).toBeVisible();
});

test('the camera is lost midway and opened again', async ({ visit }) => {
  const { shop, page } = await visit();
  await shop.verify('approve');
  await shop.widget.byHand();
  await shop.widget.reachCamera();
  await page.evaluate(() => {
    for (const track of (window as unknown as { cameraTracks: MediaStreamTrack[] }).cameraTracks) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  });
  await expect(shop.widget.shutter.or(shop.widget.heading('The camera stopped'))).toBeVisible();
  if (await shop.widget.heading('The camera stopped').isVisible())
    await shop.widget.button('Try again').click();
  await expect(shop.widget.shutter).toBeEnabled();
  await expect.poll(() => shop.widget.liveTracks()).toBe(1);
});

test('a camera that another program holds can be tried again', async ({ visit }) => {
  const { shop, page } = await visit();
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    let isBusy = true;
    mediaDevices.getUserMedia = async (constraints) => {
      if (isBusy) throw new DOMException('Could not start video source', 'NotReadableError');
      return ask(constraints);
    };
    Object.assign(window, { freeCamera: () => (isBusy = false) });
  });
  await shop.verify('approve');
  await shop.widget.agree();
  await shop.widget.openCamera();
  await shop.widget.byHand();
  await expect(shop.widget.heading('The camera is in use')).toBeVisible();
  await shop.expectEvent('kyc-error', { code: 'camera_busy', recoverable: true });
  await expect(shop.widget.button('Choose a photo instead')).toBeVisible();
  await page.evaluate(() => (window as unknown as { freeCamera: () => void }).freeCamera());
  await shop.widget.button('Try again').click();
  await expect(shop.widget.shutter).toBeEnabled();
});

test('a web view without getUserMedia takes a photo by its own camera app or a file', async ({ visit }) => {
  const { shop, page } = await visit();
  await page.evaluate(() => Object.defineProperty(navigator, 'mediaDevices', { value: undefined }));
  await shop.verify('approve');
  await shop.widget.agree();
  await shop.widget.openCamera();
  await expect(shop.widget.heading('No camera here')).toBeVisible();
  await shop.expectEvent('kyc-error', { code: 'camera_unsupported', recoverable: true });
  await shop.widget.choose('Choose a photo instead', await picture('sharp'));
  await expect(shop.widget.good).toBeVisible();
});

test('an insecure page says what to do, and takes a file', async ({ visit }) => {
  const { shop, page } = await visit();
  await page.evaluate(() => {
    Object.defineProperty(window, 'isSecureContext', { value: false });
    Object.defineProperty(navigator, 'mediaDevices', { value: undefined });
    Object.defineProperty(crypto, 'subtle', { value: undefined });
  });
  await shop.verify('approve');
  await shop.widget.agree();
  await shop.widget.openCamera();
  await expect(shop.widget.heading('No camera on this page')).toBeVisible();
  await shop.expectEvent('kyc-error', { code: 'insecure_context', recoverable: true });
  await shop.widget.choose('Choose a photo instead', await picture('sharp'));
  await expect(shop.widget.good).toBeVisible();
  await shop.widget.usePhoto();
  await expect(shop.widget.heading('You’re verified')).toBeVisible();
});
