/** Where the widget takes the pictures. */
import type { Shop } from '../../pages/shop.ts';
import { picture } from '../pictures.ts';
import type { Walker } from '../walker.ts';
import { choosePdf, expect, fillForm, passport, slowUploads, type Walk } from './walk.ts';

export const onekyc: Walk = {
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

export const results: Walk = {
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

export const problems: Walk = {
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

export const ost: Walk = {
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
    await walker.choose(await passport());
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

export const enxtai: Walk = {
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
