/** The same in other languages, and for the README. */
import { ProviderPage } from '../../pages/provider.ts';
import { choosePdf, expect, fillForm, passport, type Walk } from './walk.ts';

/** The pictures of the README, in `demo/pictures`: walked only when it is asked for. */
export const readme: Walk = {
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
export const language = (locale: string): Walk => ({
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
    await walker.choose(await passport());
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
