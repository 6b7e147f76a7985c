/** The same way for those who use a keyboard, a screen reader or large letters. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright/test';
import { expect, test } from '../setup/fixtures.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds in the widget by the rules of WCAG 2.2 A and AA. */
async function findings(page: Page): Promise<string[]> {
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(where: unknown, how: unknown): Promise<{ violations: Finding[] }> };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { violations } = await axe.run(document.querySelector('kyc-flow'), {
      runOnly: { type: 'tag', values: tags },
    });
    return violations.map(({ id, nodes }) => ({ id, html: nodes.map((node) => node.html).join(' ') }));
  });
  return found.map(({ id, html }) => `${id}: ${html}`);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any screen, ${colorScheme}`, async ({ visit }) => {
    const { shop, page } = await visit({ colorScheme });
    // Through the debugger, as the page's policy allows no script of ours.
    await page.evaluate(axe);
    const expectClean = async (): Promise<void> => expect(await findings(page)).toEqual([]);
    await shop.verify('reject');
    await expect(shop.widget.button('Agree and continue')).toBeVisible();
    await expectClean();
    await shop.widget.agree();
    await expect(shop.widget.button('Open camera')).toBeVisible();
    await expectClean();
    await shop.widget.openCamera();
    await expect(shop.widget.shutter).toBeEnabled();
    await expectClean();
    await shop.widget.photographUntil('good');
    await expectClean();
    await shop.widget.usePhoto();
    await expect(shop.widget.heading('Checking your details')).toBeVisible();
    await expectClean();
    await expect(shop.widget.heading('We couldn’t confirm it')).toBeVisible();
    await expectClean();
  });
}

test('the keyboard alone is enough', async ({ visit }) => {
  const { shop, page } = await visit({ viewport: { width: 1280, height: 800 } });
  await shop.verify('approve');
  const press = async (name: string): Promise<void> => {
    const button = shop.widget.button(name);
    await expect(button).toBeVisible();
    for (let tabs = 0; tabs < 30; tabs += 1) {
      if (await button.evaluate((element) => element.matches(':focus'))) break;
      await page.keyboard.press('Tab');
    }
    await expect(button).toBeFocused();
    await page.keyboard.press('Enter');
  };
  await press('Agree and continue');
  await expect(shop.widget.heading('Your KTP')).toBeFocused();
  await press('Open camera');
  await expect(shop.widget.shutter).toBeEnabled();
  await page.keyboard.press('Space');
  await expect(shop.widget.good).toBeFocused();
  await press('Use this photo');
  await expect(shop.widget.heading('You’re verified')).toBeFocused();
});
