import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOfDecimal } from './decimal.ts';
import { readCode } from './index.ts';
import { inflate } from './inflate.ts';
import { makeKeys, pack, samplePan, sampleXml, secureBytes, secureQr } from './testing.ts';

const own = makeKeys();
const strange = makeKeys();
const keys = [own.publicKey];

describe('a signature', () => {
  const text = secureQr({ key: own.privateKey, version: 2 });

  it('is valid by one of several keys, whichever it is', () => {
    for (const order of [keys, [strange.publicKey, own.publicKey], [own.publicKey, strange.publicKey]]) {
      expect(readCode(text, 'aadhaar', order)?.signature).toBe('valid');
    }
  });

  it('is invalid by none of them, and unverified without any', () => {
    expect(readCode(text, 'aadhaar', [strange.publicKey])?.signature).toBe('invalid');
    expect(readCode(text, 'aadhaar', [])?.signature).toBe('unverified');
    expect(readCode(secureQr({ key: null }), 'aadhaar', keys)?.signature).toBe('invalid');
  });

  it('does not hold for one changed letter', () => {
    const signed = secureBytes({});
    const forged = Buffer.from(signed);
    forged[forged.indexOf('Asha')] = 'E'.charCodeAt(0);
    const genuine = bytesOfDecimal(secureQr({ key: own.privateKey })) as Buffer;
    const signature = (inflate(genuine) as Buffer).subarray(-256);
    const read = (bytes: Buffer) => readCode(pack(Buffer.concat([bytes, signature])), 'aadhaar', keys);
    expect(read(signed)).toMatchObject({ signature: 'valid', person: { name: 'Asha Contoh' } });
    expect(read(forged)).toMatchObject({ signature: 'invalid', person: { name: 'Esha Contoh' } });
  });
});

describe('what a reading hands on', () => {
  it('is what there is a use for: no photograph, relative, hash, telephone or reference', () => {
    const reading = readCode(secureQr({ key: own.privateKey, version: 4 }), 'aadhaar', keys);
    expect(reading?.person).toMatchObject({ name: 'Asha Contoh', number: 'XXXX XXXX 2345' });
    expect(Object.keys(reading?.person ?? {})).toEqual(['name', 'dateOfBirth', 'number', 'address']);
    expect(JSON.stringify(reading)).not.toMatch(/6789|Ravi|20240102|\\u00|buffer/i);
  });

  it('of a code of another document is its kind and nothing else', () => {
    const nothing = { signature: 'unverified', person: null };
    expect(readCode(secureQr({ key: own.privateKey }), 'pan', keys)).toEqual({
      kind: 'aadhaar_secure',
      ...nothing,
    });
    expect(readCode(sampleXml, 'pan', keys)).toEqual({ kind: 'aadhaar_xml', ...nothing });
    expect(readCode(samplePan, 'aadhaar', keys)).toEqual({ kind: 'pan', ...nothing });
  });

  it('of a PAN code that only its issuer reads is `other`, also where it is digits', () => {
    const nothing = { kind: 'other', signature: 'unverified', person: null };
    for (const text of [
      '9'.repeat(4000),
      'https://shop.example/menu',
      'A'.repeat(4500),
      '<a/>',
      sampleXml.slice(0, 99),
    ]) {
      expect(readCode(text, 'pan', keys)).toEqual(nothing);
    }
    expect(readCode('https://shop.example/menu', 'aadhaar', keys)).toEqual(nothing);
  });
});

describe('hostile codes', () => {
  const isUnreadable = (text: string) => expect(readCode(text, 'aadhaar', keys)).toBeNull();

  it.each([
    ['one digit', '0'],
    ['digits', '1234567890'.repeat(300)],
    ['more digits than a code holds', '9'.repeat(8000)],
    ['zeros', '0'.repeat(3000)],
    ['a bomb of a hundred megabytes', pack(gzipSync(Buffer.alloc(100_000_000)))],
    ['a bomb, packed once', pack(Buffer.alloc(1_000_000))],
    ['one bomb inside of another', pack(gzipSync(gzipSync(Buffer.alloc(1_000_000))))],
    ['a code inside of a code', pack(Buffer.from(secureQr({ key: own.privateKey })))],
  ])('%s are unreadable', (_name, text) => {
    isUnreadable(text);
  });

  it('are unpacked to 32 KiB at the most', () => {
    expect(inflate(gzipSync(Buffer.alloc(32 * 1024)))).toHaveLength(32 * 1024);
    expect(inflate(gzipSync(Buffer.alloc(32 * 1024 + 1)))).toBeNull();
  });

  it('throw nothing, whatever they are', () => {
    const digits = fc.stringMatching(/^\d{1,7500}$/);
    const packed = fc.uint8Array({ maxLength: 2000 }).map((bytes) => pack(Buffer.from(bytes), 'zlib'));
    const whole = secureQr({ key: own.privateKey });
    const damaged = fc
      .record({ at: fc.nat(), digit: fc.integer({ min: 0, max: 9 }) })
      .map(({ at, digit }) => {
        const place = at % whole.length;
        return `${whole.slice(0, place)}${digit}${whole.slice(place + 1)}`;
      });
    const markup = fc.stringMatching(/^<(\?xml|PrintLetterBarcodeData)[<>&;"'=/A-Za-z ![\]#0-9\n-]{0,300}$/);
    const text = fc.oneof(digits, packed, damaged, markup, fc.string({ maxLength: 8000 }));
    fc.assert(
      fc.property(text, fc.constantFrom('aadhaar', 'pan'), (sample, wanted) => {
        const reading = readCode(sample, wanted, keys);
        // A digit that was changed for itself is no damage.
        if (reading?.signature === 'valid') expect(reading.person?.name).toBe('Asha Contoh');
      }),
      { numRuns: 300 },
    );
  });
});
