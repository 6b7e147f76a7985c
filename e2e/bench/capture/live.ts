import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { chromium } from 'playwright';
import { startStack } from '../../../demo/stack.ts';
import { Shop } from '../../pages/shop.ts';
import { browserArguments, ensureBrowser } from '../../setup/browser.ts';
import { clip } from '../../setup/pictures.ts';

/** A card that is brought up to the camera; where it is not beside the project, one that lies still. */
const approach = resolve('..', 'shared', 'fixtures', 'clips', 'doc_mykad_approach.mjpeg');
/** How long the live camera is watched, in milliseconds. */
const WATCH_MS = 10_000;

export interface LiveTasks {
  /** Tasks of the page's main thread that took more than 50 ms while the camera was live (Long Tasks API). */
  readonly count: number;
  /** Milliseconds; 0 where there was none. */
  readonly longestMs: number;
}

/** Runs in the page. */
function noteTasks(): void {
  const tasks: number[] = [];
  Object.assign(window, { tasks });
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe(
    {
      type: 'longtask',
    },
  );
}

/** Watches the main thread of the demo's page while the camera's picture is judged. Needs `npm run build`. */
export async function benchLive(): Promise<LiveTasks> {
  const stack = await startStack();
  const camera = existsSync(approach) ? approach : await clip([{ show: 'sharp', seconds: 1 }]);
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: browserArguments(camera) });
  try {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      permissions: ['camera'],
      locale: 'en-GB',
    });
    const page = await context.newPage();
    await page.addInitScript('globalThis.__name = (named) => named');
    const shop = new Shop(page, stack);
    await shop.open();
    await shop.verify('approve');
    // The picture would be taken, and the camera closed, before the time is over.
    await shop.widget.byHand();
    await shop.widget.reachCamera();
    await page.evaluate(noteTasks);
    await page.waitForTimeout(WATCH_MS);
    const tasks = await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks);
    return { count: tasks.length, longestMs: Math.max(0, ...tasks) };
  } finally {
    await browser.close();
    await stack.stop();
  }
}
