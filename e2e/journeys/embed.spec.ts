/** How the widget behaves as a guest in somebody's page. */
import { expect, test } from '../setup/fixtures.ts';

test('the page’s policy is strict, and every screen lives with it', async ({ visit }) => {
  const { page } = await visit();
  const answer = await page.request.get(page.url());
  const policy = answer.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  // WebAssembly, for the face and the last reader of codes, and no other exception.
  expect(policy.replace("'wasm-unsafe-eval'", '')).not.toContain('unsafe');
});

test('two widgets on one page do not know of each other', async ({ visit }) => {
  const { shop, page } = await visit({ viewport: { width: 1280, height: 1600 } });
  await shop.verify('approve');
  await expect(shop.widget.button('Agree and continue')).toBeVisible();
  await page.evaluate(() => {
    const first = document.querySelector('kyc-flow');
    first?.setAttribute('id', 'first');
    document.getElementById('place')?.setAttribute('id', 'kept');
    const place = document.createElement('div');
    place.id = 'place';
    document.querySelector('.verify')?.append(place);
    const intro = document.getElementById('intro');
    if (intro) intro.hidden = false;
  });
  await shop.verify('reject');
  const widgets = page.locator('kyc-flow');
  await expect(widgets).toHaveCount(2);

  const second = widgets.nth(1);
  await second.getByRole('button', { name: 'Agree and continue' }).click();
  await expect(second.getByRole('button', { name: 'Open camera' })).toBeVisible();
  await expect(widgets.first().getByRole('button', { name: 'Agree and continue' })).toBeVisible();
  await second.evaluate((element) => element.remove());
  await expect(shop.widget.button('Agree and continue')).toBeVisible();
  await shop.widget.reachCamera();
  expect(await shop.widget.photograph()).toBe('good');
});

test('removal while the camera is live stops it at once', async ({ visit }) => {
  const { shop } = await visit();
  await shop.verify('approve');
  await shop.widget.byHand();
  await shop.widget.reachCamera();
  expect(await shop.widget.liveTracks()).toBe(1);
  await shop.widget.root.evaluate((element) => element.remove());
  await expect.poll(() => shop.widget.liveTracks(), { intervals: [20, 20, 20, 40] }).toBe(0);
});

test('removal during the permission prompt leaves no live camera', async ({ visit }) => {
  const { shop, page } = await visit();
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    let answer = (): void => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    Object.assign(window, { answerPrompt: answer, asked: false });
    mediaDevices.getUserMedia = async (constraints) => {
      Object.assign(window, { asked: true });
      await answered;
      return ask(constraints);
    };
  });
  await shop.verify('approve');
  await shop.widget.agree();
  await shop.widget.openCamera();
  await page.waitForFunction(() => (window as unknown as { asked: boolean }).asked);
  await shop.widget.root.evaluate((element) => element.remove());
  await page.evaluate(() => (window as unknown as { answerPrompt: () => void }).answerPrompt());
  await page.waitForFunction(
    () => ((window as unknown as { cameraTracks?: MediaStreamTrack[] }).cameraTracks ?? []).length > 0,
  );
  await expect.poll(() => shop.widget.liveTracks(), { intervals: [20, 20, 20, 40] }).toBe(0);
});

test('moved to another place of the page it goes on', async ({ visit }) => {
  const { shop, page } = await visit();
  await shop.verify('approve');
  await shop.widget.agree();
  await expect(shop.widget.button('Open camera')).toBeVisible();
  await page.evaluate(() => {
    const widget = document.querySelector('kyc-flow');
    if (widget) document.querySelector('.panel')?.prepend(widget);
  });
  await expect(shop.widget.button('Open camera')).toBeVisible();
});
