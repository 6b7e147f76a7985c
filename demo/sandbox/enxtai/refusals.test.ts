import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Bench, formOf, jpegOf, startBench, startCustomer } from './testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const restart = async (options: Parameters<typeof startBench>[0]): Promise<void> => {
  await bench.close();
  bench = await startBench(options);
};
const brief = ({ status, body }: Answer) => [status, body['error'], body['message']];

describe('the key', () => {
  it.each([
    ['none', null, 'UNAUTHORIZED', 'API key required'],
    ['an empty one', ' ', 'UNAUTHORIZED', 'API key required'],
    ['a wrong one', 'key-3', 'INVALID_API_KEY', 'Invalid or inactive API key'],
  ])('%s is refused by every call', async (_name, key, error, message) => {
    const customer = await startCustomer(bench, 'u');
    const answers = [
      await bench.call('/v1/kyc/initiate', { key, json: { externalUserId: 'u' } }),
      await bench.call('/v1/kyc/upload/pan', { key, body: formOf('u', jpegOf(640, 404, 4_000_000)) }),
      await bench.call(`/v1/kyc/status/${customer.id}`, { key }),
      await bench.call('/v1/kyc/verify', { key, json: { kycSessionId: customer.id } }),
    ];
    expect(answers.map(brief)).toEqual(answers.map(() => [401, error, message]));
    expect(bench.enxtai.uploads()).toEqual([]);
  });
});

describe('the shape of a refusal', () => {
  it('is that of the code', async () => {
    expect((await bench.call('/v1/kyc/status/x?y')).body).toEqual({
      error: 'NOT_FOUND',
      message: 'KYC session not found',
      statusCode: 404,
      timestamp: '2030-01-02T03:04:05.000Z',
      path: '/api/v1/kyc/status/x?y',
    });
  });

  it('is that of the documentation where that is wanted', async () => {
    await restart({ shape: 'doc' });
    expect((await bench.call('/v1/kyc/status/x')).body).toEqual({
      statusCode: 404,
      message: 'KYC session not found',
      error: 'Not Found',
    });
    const upload = await (await startCustomer(bench, 'u')).upload('pan', jpegOf(640, 404), 'image/gif');
    expect(upload.body).toEqual({
      statusCode: 400,
      message: 'Invalid file type. Only JPEG and PNG are supported.',
      error: 'Bad Request',
    });
    bench.enxtai.control.failNext(1);
    expect((await bench.call('/v1/kyc/status/x')).body).toMatchObject({ error: 'Service Unavailable' });
  });
});

describe('initiate', () => {
  it('answers with a new session and its addresses', async () => {
    const answer = await bench.call('/v1/kyc/initiate', {
      json: {
        externalUserId: 'u',
        email: 'u@shop.example',
        phone: '+919876543210',
        metadata: { source: 'test' },
        unknown: true,
      },
    });
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        kycSessionId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        status: 'PENDING',
        uploadUrls: {
          pan: '/v1/kyc/upload/pan',
          aadhaarFront: '/v1/kyc/upload/aadhaar/front',
          aadhaarBack: '/v1/kyc/upload/aadhaar/back',
          livePhoto: '/v1/kyc/upload/live-photo',
        },
      },
    ]);
    const again = await bench.call('/v1/kyc/initiate', { json: { externalUserId: 'u' } });
    expect(again.body['kycSessionId']).not.toBe(answer.body['kycSessionId']);
  });

  it.each([
    [{}, ['externalUserId must be a string']],
    [{ externalUserId: '' }, ['externalUserId should not be empty']],
    [{ externalUserId: 7, email: 'x' }, ['externalUserId must be a string', 'email must be an email']],
    [{ externalUserId: 'u', phone: 1 }, ['phone must be a string']],
    [{ externalUserId: 'u', metadata: [] }, ['metadata must be an object']],
  ])('refuses %o', async (json, message) => {
    const answer = await bench.call('/v1/kyc/initiate', { json });
    expect(brief(answer)).toEqual([400, 'VALIDATION_ERROR', message]);
    expect(bench.enxtai.sessions()).toEqual([]);
  });

  it('takes null for what may be left out', async () => {
    const json = { externalUserId: 'u', email: null, phone: null, metadata: null };
    expect((await bench.call('/v1/kyc/initiate', { json })).status).toBe(201);
  });

  it.each([
    ['broken JSON', '{"externalUserId":', 'application/json'],
    ['JSON of another type', '{"externalUserId":"u"}', 'text/plain'],
  ])('refuses %s', async (_name, body, type) => {
    const answer = await bench.call('/v1/kyc/initiate', { body, headers: { 'content-type': type } });
    expect(answer).toMatchObject({ status: 400, body: { error: 'VALIDATION_ERROR' } });
  });
});

describe('status and verify', () => {
  const nobody = '00000000-0000-4000-8000-000000000000';

  it('know only the sessions of their client', async () => {
    const { id } = await startCustomer(bench, 'u');
    const ask = async (kycSessionId: string, key: string) => [
      brief(await bench.call(`/v1/kyc/status/${kycSessionId}`, { key })),
      brief(await bench.call('/v1/kyc/verify', { key, json: { kycSessionId } })),
    ];
    const foreign = [403, 'FORBIDDEN', 'Access denied to this KYC session'];
    const unknown = [404, 'NOT_FOUND', 'KYC session not found'];
    expect(await ask(id, 'key-2')).toEqual([foreign, foreign]);
    expect(await ask(nobody, 'key-1')).toEqual([unknown, unknown]);
  });

  it.each([
    [{}, 'kycSessionId must be a string'],
    [{ kycSessionId: '' }, 'kycSessionId should not be empty'],
  ])('refuse %o', async (json, message) => {
    const answer = await bench.call('/v1/kyc/verify', { json });
    expect(brief(answer)).toEqual([400, 'VALIDATION_ERROR', [message]]);
  });

  it('refuse to verify what is not complete', async () => {
    const customer = await startCustomer(bench, 'u');
    await customer.upload('pan');
    await customer.upload('livePhoto');
    await customer.upload('aadhaarBack');
    expect(brief(await customer.verify())).toEqual([
      400,
      'VALIDATION_ERROR',
      'Required documents not uploaded',
    ]);
    await customer.upload('aadhaarFront');
    expect((await customer.verify()).status).toBe(201);
  });
});

describe('other addresses', () => {
  it.each(['/v1/kyc', '/v1/kyc/upload/signature', '/v2/kyc/initiate'])('%s is none', async (path) => {
    expect(brief(await bench.call(path, { method: 'POST' }))).toEqual([
      404,
      'NOT_FOUND',
      `Cannot POST /api${path}`,
    ]);
  });
});

describe('failures on demand', () => {
  it.each([
    [503, undefined, 'INTERNAL_ERROR', 'An internal server error occurred. Please try again later.'],
    [429, 7, 'RATE_LIMIT_EXCEEDED', 'ThrottlerException: Too Many Requests'],
    [422, undefined, 'PROCESSING_FAILED', 'Face verification could not be processed'],
    [502, undefined, 'INTERNAL_ERROR', 'An internal server error occurred. Please try again later.'],
    [402, undefined, 'INTERNAL_ERROR', 'Payment Required'],
  ])('%i, then all is well', async (status, retryAfter, error, message) => {
    const customer = await startCustomer(bench, 'u');
    bench.enxtai.control.failNext(1, status, retryAfter);
    const failed = await customer.status();
    expect(brief(failed)).toEqual([status, error, message]);
    expect(failed.body['path']).toBe(`/api/v1/kyc/status/${customer.id}`);
    expect(failed.headers.get('retry-after')).toBe(retryAfter === undefined ? null : String(retryAfter));
    expect(failed.headers.has('x-ratelimit-limit')).toBe(status !== 429);
    expect((await customer.status()).status).toBe(200);
  });

  it('may be kept for uploads', async () => {
    const customer = await startCustomer(bench, 'u');
    bench.enxtai.control.failNextUploads(1, 429, 2);
    expect((await customer.status()).status).toBe(200);
    const refused = await customer.upload('pan', jpegOf(640, 404, 3_000_000));
    expect([refused.status, refused.headers.get('retry-after'), refused.body['path']]).toEqual([
      429,
      '2',
      '/api/v1/kyc/upload/pan',
    ]);
    expect((await customer.upload('pan')).status).toBe(201);
  });

  it('+down is answered with 503 by initiate, uploads and verify', async () => {
    const customer = await startCustomer(bench, 'u');
    await customer.uploadAll();
    bench.enxtai.control.setDefaultOutcome('+down');
    for (const answer of [await customer.initiate(), await customer.upload('pan'), await customer.verify()]) {
      expect(brief(answer)).toEqual([
        503,
        'INTERNAL_ERROR',
        'An internal server error occurred. Please try again later.',
      ]);
    }
    expect((await customer.status()).status).toBe(200);
    expect((await startCustomer(bench, 'v+down')).opened.status).toBe(503);
    bench.enxtai.control.setDefaultOutcome('');
    expect((await customer.verify()).status).toBe(201);
  });

  it('+busy answers the first upload with 429', async () => {
    const customer = await startCustomer(bench, 'u+busy');
    const refused = await customer.upload('pan');
    expect(brief(refused)).toEqual([429, 'RATE_LIMIT_EXCEEDED', 'ThrottlerException: Too Many Requests']);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.has('x-ratelimit-limit')).toBe(false);
    expect((await customer.upload('pan')).status).toBe(201);
    expect((await customer.upload('livePhoto')).status).toBe(201);
  });

  it('waits before every answer where it is told to', async () => {
    const customer = await startCustomer(bench, 'u');
    bench.enxtai.control.setLatency(30);
    const began = performance.now();
    await customer.status();
    expect(performance.now() - began).toBeGreaterThanOrEqual(29);
  });

  it('all end with a reset, which also forgets what was', async () => {
    const customer = await startCustomer(bench, 'u');
    await customer.upload('pan');
    bench.enxtai.control.failNext(3);
    bench.enxtai.control.failNextUploads(3);
    bench.enxtai.control.dropNextUploads(3, 1);
    bench.enxtai.control.reset();
    expect([bench.enxtai.sessions(), bench.enxtai.uploads()]).toEqual([[], []]);
    expect((await customer.upload('pan')).status).toBe(404);
  });
});
