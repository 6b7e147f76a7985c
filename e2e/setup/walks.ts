/** The ways that `screenshots.ts` goes: every provider, every screen. */
import { join, resolve } from 'node:path';
import { expect as usual } from 'playwright/test';
import type { Stack } from '../../demo/stack.ts';
import { ProviderPage } from '../pages/provider.ts';
import type { Shop } from '../pages/shop.ts';
import { picture } from './pictures.ts';
import type { Walker } from './walker.ts';

const expect = usual.configure({ timeout: 30_000 });

export interface Walk {
  /** What the camera shows; `denied`: the person does not allow it. */
  readonly camera: 'document' | 'blurred' | 'face' | 'denied';
  readonly go: (walker: Walker, shop: Shop, stack: Stack) => Promise<void>;
}

/** Uploads take as long as on a slow line, so that they are seen. */
async function slowUploads({ page }: Walker, { uploadOrigin }: Stack): Promise<void> {
  await page.route(`${uploadOrigin}/**`, async (route) => {
    if (route.request().method() !== 'OPTIONS') await new Promise((done) => setTimeout(done, 9000));
    await route.continue();
  });
}

const onekyc: Walk = {
  camera: 'document',
  async go(walker, shop, stack) {
    await shop.open();
    await walker.snap('shop', { whole: true });
    await shop.verify('reject-not-ktp');
    await expect(walker.part('points')).toBeVisible();
    await walker.snap('consent');
    await walker.press();
    await walker.snap('prepare');
    await walker.camera();
    await walker.snap('camera');
    await walker.photograph();
    await walker.snap('review');
    await slowUploads(walker, stack);
    await walker.press();
    await walker.snap('uploading');
    await expect(shop.widget.heading('Checking your details')).toBeVisible();
    await walker.snap('waiting');
    await expect(shop.widget.heading('We couldn’t confirm it')).toBeVisible();
    await walker.snap('rejected');
  },
};

async function throughOnekyc(walker: Walker, shop: Shop, outcome: string): Promise<void> {
  await shop.open();
  await shop.verify(outcome);
  await walker.press();
  await walker.camera();
  await walker.photograph();
  await walker.press();
}

const results: Walk = {
  camera: 'document',
  async go(walker, shop) {
    await throughOnekyc(walker, shop, 'approve');
    await expect(shop.widget.heading('You’re verified')).toBeVisible();
    await shop.expectWebhook('session.completed');
    await walker.page.waitForTimeout(1500); // the server's log has it too
    await walker.snap('approved', { whole: true });
    await throughOnekyc(walker, shop, 'review');
    await expect(shop.widget.heading('A closer look is needed')).toBeVisible();
    await walker.snap('review');
    await throughOnekyc(walker, shop, 'error');
    await expect(shop.widget.heading('The check could not finish')).toBeVisible();
    await walker.snap('failed');
    await walker.part('primary-button').click();
    await expect(walker.page.locator('#begin')).toBeVisible();
    await walker.snap('done');
  },
};

const problems: Walk = {
  camera: 'blurred',
  async go(walker, shop) {
    const { page } = walker;
    await shop.open();
    await shop.verify('approve');
    await walker.press();
    await walker.camera();
    await walker.part('shutter').click();
    await expect(walker.part('reason')).toBeVisible();
    await walker.snap('refused');
    await shop.open();
    await page.route('**/v1/flow', (route) => route.abort());
    await shop.verify('approve');
    await expect(shop.widget.heading('You seem to be offline')).toBeVisible({ timeout: 40_000 });
    await walker.snap('offline');
    await page.unroute('**/v1/flow');
    await page.route('**/api/verifications', (route) =>
      route.fulfill({
        status: 502,
        json: { error: 'the KYC server did not make a session: provider_unavailable' },
      }),
    );
    await shop.open();
    await shop.verify('down');
    await expect(page.locator('#trouble')).toBeVisible();
    await walker.snap('trouble');
  },
};

const denied: Walk = {
  camera: 'denied',
  async go(walker, shop) {
    await shop.open();
    await shop.verify('approve');
    await walker.press();
    await walker.press();
    await walker.snap('camera');
    await shop.open();
    await shop.verify('approve', { provider: 'ctos' });
    await walker.press();
    await walker.press();
    await expect(shop.widget.heading('The camera is blocked')).toBeVisible();
    await walker.snap('trial');
    await shop.open();
    await shop.verify('approve', { provider: 'ctos' });
    await walker.press();
    await walker.press('quiet-button');
    await walker.page.getByRole('button', { name: 'Open camera' }).click();
    await walker.snap('sandbox', { whole: true });
  },
};

const filled: Readonly<Record<string, string>> = {
  firstName: 'Siti',
  lastName: 'Sample',
  birthdate: '1990-01-31',
  documentIdNumber: 'A00000000',
  streetAddress: 'Sample Street 1',
  city: 'Contoh',
  state: 'Selangor',
  postalCode: '00000',
  ethereumAddress: `0x${'0'.repeat(40)}`,
  estimatedParticipationAmount: '1500.50',
};

const chosen: Readonly<Record<string, string>> = { country: 'MY', nationality: 'MY' };

export async function fillForm({ page }: Walker): Promise<void> {
  for (const [name, value] of Object.entries(filled)) await page.locator(`#field-${name}`).fill(value);
  for (const [name, value] of Object.entries(chosen))
    await page.locator(`#field-${name}`).selectOption(value);
}

const fixtures = resolve('..', 'shared', 'fixtures', 'documents');
const passport = join(fixtures, 'synthetic_10_icao_td3_grass.jpg');

const pdf = {
  name: 'sample.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(300_000, 32)]),
};

async function choosePdf(walker: Walker): Promise<void> {
  const [chooser] = await Promise.all([
    walker.page.waitForEvent('filechooser'),
    walker.part('primary-button').click(),
  ]);
  await chooser.setFiles(pdf);
}

const ost: Walk = {
  camera: 'face',
  async go(walker, shop, stack) {
    await shop.open();
    await shop.verify('approve', { provider: 'ost' });
    await expect(walker.part('points')).toBeVisible();
    await walker.snap('consent');
    await walker.press();
    await walker.snap('form-empty');
    await walker.snap('form-empty-whole', { whole: true });
    await walker.page.locator('#field-ethereumAddress').fill('0x12');
    await walker.page.locator('#field-estimatedParticipationAmount').fill('much');
    await walker.part('primary-button').click();
    await expect(walker.part('field-problem')).toBeVisible();
    await walker.snap('form-faults');
    await walker.snap('form-faults-whole', { whole: true });
    await fillForm(walker);
    await walker.page.locator('#field-birthdate').focus();
    await walker.page.keyboard.press('Shift+Tab');
    await walker.snap('form-filled', { whole: true });
    await walker.page.locator('#field-estimatedParticipationAmount').focus();
    await walker.page.keyboard.press('Tab');
    await walker.snap('form-end');
    await walker.press();
    await walker.snap('document');
    await walker.choose(passport);
    await expect(walker.part('checks').or(walker.part('reason'))).toBeVisible();
    await walker.snap('document-review');
    await slowUploads(walker, stack);
    await walker.press();
    await expect(shop.widget.heading('Now your face')).toBeVisible();
    await walker.snap('selfie');
    await walker.camera();
    await walker.snap('selfie-camera');
    await walker.photograph();
    await walker.snap('selfie-review');
    await walker.press();
    await expect(shop.widget.heading('Your proof of address')).toBeVisible();
    await walker.snap('file');
    await choosePdf(walker);
    await expect(walker.part('picture')).toBeVisible();
    await walker.snap('file-pdf');
    await walker.press();
    await walker.snap('file-uploading');
    await expect(shop.widget.heading('Your proof of investor status')).toBeVisible();
    await walker.snap('file-investor');
    await walker.choose(await picture('dark'), 'primary-button');
    await expect(walker.part('checks').or(walker.part('reason'))).toBeVisible();
    await walker.snap('file-photo');
  },
};

const enxtai: Walk = {
  camera: 'document',
  async go(walker, shop) {
    await shop.open();
    await shop.verify('approve', { provider: 'enxtai' });
    await expect(walker.part('points')).toBeVisible();
    await walker.snap('consent');
    await walker.press();
    await walker.snap('pan');
    for (const step of ['aadhaar-front', 'aadhaar-back', 'selfie']) {
      await walker.camera();
      await walker.photograph();
      const before = await walker.title.textContent();
      await walker.part('primary-button').click();
      await expect(walker.part('illustration')).toBeVisible();
      await expect(walker.title).not.toHaveText(before ?? '');
      await walker.snap(step);
    }
    await walker.camera();
    await walker.photograph();
    await walker.press();
    await expect(shop.widget.heading('You’re verified')).toBeVisible();
    await shop.expectWebhook('session.completed');
    await walker.page.waitForTimeout(1500);
    await walker.snap('approved', { whole: true });
  },
};

const ctos: Walk = {
  camera: 'face',
  async go(walker, shop) {
    const { page } = walker;
    await shop.open();
    await shop.verify('reject-face', { provider: 'ctos' });
    await expect(walker.part('points')).toBeVisible();
    await walker.snap('consent');
    await walker.press();
    await walker.snap('briefing');
    await walker.press();
    await expect(shop.widget.heading('Your camera works')).toBeVisible();
    await walker.snap('trial');
    await page.route(/\/v1\/flow\/hosted/, async (route) => {
      await new Promise((done) => setTimeout(done, 8000));
      await route.continue();
    });
    await walker.press();
    await walker.snap('leaving');
    const provider = new ProviderPage(page);
    await expect(provider.mark).toBeVisible();
    await page.unroute(/\/v1\/flow\/hosted/);
    await page.getByRole('button', { name: 'Open camera' }).click();
    await walker.snap('sandbox', { whole: true });
    await provider.leave();
    await expect(shop.widget.heading('Have you finished?')).toBeVisible();
    await walker.snap('gone');
    // Its link opens once.
    await walker.part('quiet-button').click();
    await expect(provider.mark).toBeVisible();
    await walker.snap('sandbox-notice');
    await shop.open();
    await shop.verify('reject-face', { provider: 'ctos' });
    await walker.press();
    await walker.press('quiet-button');
    await expect(provider.mark).toBeVisible();
    await provider.finish();
    await expect(shop.widget.heading('We couldn’t confirm it')).toBeVisible();
    await shop.expectWebhook('session.completed');
    await page.waitForTimeout(1500);
    await walker.snap('rejected', { whole: true });
  },
};

const truestack: Walk = {
  camera: 'document',
  async go(walker, shop) {
    const { page } = walker;
    await shop.open();
    await shop.verify('approve', { provider: 'truestack', document: 'passport', hosted: 'popup' });
    await walker.press();
    const opening = page.context().waitForEvent('page');
    await walker.press('quiet-button');
    const popup = await opening;
    await expect(new ProviderPage(popup).mark).toBeVisible();
    await walker.snap('window');
    await popup.close();
    await expect(shop.widget.heading('Have you finished?')).toBeVisible();
    await walker.snap('gone');
    await shop.open();
    await page.evaluate('window.open = () => null');
    await shop.verify('approve', { provider: 'truestack', hosted: 'popup' });
    await walker.press();
    await walker.press('quiet-button');
    await expect(shop.widget.heading('One more press')).toBeVisible();
    await walker.snap('link');
    await shop.open();
    await shop.verify('approve', { provider: 'truestack', hosted: 'iframe' });
    await walker.press();
    await walker.press('quiet-button');
    const provider = new ProviderPage(page.locator('kyc-flow').first().frameLocator('iframe'));
    await expect(provider.mark).toBeVisible();
    await walker.snap('frame');
    await provider.button('Let it expire').click();
    await expect(shop.widget.heading('Time ran out')).toBeVisible();
    await walker.snap('expired');
  },
};

/** Where somebody waits for two minutes, by a clock that is turned. */
const patience: Walk = {
  camera: 'document',
  async go(walker, shop) {
    const { page } = walker;
    await page.clock.install();
    await shop.open();
    await shop.verify('never', { provider: 'truestack', hosted: 'popup' });
    await walker.press();
    const opening = page.context().waitForEvent('page');
    await walker.press('quiet-button');
    await expect(new ProviderPage(await opening).mark).toBeVisible();
    for (let turn = 0; turn < 12; turn += 1) {
      await page.clock.runFor(31_000);
      await page.waitForTimeout(300); // an answer of the server, in true time
    }
    await walker.snap('long');
  },
};

const returning: Walk = {
  camera: 'document',
  async go(walker, _shop, { serverUrl, apiKey }) {
    const { page } = walker;
    const make = async (more: object): Promise<string> => {
      const answer = await fetch(`${serverUrl}/v1/sessions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          provider: 'ctos',
          document: { type: 'mykad', name: 'SITI SAMPLE', number: '000101-01-0000' },
          user: { externalId: 'customer-1' },
          ...more,
        }),
      });
      return ((await answer.json()) as { id: string }).id;
    };
    for (const [name, more] of [
      ['onward', { redirectUrl: 'http://localhost:9/shop' }],
      ['close', {}],
      ['close-id', { locale: 'id' }],
      ['onward-ms', { locale: 'ms', redirectUrl: 'http://localhost:9/shop' }],
    ] as const) {
      // Its script would go on at once.
      await page.route('**/return.js', (route) =>
        route.fulfill({ contentType: 'text/javascript', body: '' }),
      );
      await page.goto(`${serverUrl}/return/${await make(more)}`);
      await walker.snap(name);
    }
    await page.goto(`${serverUrl}/return/ses_${'0'.repeat(24)}`);
    await walker.snap('unknown');
  },
};

/** The pictures of the README, in `demo/pictures`: walked only when it is asked for. */
const readme: Walk = {
  camera: 'document',
  async go(walker, shop) {
    await shop.open();
    await shop.verify('approve');
    await expect(walker.part('points')).toBeVisible();
    await walker.picture('consent');
    await walker.press();
    await walker.camera();
    await expect(shop.widget.ready).toBeVisible();
    await walker.picture('camera');
    await walker.photograph();
    await walker.picture('review');
    await walker.press();
    await expect(shop.widget.heading('You’re verified')).toBeVisible();
    await walker.picture('approved');
    await shop.expectWebhook('session.completed');
    await walker.page.getByRole('heading', { name: 'Result' }).scrollIntoViewIfNeeded();
    await walker.page.locator('.panel').evaluate((panel) => panel.scrollIntoView());
    await walker.picture('shop');
    await shop.open();
    await shop.verify('approve', { provider: 'ost' });
    await walker.press();
    await fillForm(walker);
    await walker.page.locator('#field-birthdate').focus();
    await walker.page.evaluate('scrollTo(0, 0)');
    await walker.picture('form');
    await shop.open();
    await shop.verify('approve', { provider: 'ctos' });
    await walker.press();
    await walker.picture('briefing');
  },
};

/** Longer words. */
const language = (locale: string): Walk => ({
  camera: 'document',
  async go(walker, shop) {
    const { page } = walker;
    const begin = async (provider: 'onekyc' | 'ost' | 'enxtai' | 'ctos', hosted?: 'popup'): Promise<void> => {
      await shop.open();
      await page.locator('select[name="locale"]').selectOption(locale);
      await shop.verify('approve', { provider, ...(hosted && { hosted }) });
      await expect(walker.part('points')).toBeVisible();
    };
    await begin('enxtai');
    await walker.snap('consent');
    await walker.press();
    await walker.snap('prepare');
    await walker.camera();
    await walker.snap('camera');
    await walker.photograph();
    await walker.snap('review');
    await begin('ctos', 'popup');
    await walker.snap('hosted-consent');
    await walker.press();
    await walker.snap('briefing');
    await walker.press();
    await expect(walker.part('quiet-button')).toBeVisible();
    await walker.snap('trial');
    const opening = page.context().waitForEvent('page');
    await walker.press();
    await expect(new ProviderPage(await opening).mark).toBeVisible();
    await walker.snap('window');
    await begin('ost');
    await walker.snap('ost-consent');
    await walker.press();
    await walker.part('primary-button').click();
    await expect(walker.part('field-problem')).toBeVisible();
    await walker.snap('form', { whole: true });
    await fillForm(walker);
    await walker.press();
    await walker.choose(passport);
    await expect(walker.part('checks').or(walker.part('reason'))).toBeVisible();
    await walker.press();
    await expect(walker.part('illustration')).toBeVisible();
    await walker.snap('selfie');
    await walker.camera();
    await walker.photograph();
    const before = await walker.title.textContent();
    await walker.part('primary-button').click();
    await expect(walker.part('illustration')).toBeVisible();
    await expect(walker.title).not.toHaveText(before ?? '');
    await walker.snap('file');
    await choosePdf(walker);
    await expect(walker.part('picture')).toBeVisible();
    await walker.snap('file-pdf');
    await shop.open();
    await page.locator('select[name="locale"]').selectOption(locale);
    await shop.verify('reject');
    await walker.press();
    await walker.camera();
    await walker.photograph();
    await walker.press();
    await expect(walker.part('mark')).toBeVisible();
    await walker.snap('rejected');
  },
});

export const walks: Readonly<Record<string, Walk>> = {
  onekyc,
  results,
  problems,
  denied,
  ost,
  enxtai,
  ctos,
  truestack,
  patience,
  returning,
  id: language('id'),
  ms: language('ms'),
  readme,
};
