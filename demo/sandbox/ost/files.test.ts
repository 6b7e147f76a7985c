import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OstOptions } from '../ost.ts';
import { FORM_SIZE } from './files.ts';
import { type Bench, call, places, postFile, putFile, startBench, type Upload } from './testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const restart = async (options: Partial<OstOptions>): Promise<void> => {
  await bench.close();
  bench = await startBench(options);
};
const one = async (how: 'put' | 'post', type = 'image/jpeg'): Promise<Upload> => {
  const { document_id } = await places(bench, how, { document_id: type });
  if (!document_id) throw new Error('There is no place for the file.');
  return document_id;
};
const code = async (answer: Response): Promise<unknown> =>
  /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1];
const stored = () => bench.s3.objects('sample').map(({ key, contentType }) => [key, contentType]);
const bytes = (size: number): Uint8Array<ArrayBuffer> => new Uint8Array(size).fill(7);

describe('places for files', () => {
  it.each(['put', 'post'] as const)('by %s have a key for each name', async (how) => {
    const files = {
      document_id: 'image/jpeg',
      selfie: 'image/png',
      old: 'image/jpg',
      residence_proof: 'application/pdf',
    };
    const answer = await call(bench, 'GET', `/users-kyc/pre-signed-urls/for-${how}`, { files });
    expect([answer.status, answer.success]).toEqual([200, how === 'put' ? 'true' : true]);
    const result = `file_upload_${how}`;
    expect(answer.data['result_type']).toBe(result);
    const issued = answer.data[result] as Record<string, Upload>;
    const keys = Object.entries(issued).map(([name, { fields }]) => [name, fields.key]);
    expect(keys).toEqual([
      ['document_id', expect.stringMatching(/^10\/i\/[0-9a-f]{32}$/)],
      ['old', expect.stringMatching(/^10\/i\/[0-9a-f]{32}$/)],
      ['residence_proof', expect.stringMatching(/^10\/d\/[0-9a-f]{32}$/)],
      ['selfie', expect.stringMatching(/^10\/i\/[0-9a-f]{32}$/)],
    ]);
    expect(new Set(keys.map(([, key]) => key)).size).toBe(4);
  });

  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`file${index}`, 'image/png']));

  it.each([
    ['no files', {}, 'files'],
    ['a text', { files: 'image/jpeg' }, 'files'],
    ['a list', { files: ['image/jpeg'] }, 'files'],
    ['another type', { files: { a: 'image/gif' } }, 'files[a]'],
    ['a type with parameters', { files: { a: 'image/png; q=1' } }, 'files[a]'],
    ['too many', { files: many(21) }, 'files'],
  ])('are refused for %s', async (_name, parameters, name) => {
    for (const how of ['put', 'post']) {
      const answer = await call(bench, 'GET', `/users-kyc/pre-signed-urls/for-${how}`, parameters);
      expect(answer).toMatchObject({ status: 400, err: { code: 'BAD_REQUEST' }, parameters: [name] });
    }
  });

  it('are given for 20 files at once', async () => {
    expect(Object.keys(await places(bench, 'post', many(20)))).toHaveLength(20);
  });

  it.each(['put', 'post'] as const)('by %s can have run out from the beginning', async (how) => {
    bench.ost.control.expireNextUrls(1);
    const [late, good] = [await one(how), await one(how)];
    const send = (upload: Upload) =>
      how === 'put' ? putFile(upload.url, 'image/jpeg') : postFile(upload, bytes(FORM_SIZE.min));
    expect((await send(late)).status).toBe(403);
    expect((await send(good)).ok).toBe(true);
  });
});

describe('a presigned PUT', () => {
  it('takes the file with exactly the declared type', async () => {
    const { url, fields } = await one('put', 'image/jpg');
    expect(Object.keys(fields)).toEqual(['key']);
    expect(await code(await putFile(url, 'image/jpeg'))).toBe('SignatureDoesNotMatch');
    expect((await putFile(url, 'image/jpg')).status).toBe(200);
    expect(stored()).toEqual([[fields.key, 'image/jpg']]);
  });

  it('has the encryption in its query, and takes no header for it', async () => {
    const { url } = await one('put');
    expect(new URL(url).searchParams.get('x-amz-server-side-encryption')).toBe('aws:kms');
    const headers = { 'content-type': 'image/jpeg', 'x-amz-server-side-encryption': 'aws:kms' };
    const refused = await fetch(url, { method: 'PUT', headers, body: 'sample' });
    expect([refused.status, await code(refused)]).toEqual([403, 'AccessDenied']);
  });

  it('may leave the type open', async () => {
    await restart({ putSignsContentType: false, kmsKeyId: null });
    const { url } = await one('put');
    expect(url).not.toContain('encryption');
    expect((await putFile(url, 'text/plain')).status).toBe(200);
  });

  it('runs out after 15 min', async () => {
    const { url } = await one('put');
    bench.clock.advance(900_000);
    expect((await putFile(url, 'image/jpeg')).status).toBe(200);
    bench.clock.advance(1_000);
    expect((await putFile(url, 'image/jpeg')).status).toBe(403);
  });
});

describe('a presigned form', () => {
  it('is taken with all its fields', async () => {
    const upload = await one('post');
    expect(Object.keys(upload.fields)).toEqual([
      'key',
      'Content-Type',
      'x-amz-server-side-encryption',
      'x-amz-server-side-encryption-aws-kms-key-id',
      'x-amz-algorithm',
      'x-amz-credential',
      'x-amz-date',
      'policy',
      'x-amz-signature',
    ]);
    expect((await postFile(upload, bytes(FORM_SIZE.min))).status).toBe(204);
    expect(stored()).toEqual([[upload.fields.key, 'image/jpeg']]);
  });

  it.each([
    ['a byte too few', FORM_SIZE.min - 1, 'EntityTooSmall'],
    ['a byte too many', FORM_SIZE.max + 1, 'EntityTooLarge'],
  ])('is refused with %s', async (_name, size, expected) => {
    const answer = await postFile(await one('post'), bytes(size));
    expect([answer.status, await code(answer)]).toEqual([400, expected]);
    expect(stored()).toEqual([]);
  });

  it('has from 200 KiB to 20 MiB', async () => {
    expect(FORM_SIZE).toEqual({ min: 204_800, max: 20_971_520 });
    expect((await postFile(await one('post'), bytes(FORM_SIZE.max))).status).toBe(204);
  });

  it('is refused when a field is changed, left out or added', async () => {
    const { url, fields } = await one('post');
    const refused = async (changed: Record<string, string>): Promise<unknown> => {
      const upload = { url, fields: { ...fields, ...changed } };
      const answer = await postFile(upload, bytes(FORM_SIZE.min));
      return [answer.status, await code(answer)];
    };
    for (const name of ['key', 'Content-Type', 'x-amz-server-side-encryption']) {
      expect([name, await refused({ [name]: 'other' })]).toEqual([name, [403, 'AccessDenied']]);
    }
    expect(await refused({ extra: 'x' })).toEqual([403, 'AccessDenied']);
    expect(await refused({ 'x-amz-signature': '0'.repeat(64) })).toEqual([403, 'SignatureDoesNotMatch']);
    const { 'Content-Type': _type, ...fewer } = fields;
    const without = await postFile({ url, fields: { ...fewer, key: fields.key } }, bytes(FORM_SIZE.min));
    expect(without.status).toBe(403);
    expect(stored()).toEqual([]);
  });

  it('may have no Content-Type, which then must not be invented', async () => {
    await restart({ postHasContentType: false, kmsKeyId: null });
    const upload = await one('post');
    expect(Object.keys(upload.fields)).toEqual([
      'key',
      'x-amz-algorithm',
      'x-amz-credential',
      'x-amz-date',
      'policy',
      'x-amz-signature',
    ]);
    const invented = await postFile(upload, bytes(FORM_SIZE.min), { 'Content-Type': 'image/jpeg' });
    expect([invented.status, await code(invented)]).toEqual([403, 'AccessDenied']);
    expect((await postFile(upload, bytes(FORM_SIZE.min))).status).toBe(204);
  });

  it('runs out after 15 min', async () => {
    const upload = await one('post');
    bench.clock.advance(900_000);
    expect((await postFile(upload, bytes(FORM_SIZE.min))).status).toBe(204);
    bench.clock.advance(1_000);
    expect((await postFile(upload, bytes(FORM_SIZE.min))).status).toBe(403);
  });
});
