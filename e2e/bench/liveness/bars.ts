import type { Stack } from '../../../demo/stack.ts';
import { launchWith, newPerson, visitFace } from '../../setup/face-visit.ts';
import { bundle } from '../bundle.ts';
import { median } from '../table.ts';

/** Milliseconds after the first verdict in which the engine may still warm up. */
const WARM_UP_MS = 1_000;
const ROUNDS = 5;

/**
 * Chromium ends its camera process when nobody used it for five seconds; a person's first press finds none running, so that neither
 * page may profit from the visit before it.
 */
const untilCameraIsCold = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 6000));

export interface Preview {
  readonly kycMs: number;
  readonly bareMs: number;
}

/** From the press to the first picture, with nothing in the browser's cache, beside an element that does nothing but that. */
export async function benchPreview(stack: Stack, camera: string): Promise<Preview> {
  const browser = await launchWith(camera);
  const { body } = await bundle('bare-camera');
  const [kyc, bare]: [number[], number[]] = [[], []];
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      await untilCameraIsCold();
      const context = await newPerson(browser, camera);
      const visit = await visitFace(context, stack);
      await visit.widget.openCamera();
      await visit.page.waitForFunction(() => (window as unknown as { marks: { live?: number } }).marks.live);
      const { press = Number.NaN, live = Number.NaN } = await visit.marks();
      await context.close();

      await untilCameraIsCold();
      const other = await newPerson(browser, camera);
      const page = await other.newPage();
      await page.route(`${stack.pageUrl}/bare`, (route) =>
        route.fulfill({ contentType: 'text/html', body: '<!doctype html><bare-camera></bare-camera>' }),
      );
      await page.goto(`${stack.pageUrl}/bare`);
      await page.evaluate(() => {
        addEventListener('click', () => Object.assign(window, { pressed: performance.now() }), true);
        const create = document.createElement.bind(document);
        document.createElement = (name: string) => {
          const element = create(name);
          if (element instanceof HTMLVideoElement)
            element.requestVideoFrameCallback(() => Object.assign(window, { live: performance.now() }));
          return element;
        };
      });
      await page.addScriptTag({ content: String(body), type: 'module' });
      await page.getByRole('button', { name: 'Open camera' }).click();
      const took = await (
        await page.waitForFunction(() => {
          const { live, pressed } = window as unknown as { live?: number; pressed: number };
          return live === undefined ? null : live - pressed;
        })
      ).jsonValue();
      await other.close();
      // The first round warms the server and the browser, and does not count.
      if (round === 0) continue;
      kyc.push(live - press);
      bare.push(took ?? Number.NaN);
    }
  } finally {
    await browser.close();
  }
  return { kycMs: median(kyc), bareMs: median(bare) };
}

export interface Guided {
  readonly firstVerdictMs: number;
  readonly framesPerSecond: number;
  readonly pictureMs: number;
  readonly place: string;
  readonly longTasks: number;
  readonly longestTaskMs: number;
  readonly releasedMs: number;
}

/** A person who does what is asked, with the files in the browser's cache. */
export async function benchGuided(stack: Stack, camera: string): Promise<Guided> {
  const browser = await launchWith(camera);
  try {
    const context = await newPerson(browser, camera);
    const first = await visitFace(context, stack);
    await first.widget.openCamera();
    await first.page.waitForFunction(
      () => (window as unknown as { marks: { verdict?: number } }).marks.verdict,
    );
    await first.page.close();

    const visit = await visitFace(context, stack);
    await visit.widget.openCamera();
    await visit.widget.good.waitFor({ timeout: 120_000 });
    const shot = await visit.page.evaluate(() => performance.now());
    await visit.widget.usePhoto();
    await visit.page.waitForFunction(
      () => (window as unknown as { marks: { released?: number } }).marks.released,
    );
    await visit.widget.heading('You’re verified').waitFor();
    const { step = Number.NaN, verdict = Number.NaN, tasks, end = 0, released = 0 } = await visit.marks();
    const signals = visit.reports.at(-1)?.signals;
    const late = tasks.filter(({ at }) => at > verdict + WARM_UP_MS && at < shot);
    return {
      firstVerdictMs: verdict - step,
      framesPerSecond: signals?.frames.perSecond ?? 0,
      pictureMs: signals?.engine?.medianMs ?? Number.NaN,
      place: signals?.engine?.place ?? 'none',
      longTasks: late.length,
      longestTaskMs: Math.max(0, ...late.map(({ ms }) => ms)),
      releasedMs: released - end,
    };
  } finally {
    await browser.close();
  }
}
