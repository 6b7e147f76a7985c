import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { corsXml } from './cors.ts';
import { presign, presignPut, type Storage, signedFetch, signPost } from './presign.ts';
import { type S3Options, type S3Sandbox, startS3 } from './server.ts';
import { picture } from './testing/case.ts';
import { craft } from './testing/craft.ts';
import { form, type Reply, send } from './testing/wire.ts';

const key = { accessKey: 'AKIASAMPLE', secretKey: 'sample-secret' };
const page = 'http://shop.example';
let now = 0;
let waits: number[] = [];
let s3: S3Sandbox;
let storage: Storage;

async function start(options: Partial<S3Options> = {}): Promise<void> {
  s3 = await startS3({
    region: 'us-east-1',
    credentials: [key],
    buckets: ['sample'],
    now: () => now,
    sleep: async (milliseconds) => void waits.push(milliseconds),
    cors: [{ origins: [page], methods: ['PUT', 'POST'], expose: ['ETag'], maxAgeSeconds: 60 }],
    ...options,
  });
  storage = { endpoint: s3.url, region: 'us-east-1', bucket: 'sample', ...key };
}
beforeEach(() => {
  now = Date.UTC(2030, 0, 2);
  waits = [];
});
afterEach(() => s3.close());

const put = async (name: string, body: Uint8Array = picture, headers = {}): Promise<Reply> =>
  send(await presignPut(storage, name, { expiresSeconds: 60, now }), { method: 'PUT', body, headers });

describe('objects', () => {
  it('come back as they were put', async () => {
    await start();
    await put('a/b.jpg', picture, { 'content-type': 'image/jpeg' });
    const url = await presign(storage, 'a/b.jpg', { method: 'GET', expiresSeconds: 60, now });
    const answer = await fetch(url);
    expect(Buffer.from(await answer.arrayBuffer()).equals(picture)).toBe(true);
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(answer.headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/);
    const head = await signedFetch(storage, 'sample/a/b.jpg', { method: 'HEAD', now });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(picture.length)]);
  });

  it('are gone once deleted, and only then', async () => {
    await start();
    await put('a.jpg');
    expect((await signedFetch(storage, 'sample/a.jpg', { method: 'DELETE', now })).status).toBe(204);
    const answer = await signedFetch(storage, 'sample/a.jpg', { method: 'GET', now });
    expect([answer.status, await answer.text()]).toEqual([
      404,
      expect.stringContaining('<Code>NoSuchKey</Code>'),
    ]);
  });

  it('are erased on demand', async () => {
    await start();
    for (const name of ['a', 'b', 'c']) await put(name);
    s3.erase('sample', 'b');
    expect(s3.objects('sample').map((object) => object.key)).toEqual(['a', 'c']);
    s3.erase();
    expect(s3.objects('sample')).toEqual([]);
  });

  it('make room for newer ones when the memory is full', async () => {
    await start({ capacityBytes: picture.length * 2 });
    for (const name of ['a', 'b', 'c']) {
      await put(name);
      now += 1000;
    }
    expect(s3.objects('sample').map((object) => object.key)).toEqual(['b', 'c']);
  });

  it('keep their metadata', async () => {
    await start();
    const headers = { 'x-amz-meta-note': 'x' };
    const url = await presignPut(storage, 'a', { expiresSeconds: 60, now, headers });
    await send(url, { method: 'PUT', body: picture, headers });
    expect(s3.objects('sample')[0]?.metadata).toEqual(headers);
  });
});

describe('time', () => {
  it('ends a presigned URL to the second', async () => {
    await start();
    const url = await presignPut(storage, 'a', { expiresSeconds: 60, now });
    now += 60_000;
    expect((await send(url, { method: 'PUT', body: picture })).status).toBe(200);
    now += 1;
    const late = await send(url, { method: 'PUT', body: picture });
    expect(late.body).toContain('<Message>Request has expired</Message>');
    expect(late.body).toContain('<Expires>2030-01-02T00:01:00Z</Expires>');
  });

  it.each([
    [16, 'RequestTimeTooSkewed'],
    [-16, 'RequestTimeTooSkewed'],
    [14, 'NoSuchKey'],
    [-14, 'NoSuchKey'],
  ])('a request signed in its headers, %i min off: %s', async (minutes, code) => {
    await start();
    const answer = await signedFetch(storage, 'sample/a', { method: 'GET', now: now + minutes * 60_000 });
    expect(await answer.text()).toContain(`<Code>${code}</Code>`);
  });
});

describe('requests signed in their headers', () => {
  const authorized = async (change: (headers: Record<string, string>) => void): Promise<Reply> => {
    const date = '20300102T000000Z';
    const headers: Record<string, string> = {
      'x-amz-date': date,
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      authorization: `AWS4-HMAC-SHA256 Credential=${key.accessKey}/20300102/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${'0'.repeat(64)}`,
    };
    change(headers);
    return send(`${s3.url}/sample/a`, { method: 'GET', headers });
  };

  it.each<[string, string, (headers: Record<string, string>) => void]>([
    ['a wrong signature', 'SignatureDoesNotMatch', () => undefined],
    ['no date', 'AccessDenied', (headers) => delete headers['x-amz-date']],
    ['no x-amz-content-sha256', 'InvalidRequest', (headers) => delete headers['x-amz-content-sha256']],
    [
      'an unsigned x-amz header',
      'AccessDenied',
      (headers) => Object.assign(headers, { 'x-amz-meta-a': 'b' }),
    ],
    [
      'chunked signing',
      'NotImplemented',
      (headers) => Object.assign(headers, { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' }),
    ],
    [
      'another scheme',
      'AuthorizationHeaderMalformed',
      (headers) => Object.assign(headers, { authorization: 'Bearer abc' }),
    ],
    [
      'half a header',
      'AuthorizationHeaderMalformed',
      (headers) => Object.assign(headers, { authorization: 'AWS4-HMAC-SHA256 Credential=a' }),
    ],
    [
      'a session token',
      'InvalidToken',
      (headers) => Object.assign(headers, { 'x-amz-security-token': 'abc' }),
    ],
  ])('refuses %s with %s', async (_name, code, change) => {
    await start();
    expect((await authorized(change)).code).toBe(code);
  });

  it('refuses two ways of signing at once', async () => {
    await start();
    const reply = await send(craft(storage, now), {
      method: 'PUT',
      body: picture,
      headers: { authorization: 'AWS4-HMAC-SHA256 x' },
    });
    expect(reply.code).toBe('InvalidArgument');
  });

  it('refuses a header that is there twice', async () => {
    await start();
    const headers = { 'x-amz-meta-a': ['1', '2'] };
    expect((await send(craft(storage, now), { method: 'PUT', body: picture, headers })).code).toBe(
      'InvalidArgument',
    );
  });
});

describe('bodies', () => {
  it('drains what is too long before answering', async () => {
    await start({ maxObjectBytes: 1000 });
    const reply = await put('big', Buffer.alloc(4_000_000, 1));
    expect([reply.status, reply.code]).toEqual([400, 'EntityTooLarge']);
    expect(reply.body).toContain('<MaxSizeAllowed>1000</MaxSizeAllowed>');
    expect(s3.objects('sample')).toEqual([]);
  });

  it('drains the body of a request that is refused for its signature', async () => {
    await start();
    const url = craft({ ...storage, secretKey: 'guessed' }, now);
    const reply = await send(url, { method: 'PUT', body: Buffer.alloc(4_000_000, 1) });
    expect(reply.code).toBe('SignatureDoesNotMatch');
  });

  it('needs a length', async () => {
    await start();
    const reply = await send(craft(storage, now), {
      method: 'PUT',
      headers: { 'transfer-encoding': 'chunked' },
    });
    expect([reply.status, reply.code]).toEqual([411, 'MissingContentLength']);
  });

  it('answers a form as it asks to be answered', async () => {
    await start();
    const { url, fields } = signPost(storage, 'form.jpg', {
      expiresSeconds: 60,
      now,
      fields: { success_action_status: '201' },
    });
    const parts = Object.entries(fields).map(([name, value]) => ({ name, value }));
    const reply = await send(url, {
      method: 'POST',
      ...form([...parts, { name: 'file', value: picture, filename: 'x' }]),
    });
    expect([reply.status, reply.body]).toEqual([201, expect.stringContaining('<Key>form.jpg</Key>')]);
  });

  it.each(['../../$&/id.jpg', 'C:\\photos\\id.jpg', 'id.jpg'])(
    'takes of the file name %s the last part',
    async (filename) => {
      await start();
      const name = ['up/$', '{filename}'].join('');
      const conditions = [['starts-with', '$key', 'up/']] as const;
      const { url, fields } = signPost(storage, name, {
        expiresSeconds: 60,
        now,
        loose: ['key'],
        conditions,
      });
      const parts = Object.entries(fields).map(([field, value]) => ({ name: field, value }));
      await send(url, { method: 'POST', ...form([...parts, { name: 'file', value: picture, filename }]) });
      expect(s3.objects('sample').map((object) => object.key)).toEqual(['up/id.jpg']);
    },
  );

  it('refuses fields without end', async () => {
    await start();
    const parts = Array.from({ length: 30 }, (_, index) => ({
      name: `x-ignore-${index}`,
      value: 'x'.repeat(1000),
    }));
    const reply = await send(`${s3.url}/sample`, { method: 'POST', ...form(parts) });
    expect(reply.code).toBe('MaxPostPreDataLengthExceeded');
  });
});

describe('CORS', () => {
  const preflight = (headers: Record<string, string>): Promise<Reply> =>
    send(`${s3.url}/sample/a`, { method: 'OPTIONS', headers });
  const asked = { origin: page, 'access-control-request-method': 'PUT' };

  it('answers a preflight by its rule', async () => {
    await start();
    const reply = await preflight({ ...asked, 'access-control-request-headers': 'content-type' });
    expect([reply.status, reply.headers]).toMatchObject([
      200,
      {
        'access-control-allow-origin': page,
        'access-control-allow-methods': 'PUT, POST',
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '60',
      },
    ]);
  });

  it.each([
    ['another origin', { ...asked, origin: 'http://evil.example' }],
    ['another method', { ...asked, 'access-control-request-method': 'DELETE' }],
  ])('refuses %s', async (_name, headers) => {
    await start();
    const reply = await preflight(headers);
    expect([reply.status, reply.code, reply.headers['access-control-allow-origin']]).toEqual([
      403,
      'AccessForbidden',
      undefined,
    ]);
  });

  it('refuses a header that its rule does not name', async () => {
    await start({ cors: [{ origins: ['*'], methods: ['PUT'], headers: ['content-*'] }] });
    const ask = (name: string) => preflight({ ...asked, 'access-control-request-headers': name });
    expect((await ask('Content-Type')).headers['access-control-allow-origin']).toBe('*');
    expect((await ask('content-type, x-other')).code).toBe('AccessForbidden');
  });

  it('lets the page read the answer, and errors unless told otherwise', async () => {
    await start();
    const origin = { origin: page };
    expect((await put('a', picture, origin)).headers).toMatchObject({
      'access-control-allow-origin': page,
      'access-control-expose-headers': 'ETag',
    });
    const bad = craft(storage, now, { tamper: (url) => `${url}0` });
    expect((await send(bad, { method: 'PUT', headers: origin })).headers['access-control-allow-origin']).toBe(
      page,
    );
    s3.setCorsOnErrors(false);
    expect(
      (await send(bad, { method: 'PUT', headers: origin })).headers['access-control-allow-origin'],
    ).toBeUndefined();
    expect(
      (await put('a', picture, { origin: 'http://evil.example' })).headers['access-control-allow-origin'],
    ).toBeUndefined();
  });

  it('takes new rules at run time, by call and by PutBucketCors', async () => {
    await start();
    const allowed = async (origin: string) => (await preflight({ ...asked, origin })).status;
    const [first, second] = ['https://one.example', 'https://two.shop.example'];
    s3.setCors([{ origins: [first], methods: ['PUT'] }]);
    expect([await allowed(first), await allowed(second), await allowed(page)]).toEqual([200, 403, 403]);
    const body = corsXml([{ origins: ['https://*.shop.example'], methods: ['PUT'], headers: ['*'] }]);
    const answer = await signedFetch(storage, 'sample?cors', { method: 'PUT', now, body });
    expect(answer.status).toBe(200);
    expect([await allowed(first), await allowed(second)]).toEqual([403, 200]);
    const broken = await signedFetch(storage, 'sample?cors', { method: 'PUT', now, body: '<CORSRule/>' });
    expect(await broken.text()).toContain('<Code>MalformedXML</Code>');
    expect(await allowed(second)).toBe(200);
  });
});

describe('faults', () => {
  it('fail the next uploads, and only uploads', async () => {
    await start();
    s3.faults.failNext(1);
    expect((await signedFetch(storage, 'sample/a', { method: 'GET', now })).status).toBe(404);
    const first = await put('a');
    expect([first.status, first.code]).toEqual([503, 'SlowDown']);
    expect((await put('a')).status).toBe(200);
  });

  it('cut the connection midway', async () => {
    await start();
    s3.faults.dropNext(1, 10);
    await expect(put('a')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(s3.objects('sample')).toEqual([]);
    expect((await put('a')).status).toBe(200);
  });

  it('slow the bytes down', async () => {
    await start();
    s3.faults.slow(1000);
    await put('a', Buffer.alloc(5000));
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeCloseTo(5000);
    s3.faults.clear();
    waits = [];
    await put('b');
    expect(waits).toEqual([]);
  });
});

describe('other requests', () => {
  it.each([
    ['POST', '/sample/a', 'MethodNotAllowed'],
    ['GET', '/', 'MethodNotAllowed'],
    ['PUT', '/sample/%zz', 'InvalidURI'],
    ['GET', '/sample/a', 'AccessDenied'],
    ['DELETE', '/sample/a', 'AccessDenied'],
    ['PUT', '/new-bucket', 'AccessDenied'],
    ['PUT', '/sample?cors', 'AccessDenied'],
  ])('%s %s: %s', async (method, path, code) => {
    await start();
    const reply = await send(`${s3.url}${path}`, { method });
    expect(reply.code).toBe(code);
    expect(reply.headers['content-type']).toBe('application/xml');
  });

  it('escapes what it echoes', async () => {
    await start();
    const answer = await signedFetch(storage, 'sample/a%3Cb%3E%26', { method: 'GET', now });
    expect(await answer.text()).toContain('<Key>a&lt;b&gt;&amp;</Key>');
  });

  it('makes a bucket for who may', async () => {
    await start();
    expect((await signedFetch(storage, 'second', { method: 'PUT', now, body: '' })).status).toBe(200);
    expect(s3.objects('second')).toEqual([]);
    const bad = await signedFetch(storage, 'No', { method: 'PUT', now, body: '' });
    expect(await bad.text()).toContain('<Code>InvalidBucketName</Code>');
  });
});
