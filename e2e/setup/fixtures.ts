/** What every journey has: a stack of its own worker, and a browser whose camera plays what the test asks for. */
import { resolve } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  test as base,
  chromium,
  expect,
  type Page,
} from 'playwright/test';
import { type Stack, type StackOptions, startStack } from '../../demo/stack.ts';
import { Shop } from '../pages/shop.ts';
import { browserArguments, ensureBrowser } from './browser.ts';
import { type Scene, type Stage, stage } from './pictures.ts';
import { tokenEnvironment } from './tokens.ts';

export { expect };

export interface VisitOptions {
  /** What the camera sees; a sharp card without it. `null`: the device has no camera. */
  readonly camera?: readonly Scene[] | null;
  /** Path of a clip that the camera plays in place of that. */
  readonly clip?: string;
  /** Further arguments of the browser. */
  readonly args?: readonly string[];
  /** What the page may complain of, as the test makes it so. */
  readonly mayComplain?: RegExp;
  /** What the person answers to the browser's question. */
  readonly permission?: 'granted' | 'denied';
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly locale?: string;
}

interface Fixtures {
  /** Opens the shop as a new person with a browser of their own. */
  readonly visit: (options?: VisitOptions) => Promise<Visit>;
}

interface WorkerOptions {
  /** Another S3 server for the uploads than the sandbox's own. */
  readonly storage: StackOptions['storage'];
  /** Variables of the server, over those that the stack sets itself. */
  readonly environment: NonNullable<StackOptions['environment']>;
  /** How the sandboxes behave, where it is not as usual. */
  readonly sandboxes: StackOptions['sandboxes'];
}

/** A folder without a face model. */
const noModels = resolve('test-results', 'no-models');

interface WorkerFixtures {
  readonly stack: Stack;
}

export interface Visit {
  readonly shop: Shop;
  readonly page: Page;
  readonly context: BrowserContext;
  /** Puts another thing before the camera: it is seen when the camera is opened the next time. */
  readonly hold: (scenes: readonly Scene[]) => Promise<void>;
}

/** Requests that left for another host than ours, and what the page complained of. */
interface Record {
  readonly foreign: string[];
  readonly complaints: string[];
}

function observe(page: Page, stack: Stack, record: Record, mayComplain?: RegExp): void {
  const { ctos, truestack } = stack.sandboxes;
  // The last two have pages that people go to themselves.
  const urls = [stack.pageUrl, stack.serverUrl, stack.uploadOrigin, ctos.origin, truestack.baseUrl];
  const own = new Set(urls.map((url) => new URL(url).host));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && !own.has(url.host)) record.foreign.push(url.host);
  });
  page.on('console', (message) => {
    const text = message.text();
    if (/Content Security Policy|Content-Security-Policy/.test(text) && !mayComplain?.test(text))
      record.complaints.push(text);
  });
  page.on('pageerror', (error) => record.complaints.push(String(error)));
}

/** Runs in the page: keeps every camera track that anybody opens, for the tests to look at. */
function keepTracks(): void {
  // An empty window has no camera to keep.
  if (!('MediaDevices' in window)) return;
  const tracks: MediaStreamTrack[] = [];
  Object.assign(window, { cameraTracks: tracks });
  const ask = MediaDevices.prototype.getUserMedia;
  MediaDevices.prototype.getUserMedia = async function (constraints) {
    const stream = await ask.call(this, constraints);
    tracks.push(...stream.getTracks());
    return stream;
  };
}

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 800 };

export const test = base.extend<Fixtures, WorkerFixtures & WorkerOptions>({
  storage: [undefined, { option: true, scope: 'worker' }],
  environment: [{}, { option: true, scope: 'worker' }],
  sandboxes: [undefined, { option: true, scope: 'worker' }],

  stack: [
    async ({ storage, environment, sandboxes }, use) => {
      const stack = await startStack({
        // Whose journey is about something else photographs the face by hand.
        environment: { ...tokenEnvironment, KYC_MODELS_DIR: noModels, ...environment },
        ...(storage && { storage }),
        ...(sandboxes && { sandboxes }),
      });
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker' },
  ],

  visit: async ({ stack }, use) => {
    const browsers: Browser[] = [];
    const stages: Stage[] = [];
    const record: Record = { foreign: [], complaints: [] };
    await use(async (options = {}) => {
      const { camera = [{ show: 'sharp', seconds: 1 }], permission = 'granted' } = options;
      const seen = camera && !options.clip ? await stage(camera) : null;
      if (seen) stages.push(seen);
      const args = [...browserArguments(options.clip ?? seen?.file), ...(options.args ?? [])];
      const browser = await chromium.launch({
        executablePath: ensureBrowser(),
        args: camera === null ? args.filter((argument) => !argument.includes('fake-device')) : args,
      });
      browsers.push(browser);
      const context = await browser.newContext({
        viewport: options.viewport ?? phone,
        colorScheme: options.colorScheme ?? 'light',
        locale: options.locale ?? 'en-GB',
        hasTouch: true,
        ...(permission === 'granted' ? { permissions: ['camera'] } : {}),
      });
      await context.addInitScript(keepTracks);
      context.on('page', (opened) => observe(opened, stack, record, options.mayComplain));
      const page = await context.newPage();
      const shop = new Shop(page, stack);
      await shop.open();
      const hold = async (scenes: readonly Scene[]): Promise<void> => {
        if (!seen) throw new Error('this device has no camera to hold anything before');
        await seen.show(scenes);
      };
      return { shop, page, context, hold };
    });
    for (const browser of browsers) await browser.close();
    for (const one of stages) one.clear();
    // True of every journey: nothing is asked of any other host, and nothing breaks the page's strict policy.
    expect(record.foreign).toEqual([]);
    expect(record.complaints).toEqual([]);
  },
});
