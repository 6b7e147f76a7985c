import { describe, expect, test } from 'vitest';
import { type CaptureModule, chunkUrl, loadCapture } from './load-capture.ts';

const base = 'https://shop.example/kyc/kyc-flow.js';
const chunk = { createCapture: () => undefined } as unknown as CaptureModule;

describe('the address of the second try', () => {
  test.each([
    ['()=>import(`./kyc-capture-a1.js`)', 'https://shop.example/kyc/kyc-capture-a1.js?retry=7'],
    ['() => import("./kyc-capture-a1.js")', 'https://shop.example/kyc/kyc-capture-a1.js?retry=7'],
    ["()=>p(()=>import('../x.js?v=2'),[])", 'https://shop.example/x.js?v=2&retry=7'],
    ['() => __webpack_require__.e(7)', null],
  ])('%s', (source, expected) => {
    expect(chunkUrl(source, base, '7')).toBe(expected);
  });
});

describe('loading', () => {
  const fail = (): Promise<CaptureModule> => Promise.reject(new TypeError('Failed to fetch'));

  test('asks once when it works', async () => {
    expect(await loadCapture(async () => chunk, fail)).toBe(chunk);
  });

  test('asks again when it does not', async () => {
    let tries = 0;
    const late = async (): Promise<CaptureModule> => {
      tries += 1;
      if (tries === 1) throw new TypeError('Failed to fetch');
      return chunk;
    };
    expect(await loadCapture(late, fail)).toBe(chunk);
    expect(tries).toBe(2);
  });

  test('gives a code when neither works', async () => {
    await expect(loadCapture(fail, fail)).rejects.toMatchObject({ code: 'network' });
  });
});
