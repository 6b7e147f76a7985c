import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { prepareReferee, refereeMissing, refereeStorage } from '../s3/testing/referee.ts';
import { FORM_SIZE } from './files.ts';
import { type Bench, form, places, postFile, putFile, startBench, startUser } from './testing.ts';

if (refereeMissing) console.info(`Files for OST on an independent S3 server: ${refereeMissing}.`);

describe.skipIf(refereeMissing)(
  `on an independent S3 server${refereeMissing ? ` (${refereeMissing})` : ''}`,
  () => {
    const bytes = new Uint8Array(FORM_SIZE.min).fill(7);
    // It has no keys to encrypt with.
    const storage = { storage: refereeStorage, clock: systemClock, kmsKeyId: null };
    let bench: Bench;
    beforeAll(async () => {
      await prepareReferee('http://shop.example');
      bench = await startBench(storage);
    });
    afterAll(() => bench.close());

    it.each(['put', 'post'] as const)('a case goes from its files by %s to its links', async (how) => {
      const { id, send, detail } = await startUser(bench, `budi+never@${how}.example`);
      const { a, b } = await places(bench, how, { a: 'image/jpeg', b: 'image/jpg' });
      if (!a || !b) throw new Error('There is no place for the files.');
      const named = { document_id_file_path: a.fields.key, selfie_file_path: b.fields.key };
      expect((await send({ ...form, ...named })).parameters).toEqual(Object.keys(named));
      const upload = how === 'put' ? putFile(a.url, 'image/jpeg', bytes) : postFile(a, bytes);
      expect((await upload).status).toBe(how === 'put' ? 200 : 204);
      expect((how === 'put' ? await putFile(b.url, 'image/jpg', bytes) : await postFile(b, bytes)).ok).toBe(
        true,
      );
      expect((await send({ ...form, ...named })).status).toBe(200);
      const links = (await detail()).data['user_kyc_detail'] as { document_id_file: string };
      const file = await fetch(links.document_id_file);
      expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes);
      expect(bench.ost.control.cases().find(({ userId }) => userId === id)?.files).toMatchObject([
        { size: bytes.length, contentType: 'image/jpeg' },
        { size: bytes.length, contentType: 'image/jpg' },
      ]);
    });

    it('refuses another type, and URLs that ran out', async () => {
      const { a } = await places(bench, 'put', { a: 'image/jpeg' });
      expect((await putFile(a?.url ?? '', 'image/png')).status).toBe(403);
      bench.ost.control.expireNextUrls(2);
      const [put, post] = [
        await places(bench, 'put', { a: 'image/jpeg' }),
        await places(bench, 'post', { a: 'image/jpeg' }),
      ];
      expect((await putFile(put['a']?.url ?? '', 'image/jpeg')).status).toBe(403);
      if (!post['a']) throw new Error('There is no place for the file.');
      expect((await postFile(post['a'], bytes)).status).toBe(403);
    });

    it('holds a form to every condition', async () => {
      const { a } = await places(bench, 'post', { a: 'image/jpeg' });
      if (!a) throw new Error('There is no place for the file.');
      const refused = async (fields: Record<string, string>, file = bytes): Promise<boolean> => {
        const { status } = await postFile({ url: a.url, fields: { ...a.fields, ...fields } }, file);
        return status >= 400 && status < 500;
      };
      expect(await refused({ key: '10/i/other' })).toBe(true);
      expect(await refused({ 'Content-Type': 'image/png' })).toBe(true);
      expect(await refused({ extra: 'x' })).toBe(true);
      expect(await refused({}, bytes.subarray(1))).toBe(true);
      expect(await refused({})).toBe(false);
    });

    it('takes a form without a type, but none that invents one', async () => {
      const plain = await startBench({ ...storage, postHasContentType: false });
      const { a } = await places(plain, 'post', { a: 'image/jpeg' });
      await plain.close();
      if (!a) throw new Error('There is no place for the file.');
      expect((await postFile(a, bytes, { 'Content-Type': 'image/jpeg' })).status).toBe(403);
      expect((await postFile(a, bytes)).status).toBe(204);
    });
  },
);
