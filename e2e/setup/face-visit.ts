/** A page that begins with the face's step, and what is noted in it. */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import type { Stack } from '../../demo/stack.ts';
import type { LivenessReport } from '../../server/contract/liveness.ts';
import { Widget } from '../pages/widget.ts';
import { ensureBrowser } from './browser.ts';
import { clipCamera } from './clip-camera.ts';
import { beginAtFace } from './person.ts';

/** Milliseconds of `performance.now()` in the page. */
export interface Marks {
  readonly press?: number;
  /** First picture of the preview. */
  readonly live?: number;
  /** The face's step began. */
  readonly step?: number;
  /** First hint that says something of the face. */
  readonly verdict?: number;
  /** The person is done with the camera, and its last track has ended. */
  readonly end?: number;
  readonly released?: number;
  readonly hints: readonly string[];
  /** Tasks of the main thread of more than 50 ms, by when they began. */
  readonly tasks: readonly { readonly at: number; readonly ms: number }[];
}

/** Runs in the page before anything else. */
function watch(): void {
  const marks: { hints: string[]; tasks: { at: number; ms: number }[]; [mark: string]: unknown } = {
    hints: [],
    tasks: [],
  };
  Object.assign(window, { marks });
  const note = (name: string): void => {
    marks[name] ??= performance.now();
  };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      marks.tasks.push({ at: startTime, ms: duration });
  }).observe({ type: 'longtask' });
  addEventListener(
    'click',
    (event) => {
      const words = (event.composedPath()[0] as Element | undefined)?.textContent ?? '';
      if (/Open camera/.test(words)) note('press');
      if (/Use this photo/.test(words)) note('end');
    },
    true,
  );
  document.addEventListener('kyc-step', (event) => {
    if ((event as CustomEvent<{ step: string }>).detail.step === 'live_photo') note('step');
  });
  document.addEventListener('kyc-hint', (event) => {
    const { code } = (event as CustomEvent<{ code: string }>).detail;
    if (marks.hints.at(-1) !== code) marks.hints.push(code);
    if (code !== 'getting_ready') note('verdict');
  });
  const stop = MediaStreamTrack.prototype.stop;
  MediaStreamTrack.prototype.stop = function () {
    stop.call(this);
    if (marks['end']) note('released');
  };
  const create = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLVideoElement) {
      const paint = (): void => void setTimeout(() => note('live'));
      // A picture that came before the element was in the page is seen with the next paint after it is.
      const place = (): void => void requestAnimationFrame(element.isConnected ? paint : place);
      element.requestVideoFrameCallback(() => {
        if (element.isConnected) note('live');
        else place();
      });
    }
    return element;
  };
}

export const launchWith = (camera: string): Promise<Browser> =>
  chromium.launch({ executablePath: ensureBrowser(), args: [...clipCamera(camera).args] });

export async function newPerson(browser: Browser, camera: string): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    permissions: ['camera'],
    locale: 'en-GB',
    hasTouch: true,
  });
  // tsx wraps named functions in a helper that pages do not have.
  await context.addInitScript('globalThis.__name = (named) => named');
  await clipCamera(camera).prepare(context);
  return context;
}

export interface FaceVisit {
  readonly page: Page;
  readonly widget: Widget;
  readonly sessionId: string;
  /** What the widget has told the server so far. */
  readonly reports: readonly LivenessReport[];
  marks(): Promise<Marks>;
}

/** Opens a page of the shop's origin with the element in it, at the face's step. */
export async function visitFace(context: BrowserContext, stack: Stack): Promise<FaceVisit> {
  const { sessionId, token } = await beginAtFace(stack);
  const page = await context.newPage();
  const reports: LivenessReport[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/v1/flow/liveness'))
      reports.push(request.postDataJSON() as LivenessReport);
  });
  await page.addInitScript(watch);
  // The shop's own page, with its policy, and nothing in it yet.
  await page.goto(stack.pageUrl);
  await page.evaluate(
    ([serverUrl, given]) => {
      const element = document.createElement('kyc-flow');
      element.setAttribute('server-url', serverUrl);
      element.setAttribute('token', given);
      const intro = document.querySelector<HTMLElement>('#intro');
      if (intro) intro.style.display = 'none';
      document.querySelector('#place')?.append(element);
    },
    [stack.serverUrl, token] as const,
  );
  return {
    page,
    widget: new Widget(page.locator('kyc-flow').first()),
    sessionId,
    reports,
    marks: () => page.evaluate(() => (window as unknown as { marks: Marks }).marks),
  };
}
