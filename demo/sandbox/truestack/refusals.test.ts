import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiKey, type Bench, idOf, otherKey, startBench } from './testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const expectNothing = (): void => expect(bench.truestack.sessions()).toEqual([]);

describe('who calls', () => {
  it.each([
    [null, 'Missing or invalid Authorization header'],
    [apiKey, 'Missing or invalid Authorization header'],
    [`bearer ${apiKey}`, 'Missing or invalid Authorization header'],
    ['Basic abc', 'Missing or invalid Authorization header'],
    ['Bearer ts_test_wrong', 'Invalid API key'],
  ])('with %s gets 401', async (authorization, message) => {
    const id = idOf(await bench.create());
    for (const [method, path] of [
      ['POST', ''],
      ['GET', `/${id}`],
      ['POST', `/${id}`],
      ['GET', `/${id}/documents/face_image`],
    ] as const) {
      const { status, body } = await bench.call(method, path, undefined, authorization);
      expect([status, body]).toEqual([401, { error: 'UNAUTHORIZED', message }]);
    }
  });

  it('sees sessions of their own only', async () => {
    const id = idOf(await bench.create());
    for (const [method, path] of [
      ['GET', ''],
      ['POST', ''],
      ['GET', '/documents/face_image'],
    ] as const) {
      const foreign = await bench.call(method, `/${id}${path}`, undefined, `Bearer ${otherKey}`);
      expect([foreign.status, foreign.body]).toEqual([
        403,
        { error: 'FORBIDDEN', message: 'Session does not belong to this client' },
      ]);
      const unknown = await bench.call(method, `/550e8400-e29b-41d4-a716-446655440000${path}`);
      expect([unknown.status, unknown.body]).toEqual([
        404,
        { error: 'NOT_FOUND', message: 'Session not found' },
      ]);
    }
  });
});

describe('create', () => {
  const bad = (message: string): object => ({ error: 'BAD_REQUEST', message });
  const noDocument = bad('document_name and document_number are required');
  const badWebhook = bad('webhook_url must be a valid HTTP/HTTPS URL');
  const badRedirect = bad('redirect_url must be a valid HTTP/HTTPS URL');
  const badPlatform = bad('platform must be one of: Web, iOS, Android');
  const badMetadata = bad('metadata must be an object of at most 10 keys and 1 KB');
  const gateway = (message: string): object => ({ error: 'GATEWAY_ERROR', message });
  const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`k${index}`, 1]));

  it.each([
    [{ document_name: undefined }, 400, noDocument],
    [{ document_name: ' ' }, 400, noDocument],
    [{ document_number: undefined }, 400, noDocument],
    [{ document_number: 1 }, 400, noDocument],
    [{ webhook_url: undefined }, 400, bad('webhook_url is required')],
    [{ webhook_url: 'shop.example/hook' }, 400, badWebhook],
    [{ webhook_url: 'ftp://shop.example/hook' }, 400, badWebhook],
    [{ webhook_url: { a: 1 } }, 400, badWebhook],
    [{ redirect_url: 'javascript:alert(1)' }, 400, badRedirect],
    [{ redirect_url: '/done' }, 400, badRedirect],
    [{ platform: 'web' }, 400, badPlatform],
    [{ platform: 1 }, 400, badPlatform],
    [{ metadata: [1] }, 400, badMetadata],
    [{ metadata: 'order' }, 400, badMetadata],
    [{ metadata: eleven }, 400, badMetadata],
    [{ metadata: { k: 'x'.repeat(1024) } }, 400, badMetadata],
    [{ document_type: '7' }, 502, gateway('Invalid document type')],
    [{ document_number: '12345' }, 502, gateway('Invalid NRIC Format')],
  ])('refuses %j with %i', async (more, status, body) => {
    const answer = await bench.create(more);
    expect([answer.status, answer.body]).toEqual([status, body]);
    expectNothing();
  });

  it.each(['{', '[]', '"text"'])('refuses the body %s', async (text) => {
    const answer = await bench.call('POST', '', text);
    expect([answer.status, answer.body['error']]).toEqual([400, 'BAD_REQUEST']);
  });

  it.each([
    { document_number: '000000112222' },
    { document_number: 'A1234567', document_type: '2' },
    { document_number: 'A1234567', document_type: '3' },
    { document_type: undefined, platform: undefined, redirect_url: undefined, metadata: undefined },
    { platform: 'Android', success_url: 'https://a.example', fail_url: 'https://b.example' },
    { metadata: { k: 'x'.repeat(1015) } },
  ])('takes %j', async (more) => expect((await bench.create(more)).status).toBe(201));
});

describe('what is used up', () => {
  it('credits: 402 with the balance', async () => {
    bench.truestack.control.setBalance(1.5);
    expect((await bench.create()).status).toBe(201);
    const answer = await bench.create();
    expect([answer.status, answer.body]).toEqual([
      402,
      { error: 'INSUFFICIENT_CREDITS', message: 'Client credit balance exhausted', balance: 0.5 },
    ]);
    bench.truestack.control.setBalance(null);
    expect((await bench.create()).status).toBe(201);
    const quota = await bench.create({ document_name: 'SITI SAMPLE +quota' });
    expect([quota.status, quota.body['balance']]).toEqual([402, 0]);
  });

  it('calls: 60 in a minute of each client, then 429', async () => {
    await bench.close();
    bench = await startBench({ ratePerMinute: 3 });
    const created = await bench.create();
    expect(created.headers.get('x-ratelimit-limit')).toBe('3');
    expect(created.headers.get('x-ratelimit-remaining')).toBe('2');
    expect(created.headers.get('x-ratelimit-reset')).toBe(String(Date.UTC(2030, 0, 2, 3, 5) / 1000));
    await bench.get(created);
    expect((await bench.get(created)).headers.get('x-ratelimit-remaining')).toBe('0');
    const refused = await bench.get(created);
    expect([refused.status, refused.body['error']]).toEqual([429, 'RATE_LIMITED']);
    expect(refused.headers.get('x-ratelimit-reset')).toBe(String(Date.UTC(2030, 0, 2, 3, 5) / 1000));
    expect(refused.headers.has('retry-after')).toBe(false);
    expect((await bench.call('GET', '/x', undefined, `Bearer ${otherKey}`)).status).toBe(404);
    bench.clock.advance(55_000);
    expect((await bench.get(created)).status).toBe(200);
    bench.truestack.control.setRatePerMinute(null);
    const free = await bench.get(created);
    expect([free.status, free.headers.get('x-ratelimit-limit')]).toEqual([200, null]);
  });

  it('is 60 calls unless it is told otherwise', async () => {
    expect((await bench.create()).headers.get('x-ratelimit-limit')).toBe('60');
  });

  it('open sessions: as many as a client may have', async () => {
    await bench.close();
    bench = await startBench({ maxConcurrent: 1 });
    const first = await bench.create();
    const refused = await bench.create();
    expect([refused.status, refused.body['message']]).toEqual([429, 'Too many concurrent sessions']);
    bench.truestack.control.finish(idOf(first));
    expect((await bench.create()).status).toBe(201);
  });
});

describe('trouble on demand', () => {
  it('+down is 502, +busy is 429 and says when to come back', async () => {
    const down = await bench.create({ document_name: 'SITI SAMPLE +down' });
    expect([down.status, down.body]).toEqual([
      502,
      { error: 'GATEWAY_ERROR', message: 'Failed to initiate KYC session' },
    ]);
    const busy = await bench.create({ document_name: 'SITI SAMPLE +busy' });
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '30']);
    expectNothing();
  });

  it('fails the next calls as told, and leaves the rest alone', async () => {
    bench.truestack.control.failNext(1, 500);
    bench.truestack.control.failNext(1, 429, 7);
    const first = await bench.create();
    expect([first.status, first.body['error']]).toEqual([500, 'SERVER_ERROR']);
    const second = await bench.create();
    expect([second.status, second.headers.get('retry-after'), second.body['error']]).toEqual([
      429,
      '7',
      'RATE_LIMITED',
    ]);
    expect((await bench.create()).status).toBe(201);
  });

  it('has no other routes', async () => {
    const { status, body } = await bench.call('DELETE', '/x');
    expect([status, body['error']]).toEqual([404, 'NOT_FOUND']);
  });
});
