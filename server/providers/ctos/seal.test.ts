import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cipher, values } from './fixtures.ts';
import { createCipher, isOneOf, sign } from './seal.ts';

describe('the seal', () => {
  it('is the one that the vendor prints', () => {
    const vendors = createCipher('abcdefghijklmnop', 'api_key');
    const sealed = 'hV1iyHqa1gEGIR+c3erk2eRUn9g21Ean6tcv96iLDnY=';
    expect(vendors.seal('json_string containing data')).toBe(sealed);
    expect(vendors.open(sealed)).toBe('json_string containing data');
  });

  it('gives back what was sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const sealed = cipher.seal(text);
        expect(sealed).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
        expect(cipher.open(sealed)).toBe(Buffer.from(text).toString());
      }),
    );
  });

  it('uses no more of the key than its first half, and fills up a short one with zeros', () => {
    const iv = 'MTIzNDU2Nzg5MDEy';
    const sealed = createCipher(iv, '0123456789abcdefGHIJ').seal('text');
    expect(createCipher(iv, '0123456789abcdef').open(sealed)).toBe('text');
    expect(createCipher(iv, 'short\0\0\0').open(createCipher(iv, 'short').seal('text'))).toBe('text');
  });

  it.each([
    ['nothing', ''],
    ['no base64', '%%%'],
    ['half a block', Buffer.alloc(24).toString('base64')],
    ['another key', createCipher('MTIzNDU2Nzg5MDEy', 'anotherkey').seal('{"status":2}')],
    ['another IV', createCipher('0000000000000000', 'samplekey0123456789').seal('{"status":2}')],
  ])('does not open %s', (_, sealed) => {
    expect(cipher.open(sealed)).toBeNull();
  });

  it('does not open what is no text', () => {
    const halves = cipher.seal('é'.repeat(24));
    // A changed block opens as noise, and one bit of the next one is turned; the padding at the end stays good.
    const bytes = Buffer.from(halves, 'base64');
    bytes[0] = (bytes[0] ?? 0) ^ 0x80;
    expect(cipher.open(bytes.toString('base64'))).toBeNull();
  });
});

describe('the signature', () => {
  const vector = {
    ...values,
    CTOS_API_KEY: 'samplekey0123456789ABCDEFGHIJKLM',
    CTOS_SECURITY_KEY: 'SECKEY',
    CTOS_PACKAGE_NAME: 'com.example.pkg',
  };

  it('is the base64 of hex digits', () => {
    expect(sign(vector, 'REF0001', '2026-01-02 03:04:05')).toBe(
      'MzhhNDk0YzJkNjllODY3ZmQ1ZTA0MWE2NzgzMzY2YTJhOGRjMDQ4MmE5NTQ5Mzc2NWUzYjU2Yzc0NjRlNTdmOQ==',
    );
  });

  it('depends on the name and on the time', () => {
    const all = [
      sign(vector, 'REF0001', '2026-01-02 03:04:05'),
      sign(vector, 'REF0002', '2026-01-02 03:04:05'),
      sign(vector, 'REF0001', '2026-01-02 03:04:06'),
    ];
    expect(new Set(all).size).toBe(3);
    for (const one of all) expect(one).toHaveLength(88);
  });

  it('is found among those that are accepted, whole only', () => {
    expect(isOneOf('b', ['a', 'b'])).toBe(true);
    expect(isOneOf('a', ['a', 'b'])).toBe(true);
    expect(isOneOf('', ['a', 'b'])).toBe(false);
    expect(isOneOf('ab', ['a', 'b'])).toBe(false);
    expect(isOneOf('a', [])).toBe(false);
  });
});
