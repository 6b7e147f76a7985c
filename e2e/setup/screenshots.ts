/**
 * `npx tsx e2e/setup/screenshots.ts [FOLDER]`: walks through the demo on a phone and on a desktop, in light and dark, and
 * saves a picture of every screen. Look at them after each change of what a person sees.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { startStack } from '../../demo/stack.ts';
import { Shop } from '../pages/shop.ts';
import { browserArguments, ensureBrowser } from './browser.ts';
import { clip } from './pictures.ts';

const folder = process.argv[2] ?? join('test-results', 'screens');
mkdirSync(folder, { recursive: true });

const devices = [
  {
    name: 'phone',
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  },
  {
    name: 'desktop',
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1,
    hasTouch: false,
    isMobile: false,
  },
];

const stack = await startStack();

async function walk(page: Page, name: string): Promise<void> {
  const shop = new Shop(page, stack);
  const { widget } = shop;
  const snap = async (screen: string): Promise<void> => {
    await page.waitForTimeout(400); // the end of a transition
    await page.screenshot({ path: join(folder, `${name}-${screen}.png`) });
  };
  await shop.open();
  await snap('0-shop');
  await shop.verify('reject-not-ktp');
  await widget.button('Agree and continue').waitFor();
  await snap('1-consent');
  await widget.agree();
  await widget.button('Open camera').waitFor();
  await snap('2-prepare');
  await widget.openCamera();
  await widget.shutter.waitFor();
  await page.waitForTimeout(1500); // a few frames are judged
  await snap('3-camera');
  await widget.photographUntil('good');
  await snap('4-review');
  await page.route('**/onekyc-sandbox/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
  });
  await widget.usePhoto();
  await snap('5-uploading');
  await widget.heading('Checking your details').waitFor();
  await snap('6-waiting');
  await widget.heading('We couldn’t confirm it').waitFor();
  await snap('7-rejected');
  await shop.open();
  await shop.verify('approve');
  await widget.reachCamera();
  await widget.photographUntil('good');
  await widget.usePhoto();
  await widget.heading('You’re verified').waitFor();
  await page.waitForTimeout(2500); // the shop's panel has the webhook too
  await snap('8-approved');
}

async function walkRefused(page: Page, name: string): Promise<void> {
  const shop = new Shop(page, stack);
  await shop.open();
  await shop.verify('approve');
  await shop.widget.reachCamera();
  await shop.widget.photographUntil('refused');
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(folder, `${name}-9-refused.png`) });
}

for (const { name, ...device } of devices) {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const show of ['sharp', 'blurred'] as const) {
      const camera = await clip([{ show, seconds: 1 }]);
      const browser = await chromium.launch({
        executablePath: ensureBrowser(),
        args: browserArguments(camera),
      });
      const context = await browser.newContext({
        ...device,
        colorScheme,
        locale: 'en-GB',
        permissions: ['camera'],
      });
      const page = await context.newPage();
      if (show === 'sharp') await walk(page, `${name}-${colorScheme}`);
      else await walkRefused(page, `${name}-${colorScheme}`);
      await browser.close();
    }
    // One with the camera refused.
    const browser = await chromium.launch({ executablePath: ensureBrowser(), args: browserArguments() });
    const page = await (await browser.newContext({ ...device, colorScheme, locale: 'en-GB' })).newPage();
    const shop = new Shop(page, stack);
    await shop.open();
    await shop.verify('approve');
    await shop.widget.agree();
    await shop.widget.openCamera();
    await shop.widget.heading('The camera is blocked').waitFor();
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}-10-denied.png`) });
    await browser.close();
  }
}

await stack.stop();
console.log(`The pictures are in ${folder}`);
