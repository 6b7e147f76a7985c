/**
 * `npx tsx e2e/setup/screenshots.ts [FOLDER [WALK...]]`: walks through the demo and saves every screen as it looks on a phone
 * and a desktop, in light, dark and forced colours, and at 200 % zoom. Look at them after each change of what a person sees.
 * The README’s own pictures: `KYC_TEST_DRAWN=true npx tsx e2e/setup/screenshots.ts demo/pictures readme` (and no
 * `test-results/camera` of before, which may hold photographs).
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { startStack } from '../../demo/stack.ts';
import { Shop } from '../pages/shop.ts';
import { browserArguments, ensureBrowser } from './browser.ts';
import { clip } from './pictures.ts';
import { Walker } from './walker.ts';
import { type Walk, walks } from './walks.ts';

const [folder = join('test-results', 'screens'), ...names] = process.argv.slice(2);

const face = resolve('..', 'shared', 'fixtures', 'clips', 'face_a_still.mjpeg');

async function cameraOf({ camera }: Walk): Promise<string | undefined> {
  if (camera === 'denied') return undefined;
  if (camera === 'face' && existsSync(face)) return face;
  return clip([{ show: camera === 'blurred' ? 'blurred' : 'sharp', seconds: 1 }]);
}

const stack = await startStack();
try {
  for (const [name, walk] of Object.entries(walks)) {
    if (names.length > 0 ? !names.includes(name) : name === 'readme') continue;
    const browser = await chromium.launch({
      executablePath: ensureBrowser(),
      args: browserArguments(await cameraOf(walk)),
    });
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      locale: 'en-GB',
      ...(walk.camera === 'denied' ? {} : { permissions: ['camera'] }),
    });
    const page = await context.newPage();
    await walk
      .go(new Walker(page, folder, name), new Shop(page, stack), stack)
      .catch(async (error: unknown) => {
        process.exitCode = 1;
        console.error(`${name}: ${String(error)}`);
        await page.screenshot({ path: join(folder, `${name}-stuck.png`) });
      });
    await browser.close();
  }
} finally {
  await stack.stop();
}
console.log(`The pictures are in ${folder}`);
