import { describe, expect, it } from 'vitest';
import { decrypt, encrypt, phpJson, sign } from './crypto.ts';

// Printed in the vendor's gateway document v2.7, page 9.
const printed = {
  iv: 'abcdefghijklmnop',
  apiKey: 'api_key',
  plaintext: 'json_string containing data',
  ciphertext: 'hV1iyHqa1gEGIR+c3erk2eRUn9g21Ean6tcv96iLDnY=',
};

describe('the cipher', () => {
  it('gives what the vendor printed, with a key shorter than 32 bytes', () => {
    expect(encrypt(printed, printed.plaintext)).toBe(printed.ciphertext);
    expect(decrypt(printed, printed.ciphertext)).toBe(printed.plaintext);
  });

  it('uses the bytes of the IV as they are, and the first 16 characters of a key of 32', () => {
    const keys = { iv: 'MTIzNDU2Nzg5MDEy', apiKey: 'samplekey0123456789ABCDEFGHIJKLM' };
    const data = encrypt(keys, '{"name":"SITI SÄMPLE"}');
    expect(decrypt({ ...keys, apiKey: `${keys.apiKey.slice(0, 16)}################` }, data)).toBe(
      '{"name":"SITI SÄMPLE"}',
    );
    expect(decrypt({ ...keys, apiKey: `S${keys.apiKey.slice(1)}` }, data)).toBeNull();
    expect(decrypt({ ...keys, iv: `${keys.iv.slice(0, 15)}z` }, data)).toBeNull();
  });

  it.each(['', 'no base64!', 'AAAA', `${printed.ciphertext.slice(0, -4)}AAAA`, 'aGVsbG8gd29ybGQhISEhIQ=='])(
    'does not decrypt "%s"',
    (data) => expect(decrypt(printed, data)).toBeNull(),
  );
});

describe('the signature', () => {
  it('is base64 of the hex text', () => {
    const keys = {
      apiKey: 'samplekey0123456789ABCDEFGHIJKLM',
      securityKey: 'SECKEY',
      packageName: 'com.example.pkg',
    };
    const signature = sign(keys, 'REF0001', '2026-01-02 03:04:05');
    expect(signature).toBe(
      'MzhhNDk0YzJkNjllODY3ZmQ1ZTA0MWE2NzgzMzY2YTJhOGRjMDQ4MmE5NTQ5Mzc2NWUzYjU2Yzc0NjRlNTdmOQ==',
    );
    expect(signature).toHaveLength(88);
  });
});

describe('phpJson', () => {
  it('escapes slashes and all beyond ASCII, and means the same', () => {
    const value = { url: 'http://a/b', name: 'SITI ÄÖ 漢 😀', count: 1 };
    const text = phpJson(value);
    expect(text).toBe(
      '{"url":"http:\\/\\/a\\/b","name":"SITI \\u00c4\\u00d6 \\u6f22 \\ud83d\\ude00","count":1}',
    );
    expect(JSON.parse(text)).toEqual(value);
  });
});
