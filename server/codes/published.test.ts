import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readKeys } from './certificates.ts';
import { readCode } from './index.ts';
import { decodeSecureQr } from './secure-qr.ts';

/** UIDAI's own sample and certificates, and a sample that was signed with a published test key. */
const folder = resolve('..', 'shared', 'fixtures', 'qr');
const isThere = existsSync(folder);
if (!isThere) process.stdout.write('Published codes: skipped: ../shared/fixtures/qr is absent.\n');

const text = (name: string): string => readFileSync(resolve(folder, name), 'utf8');
const keysOf = (...names: readonly string[]) =>
  names.flatMap((name) => readKeys(readFileSync(resolve(folder, name))) ?? []);

const official = 'uidai_prod_cdup.cer';
const others = ['uidai_offline_publickey_26022021.cer', 'testCertificate.pem', 'testPublicKey.pem'];

describe.skipIf(!isThere)('published codes (left out where ../shared/fixtures/qr is absent)', () => {
  it.each([
    ['uidai_official_sample_v1.txt', [official], null],
    ['anon_aadhaar_testkey_v2.txt', ['testCertificate.pem', 'testPublicKey.pem'], 2],
  ])('%s is read and verified by its own keys alone', (name, own, version) => {
    const code = text(name);
    const read = (...names: readonly string[]) => readCode(code, 'aadhaar', keysOf(...names))?.signature;
    for (const key of [official, ...others]) {
      expect([key, read(key)]).toEqual([key, own.includes(key) ? 'valid' : 'invalid']);
    }
    expect(read(official, ...others)).toBe('valid');
    expect(read()).toBe('unverified');
    const found = decodeSecureQr(code.trim());
    expect(found).toMatchObject({
      version,
      lastFour: '2697',
      name: 'Sumit Kumar',
      dateOfBirth: '1984-01-01',
      address: { house: 'B-31, 3rd Floor', postalCode: '110051', town: 'Krishna Nagar', state: 'Delhi' },
    });
    const photo = found?.signed.subarray(found.photo?.start, found.photo?.end);
    expect(photo?.subarray(0, 4).toString('hex')).toBe('ff4fff51');
    expect(photo?.subarray(-2).toString('hex')).toBe('ffd9');
    expect([found?.emailHash, found?.mobileHash].every((hash) => hash && hash.end - hash.start === 32)).toBe(
      true,
    );
  });
});
