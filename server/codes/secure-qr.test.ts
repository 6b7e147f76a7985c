import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSecureQr } from './secure-qr.ts';
import { makeKeys, pack, type SecureQrOptions, samplePhoto, secureBytes, secureQr } from './testing.ts';

const { privateKey } = makeKeys();
const decode = (options: Omit<SecureQrOptions, 'key'>) =>
  decodeSecureQr(secureQr({ ...options, key: privateKey }));

const expected = {
  lastFour: '2345',
  issued: '20240102030405678',
  name: 'Asha Contoh',
  dateOfBirth: '1990-12-31',
  gender: 'F',
  careOf: 'D/O Ravi Contoh',
  address: {
    house: '12-B',
    street: 'Sample Road',
    landmark: 'Near Sample Park',
    location: 'Sample Nagar',
    town: 'New Delhi',
    postOffice: 'Sample PO',
    subDistrict: 'Sample Tehsil',
    district: 'Sample District',
    state: 'Delhi',
    postalCode: '110001',
  },
};

describe('a Secure QR', () => {
  it.each(['gzip', 'zlib'] as const)('in %s is taken apart, with and without a version', (packing) => {
    expect(decode({ packing })).toMatchObject({ ...expected, version: null, mobileLastFour: null });
    for (const version of [2, 3, 4, 5]) {
      expect(decode({ packing, version })).toMatchObject({ ...expected, version, mobileLastFour: '6789' });
    }
  });

  it.each([
    [0, false, false],
    [1, true, false],
    [2, false, true],
    [3, true, true],
  ])('with flag %i says where photograph and hashes are', (flag, email, mobile) => {
    const found = decode({ flag });
    const bytesOf = (span: { start: number; end: number } | null | undefined) =>
      span ? found?.signed.subarray(span.start, span.end) : null;
    expect(bytesOf(found?.photo)).toEqual(samplePhoto);
    expect(bytesOf(found?.emailHash)).toEqual(email ? Buffer.alloc(32, 0xe1) : null);
    expect(bytesOf(found?.mobileHash)).toEqual(mobile ? Buffer.alloc(32, 0xa2) : null);
  });

  it('of a later version may leave the hashes out although its flag is set', () => {
    const signed = Buffer.concat([secureBytes({ version: 3, flag: 0 })]);
    // The flag stands behind `V3` and a separator.
    signed[3] = '3'.charCodeAt(0);
    const found = decodeSecureQr(pack(Buffer.concat([signed, Buffer.alloc(256)])));
    expect(found).toMatchObject({ emailHash: null, mobileHash: null });
    expect(found?.signed.subarray(found.photo?.start, found.photo?.end)).toEqual(samplePhoto);
  });

  it('holds what was signed and the signature, byte for byte', () => {
    const found = decode({ version: 2 });
    expect(found?.signed).toEqual(secureBytes({ version: 2 }));
    expect(found?.signature).toHaveLength(256);
  });

  it.each(['utf8', 'latin1'] as const)('has names beyond ASCII in %s', (encoding) => {
    const person = { name: 'José Müller Çontoh' };
    expect(decode({ person, encoding })?.name).toBe('José Müller Çontoh');
  });

  it('has no characters that control a screen or the direction of writing', () => {
    const person = { name: ' Asha\u202e\u0000\nContoh\u001b ', house: 'x'.repeat(301) };
    expect(decode({ person })).toMatchObject({ name: 'Asha Contoh', address: { house: null } });
  });

  it.each([
    ['31-12-1990', '1990-12-31'],
    ['31/12/1990', '1990-12-31'],
    ['1990-12-31', '1990-12-31'],
    ['1990', '1990'],
    ['31-02-1990', null],
    ['', null],
    ['ABC', null],
  ])('born %s is %s', (birth, date) => {
    expect(decode({ person: { birth } })?.dateOfBirth).toBe(date);
  });

  it('never hands on a whole Aadhaar number, wherever it stood', () => {
    const found = decode({ person: { house: '2341 2341 2346', careOf: 'C/O 234123412346' } });
    expect(found?.address.house).toBe('XXXX XXXX 2346');
    expect(found?.careOf).toBe('C/O XXXX XXXX 2346');
  });

  it.each([
    ['another flag', { flag: 4 }],
    ['a reference id that is none', { person: { reference: 'Asha Contoh' } }],
    ['a reference id of three digits', { person: { reference: '234' } }],
  ])('with %s is none', (_name, options) => {
    expect(decode(options)).toBeNull();
  });

  it('that is cut off anywhere is none', () => {
    const whole = secureQr({ key: privateKey });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        expect(decodeSecureQr(whole.slice(0, length))).toBeNull();
      }),
      { numRuns: 200 },
    );
  });

  it('with too few texts, or without room for a signature, is none', () => {
    for (const bytes of [
      Buffer.alloc(256),
      Buffer.alloc(300),
      Buffer.alloc(400, 0xff),
      Buffer.from('3\xff'),
    ]) {
      expect(decodeSecureQr(pack(bytes))).toBeNull();
    }
  });
});
