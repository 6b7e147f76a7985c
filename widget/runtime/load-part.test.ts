import { describe, expect, test } from 'vitest';
import { chunkUrl, fetchChunk } from './load-part.ts';

const base = 'https://shop.example/kyc/kyc-flow.js';
const chunk = { part: 'of the flow' };

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
  const fail = (): Promise<typeof chunk> => Promise.reject(new TypeError('Failed to fetch'));

  test('asks once when it works', async () => {
    expect(await fetchChunk(async () => chunk, fail)).toBe(chunk);
  });

  test('asks again when it does not', async () => {
    let tries = 0;
    const late = async (): Promise<typeof chunk> => {
      tries += 1;
      if (tries === 1) throw new TypeError('Failed to fetch');
      return chunk;
    };
    expect(await fetchChunk(late, fail)).toBe(chunk);
    expect(tries).toBe(2);
  });

  test('gives a code when neither works', async () => {
    await expect(fetchChunk(fail, fail)).rejects.toMatchObject({ code: 'network' });
  });
});
