import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { presignPut, type Storage, signPost } from '../../demo/sandbox/s3/presign.ts';
import { type S3Sandbox, startS3 } from '../../demo/sandbox/s3/server.ts';
import type { UploadTarget } from '../../server/contract/upload.ts';
import { formOf } from './transfer.ts';
import { createUploads } from './uploads.ts';

const key = { accessKey: 'AKIASAMPLE', secretKey: 'sample-secret' };
const expiresAt = '2099-01-01T00:00:00.000Z';
const file = new Blob(['%PDF-1.7 made-up proof'], { type: 'application/pdf' });

let s3: S3Sandbox;
let storage: Storage;
beforeAll(async () => {
  s3 = await startS3({ region: 'us-east-1', credentials: [key], buckets: ['sample'] });
  storage = { endpoint: s3.url, region: 'us-east-1', bucket: 'sample', ...key };
});
afterAll(() => s3.close());
beforeEach(() => s3.erase());

/** The part of XMLHttpRequest that a transfer uses, over Node's own fetch; bodies go out in the order of their fields. */
function xhrOverFetch(sent: (string | [string, string])[][]): XMLHttpRequest {
  const headers: Record<string, string> = {};
  const xhr = {
    upload: { onprogress: () => undefined, onload: () => undefined },
    onload: () => undefined,
    onerror: () => undefined,
    onabort: () => undefined,
    status: 0,
    responseText: '',
    withCredentials: false,
    method: '',
    url: '',
    open(method: string, url: string) {
      xhr.method = method;
      xhr.url = url;
    },
    setRequestHeader(name: string, value: string) {
      headers[name] = value;
    },
    getAllResponseHeaders: () => '',
    abort: () => undefined,
    send(body: FormData | Blob) {
      if (body instanceof FormData) {
        sent.push([...body].map(([name, value]) => (typeof value === 'string' ? [name, value] : name)));
      }
      fetch(xhr.url, { method: xhr.method, headers, body }).then(
        async (response) => {
          xhr.status = response.status;
          xhr.responseText = await response.text();
          xhr.onload();
        },
        () => xhr.onerror(),
      );
    },
  };
  return xhr as unknown as XMLHttpRequest;
}

function uploadTo(target: UploadTarget) {
  const sent: (string | [string, string])[][] = [];
  const progress: number[] = [];
  const uploads = createUploads({
    api: { requestUpload: async () => target, authorize: async () => null },
    clock: { now: () => Date.now(), sleep: async () => undefined },
    createXhr: () => xhrOverFetch(sent),
    random: () => 0,
    connection: { isOnline: () => true, onOnline: () => () => undefined },
  });
  const done = uploads.send(
    'residence_proof',
    file,
    ({ loaded }) => progress.push(loaded),
    new AbortController().signal,
  );
  return { done, sent, progress };
}

const postTarget = (
  fields: Readonly<Record<string, string>> = {},
): Extract<UploadTarget, { method: 'POST' }> => {
  const post = signPost(storage, 'kyc/3/i/a b+c', {
    fields: {
      'Content-Type': 'application/pdf',
      'x-amz-meta-note': 'as "it" came; äöü %20 {x}',
      ...fields,
    },
    conditions: [['content-length-range', 1, 1000]],
    expiresSeconds: 60,
    now: Date.now(),
  });
  return { method: 'POST', url: post.url, fields: post.fields, fileField: 'file', expiresAt };
};

describe('a presigned POST', () => {
  test('is taken by a storage that checks every field of the policy', async () => {
    const target = postTarget();
    const { done, sent, progress } = uploadTo(target);
    await done;
    expect(sent).toEqual([[...Object.entries(target.fields), 'file']]);
    const [stored] = s3.objects('sample');
    expect(stored?.key).toBe('kyc/3/i/a b+c');
    expect(Buffer.from(stored?.bytes ?? []).toString()).toBe('%PDF-1.7 made-up proof');
    expect(progress.at(-1)).toBe(file.size);
  });

  test('with a field less, more or other is not', async () => {
    const { fields, ...rest } = postTarget();
    const { 'x-amz-meta-note': _note, ...less } = fields;
    for (const changed of [less, { ...fields, acl: 'public-read' }, { ...fields, key: 'another' }]) {
      const { done } = uploadTo({ ...rest, fields: changed });
      await expect(done).rejects.toMatchObject({ code: 'upload_expired' });
    }
    expect(s3.objects('sample')).toEqual([]);
  });

  test('has the file last, whatever the fields are called', () => {
    const form = formOf({ ...postTarget(), fields: { zz: '1', file2: '2', a: '3' } }, file);
    expect([...form.keys()]).toEqual(['zz', 'file2', 'a', 'file']);
  });
});

describe('a presigned PUT', () => {
  test('is taken with the headers that were signed', async () => {
    const headers = { 'content-type': 'application/pdf' };
    const url = await presignPut(storage, 'kyc/proof', { expiresSeconds: 60, now: Date.now(), headers });
    await uploadTo({ method: 'PUT', url, headers, expiresAt }).done;
    const [stored] = s3.objects('sample');
    expect(stored?.key).toBe('kyc/proof');
    expect(Buffer.from(stored?.bytes ?? []).toString()).toBe('%PDF-1.7 made-up proof');
  });

  test('without them is not', async () => {
    const headers = { 'content-type': 'application/pdf' };
    const url = await presignPut(storage, 'kyc/proof', { expiresSeconds: 60, now: Date.now(), headers });
    const { done } = uploadTo({ method: 'PUT', url, headers: {}, expiresAt });
    await expect(done).rejects.toMatchObject({ code: 'upload_expired' });
    expect(s3.objects('sample')).toEqual([]);
  });
});
