import { describe, expect, test } from 'vitest';
import { checkProof, PDF } from './proof-file.ts';

const limits = { accept: ['image/jpeg', PDF], minBytes: 12, maxBytes: 40 };
const file = (text: string, type = PDF): Blob => new File([text], 'RAHASIA.pdf', { type });

describe('a proof', () => {
  test('in PDF is sent as it is, with its type and without its name', async () => {
    const judged = await checkProof(file('%PDF-1.7 made-up', ''), limits);
    expect(judged?.verdict).toMatchObject({ ok: true, hint: null });
    expect(judged?.blob.type).toBe(PDF);
    expect(judged?.blob).not.toHaveProperty('name');
    expect(await judged?.blob.text()).toBe('%PDF-1.7 made-up');
  });

  test.each([
    ['a picture', file('\xff\xd8\xff\xe0 made-up', 'image/jpeg')],
    ['something that only calls itself a PDF', file('MZ made-up program')],
    ['a PDF after something else', file(' %PDF-1.7 made-up')],
    ['nothing', file('')],
  ])('that is %s is left to the encoder', async (_name, blob) => {
    expect(await checkProof(blob, limits)).toBeNull();
  });

  test('in PDF is left to the encoder, which refuses it, where the slot takes none', async () => {
    expect(await checkProof(file('%PDF-1.7 made-up'), { ...limits, accept: ['image/jpeg'] })).toBeNull();
  });

  test.each([
    ['%PDF-1.7', 'file_too_small'],
    [`%PDF-1.7 ${'x'.repeat(40)}`, 'file_too_large'],
  ])('%s is %s', async (text, code) => {
    await expect(checkProof(file(text), limits)).rejects.toMatchObject({ code });
  });

  test('at its limits passes', async () => {
    expect(await checkProof(file('%PDF-1.7 123'), limits)).not.toBeNull();
    expect(await checkProof(file(`%PDF-1.7 ${'x'.repeat(31)}`), limits)).not.toBeNull();
  });

  test('that cannot be read says so', async () => {
    const broken = {
      size: 20,
      slice: () => ({ text: () => Promise.reject(new DOMException('gone', 'NotReadableError')) }),
    } as unknown as Blob;
    await expect(checkProof(broken, limits)).rejects.toMatchObject({ code: 'file_unreadable' });
  });
});
