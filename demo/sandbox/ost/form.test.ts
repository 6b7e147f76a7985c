import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { presignPut } from '../s3/presign.ts';
import type { Hash } from './query.ts';
import { type Bench, call, form, places, putFile, startBench, startUser } from './testing.ts';

let bench: Bench;
let user: Awaited<ReturnType<typeof startUser>>;
let files: Hash;
beforeAll(async () => {
  bench = await startBench({ countries: ['India', 'INDONESIA'], nationalities: ['INDIAN'] });
  user = await startUser(bench, 'budi@shop.example');
  files = await user.uploaded();
});
afterAll(() => bench.close());

/** It is 2 January 2030. */
const cases: readonly (readonly [parameter: string, ...values: (string | null | readonly string[])[]])[] = [
  ['first_name', '', ' ', null, 'x'.repeat(101), ['BUDI']],
  ['last_name', '', null, 'x'.repeat(101)],
  ['birthdate', '', '1992-07-29', '29-07-1992', '29/7/1992', '31/06/1992', '29/02/2001', '00/01/2000'],
  ['birthdate', '03/01/2012', '02/01/2031', '01/01/1930', '07/29/1992'],
  ['country', '', 'SAMPLELAND', null],
  ['nationality', '', 'INDONESIAN', null],
  ['document_id_number', '', null],
  [
    'document_id_file_path',
    '',
    '10/i/00000000000000000000000000000000',
    '../10/i/x',
    'https://shop.example/a',
  ],
  [
    'selfie_file_path',
    '',
    '11/i/00000000000000000000000000000000',
    ['10/i/00000000000000000000000000000000'],
  ],
  ['residence_proof_file_path', '', '10/d/00000000000000000000000000000000'],
  [
    'investor_proof_files_path',
    '10/d/00000000000000000000000000000000',
    ['10/d/00000000000000000000000000000000'],
  ],
  [
    'ethereum_address',
    '',
    '0x04d39e0b112c20917868ffd5c42372ecc5df577',
    '0x04D39e0b112c20917868ffd5c42372ecc5df577b',
  ],
  ['estimated_participation_amount', '', '0', '-1', '1,2', '1e3', 'much', 'NaN', null],
  ['street_address', '', null],
  ['city', '', null],
  ['state', '', null],
  ['postal_code', '', null],
];

describe('a form with', () => {
  it.each(cases.flatMap(([name, ...values]) => values.map((value) => [name, value] as const)))(
    '%s = %j is refused',
    async (name, value) => {
      expect(await user.send({ ...form, ...files, [name]: value })).toMatchObject({
        status: 400,
        success: false,
        err: { code: 'BAD_REQUEST' },
        parameters: [name],
      });
      expect(bench.ost.control.cases()).toEqual([]);
    },
  );

  it.each([...Object.keys(form), 'document_id_file_path', 'selfie_file_path'])(
    'no %s is refused',
    async (name) => {
      const { [name]: _left, ...rest }: Hash = { ...form, ...files };
      expect(await user.send(rest)).toMatchObject({ status: 400, parameters: [name] });
    },
  );

  it('nothing names all that is required', async () => {
    expect((await user.send({})).parameters).toHaveLength(14);
  });

  it('a file that was not uploaded is refused, for each parameter once', async () => {
    const issued = await places(bench, 'put', {
      a: 'image/jpeg',
      b: 'application/pdf',
      c: 'application/pdf',
    });
    const [a, b, c] = ['a', 'b', 'c'].map((name) => issued[name]?.fields.key ?? '');
    const send = () =>
      user.send({ ...form, ...files, selfie_file_path: a, investor_proof_files_path: [b, c] } as Hash);
    expect((await send()).parameters).toEqual(['selfie_file_path', 'investor_proof_files_path']);
    await putFile(issued['a']?.url ?? '', 'image/jpeg', '');
    expect((await send()).parameters).toContain('selfie_file_path');
    expect(bench.ost.control.cases()).toEqual([]);
  });

  it('a file that is in the storage but was not handed out by OST is refused', async () => {
    const key = '10/i/0123456789abcdef0123456789abcdef';
    const url = await presignPut(bench.storage, key, { expiresSeconds: 60, now: bench.clock.now() });
    expect((await putFile(url, 'image/jpeg')).status).toBe(200);
    const sent = await user.send({ ...form, ...files, selfie_file_path: key });
    expect(sent.parameters).toEqual(['selfie_file_path']);
  });
});

describe('a form is taken', () => {
  it.each([
    ['a birthday today, 18 years old', { birthdate: '02/01/2012' }],
    ['100 years old today', { birthdate: '02/01/1930' }],
    ['a country in another case', { country: 'indonesia' }],
    ['a checksummed address', { ethereum_address: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed' }],
    ['names of 100 characters', { first_name: 'x'.repeat(100), last_name: 'é'.repeat(100) }],
    ['a whole number', { estimated_participation_amount: '3' }],
    ['an empty list of proofs', { investor_proof_files_path: [] }],
    ['parameters that nobody knows', { favourite_colour: 'blue' }],
  ])('with %s', async (_name, changes) => {
    expect((await user.send({ ...form, ...files, ...changes })).status).toBe(200);
  });

  it('but not of somebody who is not there, nor without the storage', async () => {
    expect((await call(bench, 'POST', '/users-kyc/1', { ...form, ...files })).status).toBe(404);
    await bench.s3.close();
    expect(await user.send({ ...form, ...files })).toMatchObject({
      status: 500,
      err: { code: 'INTERNAL_SERVER_ERROR', msg: 'Something went wrong.' },
    });
  });
});
