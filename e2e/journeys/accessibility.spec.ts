/** The same way for those who use a keyboard, a screen reader or large letters. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright/test';
import { ProviderPage } from '../pages/provider.ts';
import { expect, test, type Visit } from '../setup/fixtures.ts';
import { picture } from '../setup/pictures.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds there by the rules of WCAG 2.2 A and AA. */
async function findings(page: Page, place: string): Promise<string[]> {
  const found = await page.evaluate(async (selector) => {
    const { axe } = window as unknown as {
      axe: { run(where: unknown, how: unknown): Promise<{ violations: Finding[] }> };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { violations } = await axe.run(document.querySelector(selector), {
      runOnly: { type: 'tag', values: tags },
    });
    return violations.map(({ id, nodes }) => ({ id, html: nodes.map((node) => node.html).join(' ') }));
  }, place);
  return found.map(({ id, html }) => `${id}: ${html}`);
}

async function expectClean(page: Page, place = 'kyc-flow'): Promise<void> {
  // Through the debugger, as the page's policy allows no script of ours.
  await page.evaluate(axe);
  // What fades in has its colours when it is there.
  await expect.poll(() => findings(page, place)).toEqual([]);
}

/** The document and the face by way of files, which needs no camera. */
async function chooseBoth({ shop: { widget } }: Visit): Promise<void> {
  for (const next of ['Now your face', 'Your proof of address']) {
    await widget.choose('Choose a photo instead', await picture('sharp'));
    await widget.usePhoto();
    await expect(widget.heading(next)).toBeVisible();
  }
}

const answers: Readonly<Record<string, string>> = {
  'First name': 'Siti',
  'Last name': 'Sample',
  'Date of birth': '1990-01-31',
  'Document number': 'A00000000',
  'Street and number': 'Sample Street 1',
  'Town or city': 'Contoh',
  'State or province': 'Selangor',
  'Postal code': '00000',
  'Ethereum address': `0x${'0'.repeat(40)}`,
  'Amount you plan to invest': '1500.50',
};

async function fillForm({ shop: { widget } }: Visit): Promise<void> {
  for (const [label, value] of Object.entries(answers)) await widget.root.getByLabel(label).fill(value);
  await widget.root.getByLabel('Country you live in').selectOption('MY');
  await widget.root.getByLabel('Nationality').selectOption('MY');
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any screen, ${colorScheme}`, async ({ visit }) => {
    const { shop, page } = await visit({ colorScheme });
    await shop.verify('reject');
    await expect(shop.widget.button('Agree and continue')).toBeVisible();
    await expectClean(page);
    await shop.widget.agree();
    await expect(shop.widget.button('Open camera')).toBeVisible();
    await expectClean(page);
    await shop.widget.byHand();
    await shop.widget.openCamera();
    await expect(shop.widget.shutter).toBeEnabled();
    await expectClean(page);
    await shop.widget.photographUntil('good');
    await expectClean(page);
    await shop.widget.usePhoto();
    await expect(shop.widget.heading('Checking your details')).toBeVisible();
    await expectClean(page);
    await expect(shop.widget.heading('We couldn’t confirm it')).toBeVisible();
    await expectClean(page);
    await expectClean(page, 'body');
  });

  test(`axe finds nothing on form, face and file, ${colorScheme}`, async ({ visit }) => {
    const visitor = await visit({ colorScheme });
    const { shop, page } = visitor;
    const { widget } = shop;
    await shop.verify('approve', { provider: 'ost', document: 'passport' });
    await expect(widget.root.getByText('You fill in a few details.')).toBeVisible();
    await expectClean(page);
    await widget.agree();
    await expect(widget.heading('Your details')).toBeVisible();
    await expectClean(page);
    await widget.button('Continue').click();
    await expect(widget.root.getByText('12 fields need another look.')).toBeVisible();
    await expectClean(page);
    await fillForm(visitor);
    await expectClean(page);
    await widget.button('Continue').click();
    await expect(widget.heading('Your passport')).toBeVisible();
    await chooseBoth(visitor);
    await expectClean(page);
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      widget.button('Choose a file').click(),
    ]);
    const buffer = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(300_000, 32)]);
    await chooser.setFiles({ name: 'sample.pdf', mimeType: 'application/pdf', buffer });
    await expect(widget.heading('Is it the right one?')).toBeVisible();
    await expectClean(page);
  });

  test(`axe finds nothing around the provider’s page, ${colorScheme}`, async ({ visit, stack }) => {
    const { shop, page, context } = await visit({ colorScheme });
    const { widget } = shop;
    await shop.verify('approve', { provider: 'truestack', hosted: 'popup' });
    await expect(widget.root.getByText('A partner takes photos')).toBeVisible();
    await expectClean(page);
    await widget.agree();
    await expect(widget.heading('Next: our partner’s page')).toBeVisible();
    await expectClean(page);
    await widget.button('Check my camera').click();
    await expect(widget.heading('Your camera works')).toBeVisible();
    await expectClean(page);
    const opening = context.waitForEvent('page');
    await widget.button('Go to the verification page').click();
    const popup = await opening;
    await expect(new ProviderPage(popup).mark).toBeVisible();
    await expectClean(popup, 'body');
    await expect(widget.heading('Go on in the other window')).toBeVisible();
    await expectClean(page);
    await popup.close();
    await expect(widget.heading('Have you finished?')).toBeVisible();
    await expectClean(page);

    await page.goto(`${stack.serverUrl}/return/ses_${'0'.repeat(24)}`);
    await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
    await expectClean(page, 'body');
  });
}

test('the face’s camera and the provider’s page within ours are clean too', async ({ visit }) => {
  const visitor = await visit();
  const { shop, page } = visitor;
  const { widget } = shop;
  await shop.verify('approve', { provider: 'enxtai' });
  await expect(widget.root.getByText('You take a photo of your face.')).toBeVisible();
  await widget.agree();
  for (const next of ['Your Aadhaar card, front', 'Your Aadhaar card, back', 'Now your face']) {
    await widget.choose('Choose a photo instead', await picture('sharp'));
    await widget.usePhoto();
    await expect(widget.heading(next)).toBeVisible();
  }
  await expectClean(page);
  await widget.openCamera();
  await expect(widget.heading('Your face')).toBeVisible();
  await expectClean(page);

  await shop.open();
  await shop.verify('approve', { provider: 'truestack', hosted: 'iframe' });
  await expect(widget.root.getByText('A partner takes photos')).toBeVisible();
  await widget.agree();
  await widget.button('Go on without the check').click();
  await expect(new ProviderPage(widget.root.frameLocator('iframe')).mark).toBeVisible();
  await expectClean(page);
});

test('at 200 % zoom on a phone nothing is cut off', async ({ visit }) => {
  const visitor = await visit({ viewport: { width: 195, height: 422 } });
  const { shop, page } = visitor;
  const { widget } = shop;
  /** What reaches beyond the edge of the window, of what can be seen. */
  const beyond = (): Promise<string[]> =>
    page.evaluate(() => {
      const inside = document.querySelector('kyc-flow')?.shadowRoot?.querySelectorAll('.screen *') ?? [];
      const outside = [...document.querySelectorAll('body *'), ...inside].filter(
        (one) => !one.closest('.unseen, svg, option') && one.getBoundingClientRect().right > innerWidth,
      );
      return outside.map((one) => `${one.localName}.${one.className}`);
    });
  await expect(page.getByRole('heading', { name: 'One last step' })).toBeVisible();
  expect(await beyond()).toEqual([]);
  await shop.verify('approve', { provider: 'ost' });
  await expect(widget.root.getByText('You fill in a few details.')).toBeVisible();
  expect(await beyond()).toEqual([]);
  await widget.agree();
  await expect(widget.heading('Your details')).toBeVisible();
  await widget.button('Continue').click();
  await expect(widget.root.getByText('12 fields need another look.')).toBeVisible();
  expect(await beyond()).toEqual([]);
  await fillForm(visitor);
  await widget.button('Continue').click();
  await expect(widget.heading('Your passport')).toBeVisible();
  expect(await beyond()).toEqual([]);
  await chooseBoth(visitor);
  expect(await beyond()).toEqual([]);
});

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
  await shop.widget.byHand();
  await press('Open camera');
  await expect(shop.widget.shutter).toBeEnabled();
  await page.keyboard.press('Space');
  await expect(shop.widget.good).toBeFocused();
  await press('Use this photo');
  await expect(shop.widget.heading('You’re verified')).toBeFocused();
});
