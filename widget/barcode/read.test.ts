import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, test } from 'vitest';
import { readBarcodes } from 'zxing-wasm/reader';
import {
  type CodePicture,
  drawCodePicture,
  type PictureOptions,
} from '../../e2e/bench/capture/code-pictures.ts';
import { type CodeKind, makeSymbol } from '../../e2e/bench/capture/code-symbols.ts';
import { KycError } from '../errors.ts';
import { random } from '../quality/specimens.ts';
import type { Luma } from './luma.ts';
import { type Bounds, type Reader, type Readers, readCode } from './read.ts';
import { readByScript } from './zxing.ts';
import { openWasmReader } from './zxing-wasm.ts';

const plain: PictureOptions = {
  seed: 1,
  modulePx: 2.6,
  defocus: 0.2,
  motion: 0,
  tilt: 6,
  rotation: 4,
  bend: 0,
  noise: 3,
  shade: 0.2,
  glare: 0,
  quality: 85,
  dotGain: 0.05,
};

interface Sample {
  readonly text: string;
  readonly picture: CodePicture;
}

async function sample(kind: CodeKind, options: Partial<PictureOptions>): Promise<Sample> {
  const all = { ...plain, ...options };
  const symbol = await makeSymbol(kind, random(all.seed));
  return { text: symbol.text, picture: await drawCodePicture(symbol, all) };
}

let wasmReader: Reader;
beforeAll(async () => {
  const file = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  wasmReader = await openWasmReader(await WebAssembly.compile(new Uint8Array(readFileSync(file))));
});

const bounds: Bounds = { prints: 24, ms: 1, now: () => 0, pause: async () => {} };
const scriptOnly: Readers = { native: null, script: async () => readByScript, wasm: async () => null };

/** zxing-wasm as it is, on the whole picture. */
async function readAlone({ data, width, height }: Luma): Promise<string | undefined> {
  const pixels = new Uint8ClampedArray(width * height * 4);
  data.forEach((level, i) => {
    pixels.fill(level, i * 4, i * 4 + 3);
  });
  const picture = { data: pixels, width, height, colorSpace: 'srgb' } as ImageData;
  return (await readBarcodes(picture, { formats: ['QRCode'] }))[0]?.text;
}

describe('reading a photograph', () => {
  test.each<[string, CodeKind, Partial<PictureOptions>]>([
    ['from the side, on bent paper', 'secure', { seed: 2, tilt: 35, bend: 1.5, rotation: 170, modulePx: 3 }],
    ['smeared by most of a module', 'secure', { seed: 3, motion: 0.8, modulePx: 2.8 }],
    ['out of focus', 'secure', { seed: 4, defocus: 0.6, modulePx: 2.5 }],
    ['with modules below two pixels', 'secure', { seed: 5, modulePx: 1.9 }],
    ['as XML, half in the shade', 'xml', { seed: 6, shade: 0.6, modulePx: 3.2, rotation: -80 }],
    ['under a reflection', 'secure', { seed: 7, glare: 0.2, modulePx: 3 }],
  ])('%s, by script alone', async (_, kind, options) => {
    const { picture, text } = await sample(kind, options);
    expect(await readCode(picture, null, scriptOnly, bounds)).toBe(text);
    expect(await readCode(picture, picture.outline, scriptOnly, bounds)).toBe(text);
  });

  test('reads what zxing-wasm by itself does not', async () => {
    const { picture, text } = await sample('secure', { seed: 8, defocus: 0.65, modulePx: 2.1 });
    expect(await readAlone(picture)).toBe(undefined);
    expect(await readCode(picture, null, scriptOnly, bounds)).toBe(text);
  });

  test.each([0, 1, 2])('finds a code with a stamp over its finder pattern %i', async (corner) => {
    const { picture, text } = await sample('secure', { seed: 9, rotation: 0, tilt: 0, modulePx: 3 });
    const data = picture.data.slice();
    const box = await boxOf(picture);
    const x = corner === 1 ? box.right : box.left;
    const y = corner === 2 ? box.bottom : box.top;
    for (let dy = -22; dy < 22; dy++) {
      // Half of the pattern, and more on both sides.
      const from = Math.round(y + dy) * picture.width + Math.round(x) - 22;
      if (dy < 2) data.fill(120, from, from + 44);
    }
    const stamped = { ...picture, data };
    expect(await readCode(stamped, null, scriptOnly, bounds)).toBe(text);
  });

  test('says nothing of a card without a code', async () => {
    const data = new Uint8ClampedArray(640 * 480).map((_, i) => (i * 2654435761) >>> 24);
    const readers = { ...scriptOnly, wasm: async () => wasmReader };
    expect(await readCode({ data, width: 640, height: 480 }, null, readers, bounds)).toBe(null);
    expect(await readCode({ data: data.slice(0, 4), width: 2, height: 2 }, null, readers, bounds)).toBe(null);
  });
});

/** Where the middles of the finder patterns are, from what zxing-wasm says of the code's corners. */
async function boxOf({ data, width, height }: Luma) {
  const pixels = new Uint8ClampedArray(width * height * 4);
  data.forEach((level, i) => {
    pixels.fill(level, i * 4, i * 4 + 3);
  });
  const [found] = await readBarcodes({ data: pixels, width, height, colorSpace: 'srgb' } as ImageData);
  if (!found) throw new Error('no code to stamp');
  const { topLeft, bottomRight } = found.position;
  const inset = ((bottomRight.x - topLeft.x) / 121) * 3.5;
  return {
    left: topLeft.x + inset,
    top: topLeft.y + inset,
    right: bottomRight.x - inset,
    bottom: bottomRight.y - inset,
  };
}

describe('the order of tries', () => {
  const none: Reader = async () => null;

  test("the browser's reader comes first, and others are not asked for when it reads", async () => {
    const { picture } = await sample('secure', {});
    const refuse = (): never => {
      throw new Error('asked for');
    };
    const readers = { native: async () => 'read', script: refuse, wasm: refuse };
    expect(await readCode(picture, null, readers, bounds)).toBe('read');
  });

  test('WebAssembly is asked for only when the others have read nothing', async () => {
    const { picture, text } = await sample('secure', {});
    const order: string[] = [];
    const readers: Readers = {
      native: null,
      script: async () => {
        order.push('script');
        return none;
      },
      wasm: async () => {
        order.push('wasm');
        return wasmReader;
      },
    };
    expect(await readCode(picture, null, readers, bounds)).toBe(text);
    expect(order).toEqual(['script', 'wasm']);
  });

  test('is bounded by number and by time', async () => {
    const { picture } = await sample('secure', {});
    let prints = 0;
    let views = 0;
    const count: Reader = async (_, isPrint) => {
      if (isPrint) prints += 1;
      else views += 1;
      return null;
    };
    const readers = { native: null, script: async () => count, wasm: async () => null };
    await readCode(picture, null, readers, { ...bounds, prints: 3 });
    expect(prints).toBe(3);
    expect(views).toBeLessThanOrEqual(3);
    [prints, views] = [0, 0];
    let time = 0;
    await readCode(picture, null, readers, { ...bounds, ms: 2, now: () => time++ });
    expect(prints + views).toBeLessThanOrEqual(3);
  });

  test('ends when it is no longer wanted', async () => {
    const { picture } = await sample('secure', {});
    const pause = () => Promise.reject(new KycError('aborted'));
    await expect(readCode(picture, null, scriptOnly, { ...bounds, pause })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});
