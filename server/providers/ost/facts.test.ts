import { describe, expect, it } from 'vitest';
import { nothingExtracted } from '../../contract/status.ts';
import { readDate } from '../values.ts';
import { readFacts, readImages } from './facts.ts';
import { kycDetail } from './fixtures.ts';
import { kycDetailAnswer } from './wire.ts';

const read = (changed: Readonly<Record<string, unknown>> = {}) => {
  const body = { success: true, data: { user_kyc_detail: { ...kycDetail, ...changed } } };
  const detail = kycDetailAnswer.parse(body).data.detail;
  if (detail === null) throw new Error('the details are kept back');
  return detail;
};

describe('what was handed in', () => {
  it('is given in the words of the contract', () => {
    expect(readFacts(read(), 'passport')).toEqual({
      ...nothingExtracted,
      fullName: 'Budi Contoh',
      documentNumber: 'X0000000',
      dateOfBirth: '1990-02-01',
      address: 'Jl. Contoh No. 1, Kota Contoh, Provinsi Contoh, 00000',
      nationality: 'INDONESIAN',
      province: 'Provinsi Contoh',
      city: 'Kota Contoh',
    });
  });

  it('may hold less, or what cannot be read', () => {
    const bare = Object.fromEntries(Object.keys(kycDetail).map((key) => [key, undefined]));
    expect(readFacts(read(bare), null)).toEqual(nothingExtracted);
    const odd = { first_name: 7, document_id_number: 1234, last_name: ' ', city: 'x'.repeat(501) };
    expect(readFacts(read(odd), null)).toMatchObject({ fullName: null, documentNumber: null, city: null });
  });

  it.each([
    ['01/02/1990', '1990-02-01'],
    ['29/02/2000', '2000-02-29'],
    ['29/02/1999', null],
    ['31/02/1990', null],
    ['1990-02-01', '1990-02-01'],
    ['1/2/1990', null],
    ['', null],
    [null, null],
  ])('reads the date %j as %j', (printed, expected) => {
    expect(readDate(printed)).toBe(expected);
  });

  it.each([
    ['aadhaar', 'INDIAN', '0000 1111 2222', 'XXXX XXXX 2222'],
    ['aadhaar', 'INDONESIAN', '0000-1111-2222', 'XXXX XXXX 2222'],
    ['national_id', 'Indian', '000011112222', 'XXXX XXXX 2222'],
    [null, 'INDIAN', '000011112222', 'XXXX XXXX 2222'],
    ['mykad', 'INDIAN', '000011112222', '000011112222'],
    ['ktp', 'INDONESIAN', '000011112222', '000011112222'],
    ['aadhaar', 'INDIAN', '0000111122223333', '0000111122223333'],
  ] as const)('of a %s of who is %s has %s as %s', (type, nationality, number, expected) => {
    const detail = read({ nationality, document_id_number: number, street_address: `C/O ${number}` });
    const facts = readFacts(detail, type);
    expect(facts.documentNumber).toBe(expected);
    expect(facts.address).toContain(`C/O ${expected}`);
  });
});

describe('the links', () => {
  const base = 'https://kyc.ost.example';

  it('are those that are safe', () => {
    const detail = read({
      selfie_file: 'http://s3.example/3/i/2',
      residence_proof_file: null,
      investor_proof_files: ['javascript:alert(1)', 'https://s3.example/5', 'https://s3.example/6'],
    });
    expect(readImages(detail, base)).toEqual({
      document_id: kycDetail.document_id_file,
      investor_proof_2: 'https://s3.example/5',
    });
  });

  it('are plain http between programs of one machine', () => {
    const detail = read({ document_id_file: 'http://127.0.0.1:9102/1' });
    expect(readImages(detail, 'http://127.0.0.1:9101')['document_id']).toBe('http://127.0.0.1:9102/1');
    expect(readImages(detail, base)['document_id']).toBeUndefined();
  });
});
