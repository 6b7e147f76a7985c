/** Where the provider's own page does, and the page that people return to. */
import { ProviderPage } from '../../pages/provider.ts';
import { expect, type Walk } from './walk.ts';

export const denied: Walk = {
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

export const ctos: Walk = {
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

export const truestack: Walk = {
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
export const patience: Walk = {
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

export const returning: Walk = {
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
