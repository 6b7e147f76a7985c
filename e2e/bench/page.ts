/**
 * `npm run bench -- page`: how soon a person sees the first screen, and how soon the camera after pressing its button,
 * on a slow phone (CPU slowed down four times) and a slow line (1.6 Mbit/s, 150 ms), beside the least that could be
 * shown: an empty Lit element, and a bare camera element. Needs `npm run build`.
 *
 * The person reads each screen for two seconds, during which the widget may fetch what comes next.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { freePort } from '../../demo/ports.ts';
import { startStack } from '../../demo/stack.ts';
import { browserArguments, ensureBrowser } from '../setup/browser.ts';
import { clip } from '../setup/pictures.ts';
import { bundle } from './bundle.ts';
import { type Asset, serveSlowly, slowLine, type Upstream } from './line.ts';
import type { Figures } from './main.ts';
import { median, table } from './table.ts';

const rounds = 7;
const slowdown = 4;
const readingMs = 2000;
const allowed = 1.25;

const page = (script: string, body: string): Asset => ({
  type: 'text/html; charset=utf-8',
  body: `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>bench</title><link rel="icon" href="data:,"><script type="module" src="${script}"></script><body>${body}`,
});

/** Runs in the page before anything else: notes when a button is first painted, a press, and the first video frame. */
function watch(): void {
  const marks: Record<string, number> = {};
  Object.assign(window, { marks });
  const all = (root: Document | ShadowRoot, selector: string): Element[] => [
    ...root.querySelectorAll(selector),
    ...[...root.querySelectorAll('*')].flatMap((element) =>
      element.shadowRoot ? all(element.shadowRoot, selector) : [],
    ),
  ];
  addEventListener('click', () => (marks['press'] = performance.now()), true);
  const look = (): void => {
    const isShown = (element: Element): boolean => element.getBoundingClientRect().height > 0;
    if (!marks['first'] && all(document, 'button').some(isShown)) {
      // The callback after the next paint: the button is then on the screen.
      requestAnimationFrame(() => setTimeout(() => (marks['first'] ??= performance.now())));
    }
    if (!marks['first']) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  const create = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLVideoElement) {
      const paint = (): void => void setTimeout(() => (marks['live'] ??= performance.now()));
      // A picture that came before the element was in the page is seen with the next paint after it is.
      const place = (): void => void requestAnimationFrame(element.isConnected ? paint : place);
      element.requestVideoFrameCallback(() => {
        if (element.isConnected) marks['live'] ??= performance.now();
        else place();
      });
    }
    return element;
  };
}

type Marks = Readonly<Partial<Record<'first' | 'press' | 'live', number>>>;

const marksOf = (target: Page): Promise<Marks> =>
  target.evaluate(() => (window as unknown as { marks: Record<string, number> }).marks);

async function visit(browser: Browser, url: string, walk: (target: Page) => Promise<void>): Promise<Marks> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    permissions: ['camera'],
    locale: 'en-GB',
  });
  const target = await context.newPage();
  const session = await context.newCDPSession(target);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  // tsx wraps named functions in a helper that the page does not have.
  await target.addInitScript('globalThis.__name = (named) => named');
  await target.addInitScript(watch);
  await target.goto(url, { waitUntil: 'commit' });
  await walk(target);
  const marks = await marksOf(target);
  await context.close();
  return marks;
}

const until = (target: Page, mark: 'first' | 'live'): Promise<unknown> =>
  target.waitForFunction(
    (name) => (window as unknown as { marks: Record<string, number> }).marks[name],
    mark,
  );

/**
 * Chromium ends its camera process when nobody used it for five seconds. A person's first press finds none running, so
 * that neither page may profit from the visit before it.
 */
const untilCameraIsCold = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 6000));

const press = (target: Page, name: RegExp): Promise<void> => target.getByRole('button', { name }).click();

/** What `<kyc-flow>` asks of the server goes over the slow line too. */
function upstreamOf(serverUrl: string, origin: () => string): Upstream {
  return async (path, method, headers, body) => {
    if (!path.startsWith('/v1/')) return null;
    const { authorization } = headers;
    const answer = await fetch(`${serverUrl}${path}`, {
      method,
      headers: {
        origin: origin(),
        'content-type': 'application/json',
        ...(typeof authorization === 'string' ? { authorization } : {}),
      },
      ...(method === 'GET' ? {} : { body }),
    });
    return { type: 'application/json', body: await answer.text(), status: answer.status };
  };
}

export async function run(): Promise<Figures> {
  const port = await freePort();
  const stack = await startStack({ origins: [`http://127.0.0.1:${port}`] });
  const token = async (): Promise<string> => {
    const answer = await fetch(`${stack.serverUrl}/v1/sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stack.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ provider: 'onekyc', document: { type: 'ktp' } }),
    });
    return ((await answer.json()) as { token: string }).token;
  };

  const types: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };
  const assets = new Map<string, Asset>();
  for (const file of readdirSync(join('dist', 'widget'))) {
    const type = types[extname(file)];
    if (type) assets.set(`/${file}`, { type, body: readFileSync(join('dist', 'widget', file)) });
  }
  assets.set('/empty-lit.js', await bundle('empty-lit'));
  assets.set('/bare-camera.js', await bundle('bare-camera'));
  assets.set('/empty', page('/empty-lit.js', '<empty-element></empty-element>'));
  assets.set('/camera', page('/bare-camera.js', '<bare-camera></bare-camera>'));

  const line = await serveSlowly(
    slowLine,
    port,
    (path) => assets.get(path) ?? null,
    upstreamOf(stack.serverUrl, () => line.url),
  );
  const browser = await chromium.launch({
    executablePath: ensureBrowser(),
    args: browserArguments(await clip([{ show: 'sharp', seconds: 1 }])),
  });

  const firsts = { kyc: [] as number[], empty: [] as number[] };
  const lives = { kyc: [] as number[], bare: [] as number[] };
  try {
    // The first round warms the server and the browser, and does not count.
    for (let round = 0; round <= rounds; round += 1) {
      await untilCameraIsCold();
      const empty = await visit(
        browser,
        `${line.url}/empty`,
        async (target) => void (await until(target, 'first')),
      );

      assets.set(
        '/kyc',
        page('/kyc-flow.js', `<kyc-flow server-url="${line.url}" token="${await token()}"></kyc-flow>`),
      );
      const kyc = await visit(browser, `${line.url}/kyc`, async (target) => {
        await until(target, 'first');
        await target.waitForTimeout(readingMs);
        await press(target, /agree/i);
        await target.waitForTimeout(readingMs);
        await press(target, /open (the )?camera/i);
        await until(target, 'live');
      });

      await untilCameraIsCold();
      const bare = await visit(browser, `${line.url}/camera`, async (target) => {
        await until(target, 'first');
        await target.waitForTimeout(readingMs);
        await press(target, /open camera/i);
        await until(target, 'live');
      });
      if (round === 0) continue;
      firsts.empty.push(empty.first ?? Number.NaN);
      firsts.kyc.push(kyc.first ?? Number.NaN);
      lives.kyc.push((kyc.live ?? Number.NaN) - (kyc.press ?? Number.NaN));
      lives.bare.push((bare.live ?? Number.NaN) - (bare.press ?? Number.NaN));
    }
  } finally {
    await browser.close();
    await line.close();
    await stack.stop();
  }

  const [kycFirst, emptyFirst] = [median(firsts.kyc), median(firsts.empty)];
  const [kycLive, bareLive] = [median(lives.kyc), median(lives.bare)];
  const [firstRatio, liveRatio] = [kycFirst / emptyFirst, kycLive / bareLive];
  console.log(
    `CPU ${slowdown} times slower, ${slowLine.bitsPerSecond / 1e6} Mbit/s, ${slowLine.roundTripMs} ms, median of ${rounds}\n`,
  );
  table(
    ['', 'kyc-flow ms', 'least ms', 'times', 'allowed'],
    [
      [
        'first screen, from navigation',
        Math.round(kycFirst),
        Math.round(emptyFirst),
        firstRatio.toFixed(2),
        allowed,
      ],
      [
        'live preview, from the press',
        Math.round(kycLive),
        Math.round(bareLive),
        liveRatio.toFixed(2),
        allowed,
      ],
    ],
  );
  const isWithin = firstRatio <= allowed && liveRatio <= allowed;
  console.log(isWithin ? '\nwithin what is allowed' : '\nSLOWER than allowed');
  return {
    firstScreenMs: Math.round(kycFirst),
    emptyLitMs: Math.round(emptyFirst),
    firstScreenRatio: Number(firstRatio.toFixed(3)),
    livePreviewMs: Math.round(kycLive),
    bareCameraMs: Math.round(bareLive),
    livePreviewRatio: Number(liveRatio.toFixed(3)),
    withinBars: isWithin,
  };
}
