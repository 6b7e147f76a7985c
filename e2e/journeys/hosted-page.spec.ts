/** The pages on which a person plays the provider, of the two sandboxes that have them. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { type Browser, test as base, chromium, expect, type Page } from 'playwright/test';
import { type Bench as Ctos, pageOf, startBench as startCtos } from '../../demo/sandbox/ctos/testing.ts';
import {
  startBench as startTrueStack,
  type Bench as TrueStack,
  pageOf as trueStackPageOf,
} from '../../demo/sandbox/truestack/testing.ts';
import { browserArguments, ensureBrowser } from '../setup/browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Fixtures {
  readonly ctos: Ctos;
  readonly truestack: TrueStack;
  /** Opens a page, whose complaints end the test. */
  readonly visit: (url: string, options?: Parameters<Browser['newContext']>[0]) => Promise<Page>;
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern, and nothing else is needed.
  ctos: async ({}, use) => {
    const bench = await startCtos();
    await use(bench);
    await bench.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  truestack: async ({}, use) => {
    const bench = await startTrueStack();
    await use(bench);
    await bench.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  visit: async ({}, use) => {
    const browser = await chromium.launch({ executablePath: ensureBrowser(), args: browserArguments() });
    const complaints: string[] = [];
    await use(async (url, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
      const page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        // What denies framing is said in the console, too.
        const isDenial = message.text().includes('frame-ancestors');
        if (/Content.Security.Policy/.test(message.text()) && !isDenial) complaints.push(message.text());
      });
      await page.goto(url);
      return page;
    });
    await browser.close();
    expect(complaints).toEqual([]);
  },
});

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** A session whose person comes back to a page on this machine. */
const session = async ({ create, receiver }: Ctos, name = 'SITI SAMPLE'): Promise<string> =>
  pageOf(
    await create('R1', {
      document_name: name,
      response_url: receiver.url.replace('/hook', '/done'),
    }),
  );

for (const [name, query, stage, verdict] of [
  ['Approve', 'status=2&result=1', 'completed', 'approve'],
  ['Reject', 'status=2&result=0', 'completed', 'reject'],
  ['Leave unfinished', 'status=1&result=2', 'processing', null],
  ['Let it expire', 'status=3&result=2', 'expired', null],
] as const) {
  test(`"${name}" does so and brings the person back`, async ({ ctos, visit }) => {
    const page = await visit(await session(ctos));
    await expect(page.getByText('Sandbox of CTOS eKYC Gateway')).toBeVisible();
    await button(page, name).click();
    await page.waitForURL(`**/done?refId=R1&${query}`);
    expect(ctos.ctos.sessions()).toMatchObject([{ stage, verdict }]);
  });
}

test('a person rejects for a reason of their choice', async ({ ctos, visit }) => {
  const page = await visit(await session(ctos));
  await page.getByLabel('Reason').selectOption('Face does not match');
  await button(page, 'Reject').click();
  await page.waitForURL('**/done?**');
  expect(ctos.ctos.sessions()).toMatchObject([{ verdict: 'reject-face' }]);
});

test('"Finish" brings what the name asks for', async ({ ctos, visit }) => {
  const page = await visit(await session(ctos, 'SITI SAMPLE +never'));
  await button(page, 'Finish').click();
  await page.waitForURL('**/done?refId=R1&status=1&result=2');
  expect(ctos.ctos.sessions()).toMatchObject([{ stage: 'processing', submitted: true }]);
});

test('the Back button shows that the part is done', async ({ ctos, visit }) => {
  const page = await visit(await session(ctos));
  await button(page, 'Approve').click();
  await page.waitForURL('**/done?**');
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Already done' })).toBeVisible();
  await page.getByRole('link', { name: 'Continue' }).click();
  await page.waitForURL('**/done?refId=R1&status=2&result=1');
});

test('a session that ended elsewhere is told, and nothing is lost', async ({ ctos, visit }) => {
  const page = await visit(await session(ctos));
  ctos.ctos.control.expire('R1');
  await button(page, 'Approve').click();
  await expect(page.getByRole('alert')).toHaveText('This verification has come to an end already.');
  await expect(button(page, 'Approve')).toBeEnabled();
});

test('the camera opens, shows itself and is let go', async ({ truestack, visit }) => {
  const page = await visit(trueStackPageOf(await truestack.create()), { permissions: ['camera'] });
  await button(page, 'Open camera').click();
  await expect(page.getByRole('status')).toHaveText('The camera works.');
  const track = await page.evaluateHandle(() => {
    const stream = document.querySelector('video')?.srcObject;
    return stream instanceof MediaStream ? stream.getVideoTracks()[0] : undefined;
  });
  expect(await track.evaluate((one) => one?.readyState)).toBe('live');
  await button(page, 'Close camera').click();
  await expect(page.locator('video')).toHaveCount(0);
  expect(await track.evaluate((one) => one?.readyState)).toBe('ended');
});

test('a camera that is not allowed is no obstacle', async ({ truestack, visit }) => {
  const page = await visit(trueStackPageOf(await truestack.create({ redirect_url: undefined })));
  await button(page, 'Open camera').click();
  await expect(page.getByRole('status')).toContainText('The camera was not allowed.');
  await button(page, 'Approve').click();
  await expect(page.getByText('This verification is complete.')).toBeVisible();
});

for (const denyFraming of [false, true]) {
  test(`in a frame, which is ${denyFraming ? 'denied' : 'allowed'}`, async ({ visit }) => {
    const bench = await startCtos({ denyFraming });
    const url = await session(bench);
    const shop = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html><title>Shop</title><iframe src="${url}" title="Provider"></iframe>`);
    });
    try {
      await new Promise<void>((done) => shop.listen(0, '127.0.0.1', done));
      const page = await visit('about:blank');
      const denied = denyFraming
        ? page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
        : null;
      await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`);
      await denied;
      const approve = page.frameLocator('iframe').getByRole('button', { name: 'Approve' });
      await expect(approve).toHaveCount(denyFraming ? 0 : 1);
      if (denyFraming) return;
      await approve.click();
      await expect.poll(() => bench.ctos.sessions()[0]?.stage).toBe('completed');
    } finally {
      shop.closeAllConnections();
      shop.close();
      await bench.close();
    }
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing, ${colorScheme}`, async ({ ctos, truestack, visit }) => {
    const urls = [
      await session(ctos),
      trueStackPageOf(await truestack.create({ document_name: 'SITI SAMPLE +reject+double-webhook' })),
      `${ctos.ctos.origin}/onboarding/unknown`,
      `${truestack.truestack.baseUrl}/r/unknown`,
    ];
    for (const url of urls) {
      const page = await visit(url, { colorScheme });
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const { axe } = window as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        };
        const { violations } = await axe.run();
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      });
      expect(found).toEqual([]);
    }
  });
}
