import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { exifSegment } from '../image/samples.ts';
import type { Codes } from '../runtime/ports.ts';
import { createBridge } from '../worker-bridge.ts';
import { answerInPage } from './codes-page.ts';
import { type CodesOptions, createCodes } from './index.ts';
import type { Question } from './question.ts';
import { digits, drawCode } from './testing/draw-code.ts';

const never = new AbortController().signal;
const nowhere = { outline: null };
const secure = digits(3150);
const xml =
  '<?xml version="1.0" encoding="UTF-8"?>\n<PrintLetterBarcodeData uid="000000000000" name="परीक्षण नमूना" ' +
  'co="S/O: Muster Kumár" house="1&amp;2" dist="नमूना पुर" state="Sample" pc="000000"/>';

const resources: string[] = [];
const observer = new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) resources.push(entry.name);
});
const rejections: unknown[] = [];
const note = (event: PromiseRejectionEvent): void => {
  rejections.push(event.reason);
};
beforeAll(() => {
  observer.observe({ type: 'resource', buffered: true });
  addEventListener('unhandledrejection', note);
});
afterAll(() => {
  observer.disconnect();
  removeEventListener('unhandledrejection', note);
  const hosts = resources.map((url) => new URL(url)).filter(({ protocol }) => protocol.startsWith('http'));
  expect([...new Set(hosts.map(({ host }) => host))]).toEqual([location.host]);
  expect(rejections).toEqual([]);
});

const open: Codes[] = [];
function codesWith(options: Partial<CodesOptions> = {}): Codes {
  const codes = createCodes({ createBridge, ...options });
  open.push(codes);
  return codes;
}
afterEach(() => {
  for (const codes of open.splice(0)) codes.close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** A worker that cannot be started: the page does the work, where its requests can be seen. */
const noWorker = { workerUrl: '/no-such-worker.js' };
let count = 0;
/** An address of the WebAssembly that no other test has used: the page remembers where it failed. */
const wasmNowhere = (): string => `${location.origin}/no-such-${++count}.wasm`;
const asked = (url: string): number => resources.filter((one) => one === url).length;
const settled = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 50));

describe('reading codes', () => {
  test.each([
    ['a worker', {}],
    ['the page, where no worker can be started', noWorker],
  ])('of both kinds, exactly, in %s', async (_, options) => {
    const codes = codesWith(options);
    codes.warm();
    expect(await codes.read(await drawCode(secure), nowhere, never)).toBe(secure);
    expect(await codes.read(await drawCode(xml, { turn: 173, pitch: 4 }), nowhere, never)).toBe(xml);
  });

  test('of a camera with many pixels, and upside down', async () => {
    const picture = await drawCode(secure, {
      width: 4032,
      height: 3024,
      pitch: 8,
      turn: 185,
      at: [0.6, 0.4],
    });
    expect(await codesWith().read(picture, nowhere, never)).toBe(secure);
  });

  test('with an outline of the upright picture, also where the file lies on its side', async () => {
    const stored = await drawCode(secure, { width: 1500, height: 1100, at: [0.3, 0.35], pitch: 2.2 });
    const [start, rest] = [stored.slice(0, 2), stored.slice(2)];
    const turned = new Blob([start, Uint8Array.from(exifSegment(6, true)), rest], { type: 'image/jpeg' });
    const around = (x: number, y: number, width: number, height: number) =>
      [
        [x, y],
        [x + width, y],
        [x + width, y + height],
        [x, y + height],
      ] as const;
    const codes = codesWith();
    expect(await codes.read(stored, { outline: around(0.05, 0.05, 0.5, 0.6) }, never)).toBe(secure);
    // Turned clockwise by a quarter: what was to the left is above, what was above is to the right.
    expect(await codes.read(turned, { outline: around(0.35, 0.05, 0.6, 0.5) }, never)).toBe(secure);
    // An outline of nothing costs time, and no code.
    expect(await codes.read(stored, { outline: around(0.7, 0.7, 0.3, 0.3) }, never)).toBe(secure);
    expect(await codes.read(stored, { outline: around(Number.NaN, 0, 0, 0) }, never)).toBe(secure);
  });

  test('null where there is none, or no picture', async () => {
    const codes = codesWith({ wasmUrl: wasmNowhere() });
    const canvas = new OffscreenCanvas(640, 480);
    canvas.getContext('2d')?.fillRect(0, 0, 320, 480);
    expect(await codes.read(await canvas.convertToBlob({ type: 'image/jpeg' }), nowhere, never)).toBe(null);
    expect(await codes.read(new Blob(['no picture'], { type: 'image/jpeg' }), nowhere, never)).toBe(null);
    expect(await codes.read(new Blob([]), nowhere, never)).toBe(null);
  });

  test('ends with its signal, before and midway', async () => {
    const codes = codesWith();
    const picture = await drawCode(secure);
    await expect(codes.read(picture, nowhere, AbortSignal.abort())).rejects.toMatchObject({
      code: 'aborted',
    });
    for (const options of [{}, noWorker]) {
      const control = new AbortController();
      const reading = codesWith(options).read(picture, nowhere, control.signal);
      setTimeout(() => control.abort(), 5);
      await expect(reading).rejects.toMatchObject({ code: 'aborted' });
    }
    // The next one is read none the less.
    expect(await codes.read(picture, nowhere, never)).toBe(secure);
  });
});

describe('WebAssembly', () => {
  test('reads what the others cannot, in a worker and in the page', async () => {
    const picture = await drawCode(secure, { isInverted: true });
    expect(await codesWith().read(picture, nowhere, never)).toBe(secure);
    expect(await codesWith(noWorker).read(picture, nowhere, never)).toBe(secure);
    expect(await codesWith().read(await drawCode(xml, { isInverted: true, pitch: 5 }), nowhere, never)).toBe(
      xml,
    );
  });

  test('is not asked for where a code was read', async () => {
    const wasmUrl = wasmNowhere();
    const codes = codesWith({ ...noWorker, wasmUrl });
    expect(await codes.read(await drawCode(secure), nowhere, never)).toBe(secure);
    await settled();
    expect(asked(wasmUrl)).toBe(0);
  });

  test('that cannot be fetched is asked for once in a page', async () => {
    const wasmUrl = wasmNowhere();
    const picture = await drawCode(secure, { isInverted: true });
    for (let time = 0; time < 2; time++) {
      expect(await codesWith({ ...noWorker, wasmUrl }).read(picture, nowhere, never)).toBe(null);
    }
    await settled();
    expect(asked(wasmUrl)).toBe(1);
    // Nor in a worker: what the page knows, its workers are told.
    expect(await codesWith({ wasmUrl }).read(picture, nowhere, never)).toBe(null);
  });

  test('that the policy refuses is not even fetched', async () => {
    const wasmUrl = wasmNowhere();
    const compile = vi
      .spyOn(WebAssembly, 'compile')
      .mockRejectedValue(new WebAssembly.CompileError('refused by policy'));
    const codes = codesWith({ ...noWorker, wasmUrl });
    const picture = await drawCode(secure, { isInverted: true });
    expect(await codes.read(picture, nowhere, never)).toBe(null);
    expect(await codes.read(picture, nowhere, never)).toBe(null);
    await settled();
    expect([compile.mock.calls.length, asked(wasmUrl)]).toEqual([1, 0]);
    // The others still read.
    expect(await codes.read(await drawCode(secure), nowhere, never)).toBe(secure);
  });
});

describe("the browser's own reader", () => {
  const question = (picture: Blob): Question => ({
    picture,
    outline: null,
    scripts: { script: '/none.js', wasm: '/none.js' },
    wasm: null,
  });

  /** Stands in for a BarcodeDetector; records the sizes that it was given. */
  function fake(formats: readonly string[], answer: (picture: ImageData) => Promise<string[]>) {
    const sizes: number[] = [];
    vi.stubGlobal(
      'BarcodeDetector',
      class {
        static getSupportedFormats = async () => formats;
        async detect(picture: ImageData) {
          sizes.push(picture.width);
          return (await answer(picture)).map((rawValue) => ({ rawValue }));
        }
      },
    );
    return sizes;
  }

  test('is asked first, and of several codes the longest counts', async () => {
    const sizes = fake(['qr_code', 'ean_13'], async ({ width }) =>
      width > 8 ? ['short', 'the longer one'] : [],
    );
    expect(await answerInPage(question(await drawCode(secure)), never)).toMatchObject({
      text: 'the longer one',
    });
    // Its own trial, and then the whole picture.
    expect(sizes).toEqual([8, 900]);
  });

  test('gets what was read module by module when it finds nothing by itself', async () => {
    const print = (121 + 8) * 4;
    const sizes = fake(['qr_code'], async ({ width, data }) => {
      if (width !== print) return [];
      // A print is black and white only, in opaque pixels.
      const levels = new Set(data);
      return levels.size === 2 && levels.has(0) && levels.has(255) ? ['from the print'] : [];
    });
    expect(await answerInPage(question(await drawCode(secure)), never)).toMatchObject({
      text: 'from the print',
    });
    expect(sizes).toEqual([8, 900, print]);
  });

  test.each([
    ['knows no QR codes', () => fake(['ean_13'], async () => ['wrong'])],
    [
      'has no service behind it',
      () => fake(['qr_code'], () => Promise.reject(new DOMException('unavailable', 'NotSupportedError'))),
    ],
  ])('that %s is passed over', async (_, prepare) => {
    prepare();
    expect(await answerInPage(question(await drawCode(secure)), never)).toMatchObject({ text: secure });
  });
});

/** Pictures of codes that lie beside the project; a clone of it has none. */
const pictures = import.meta.glob<string>(
  [
    '../../../shared/fixtures/qr/*.png',
    '../../../shared/fixtures/documents/synthetic_08_aadhaar_qr_carpet.jpg',
  ],
  { query: '?url', import: 'default', eager: true },
);
const texts = import.meta.glob<string>('../../../shared/fixtures/qr/*.txt', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const found = Object.entries(pictures);

describe.skipIf(found.length === 0)('published codes (left out where ../shared/fixtures is absent)', () => {
  test.each(found)('%s', async (path, address) => {
    const name = path.includes('synthetic_08')
      ? 'anon_aadhaar_testkey_v2'
      : path.replace(/^.*\/|\.png$/g, '');
    const text = Object.entries(texts).find(([one]) => one.endsWith(`/${name}.txt`))?.[1];
    const picture = await (await fetch(address)).blob();
    expect(await codesWith().read(picture, nowhere, never)).toBe(text?.trim());
  });
});
