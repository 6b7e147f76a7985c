import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { errorBody } from './contract/error.ts';
import { flow } from './contract/flow.ts';
import { createdSession, mintedToken, session, sessionList } from './contract/session.ts';
import { flowStatus } from './contract/status.ts';
import { uploadTarget } from './contract/upload.ts';
import { ProviderError } from './providers/errors.ts';
import { expectProblem, file } from './testing/expect.ts';
import { page, startServer, type TestServer } from './testing/start.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describe('the merchant’s endpoints', () => {
  test('make a session, show it, list it, mint a token, erase it', async () => {
    const made = await server.call('POST', '/v1/sessions', {
      body: { provider: 'onekyc', document: { type: 'ktp' }, metadata: { order: '7' } },
    });
    expect(made.status).toBe(201);
    const { id, mode, status } = createdSession.parse(made.body);
    expect({ mode, status }).toEqual({ mode: 'capture', status: 'pending' });
    expect(id).toMatch(/^ses_[a-z0-9]{24}$/);

    const shown = session.parse((await server.call('GET', `/v1/sessions/${id}`)).body);
    expect(shown).toMatchObject({ id, status: 'pending', result: null, metadata: { order: '7' } });

    const listed = sessionList.parse((await server.call('GET', '/v1/sessions?limit=1')).body);
    expect(listed.sessions[0]?.id).toBe(id);

    const minted = await server.call('POST', `/v1/sessions/${id}/tokens`);
    expect(minted.status).toBe(201);
    mintedToken.parse(minted.body);

    expect((await server.call('DELETE', `/v1/sessions/${id}`)).status).toBe(204);
    expectProblem(await server.call('GET', `/v1/sessions/${id}`), 404, 'session_not_found');
    expectProblem(await server.call('DELETE', `/v1/sessions/${id}`), 404, 'session_not_found');
  });

  test('page through the list without a gap or a repeat', async () => {
    for (let count = 0; count < 5; count += 1) await server.open();
    const seen: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 20; pages += 1) {
      const answer = await server.call('GET', `/v1/sessions?limit=2${cursor && `&cursor=${cursor}`}`);
      const { sessions, nextCursor } = sessionList.parse(answer.body);
      seen.push(...sessions.map(({ id }) => id));
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    expect(seen.length).toBeGreaterThanOrEqual(5);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('replay an idempotency key, and refuse it for another order', async () => {
    const headers = { 'idempotency-key': 'order-4711' };
    const body = { provider: 'onekyc' };
    const [first, second] = await Promise.all([
      server.call('POST', '/v1/sessions', { body, headers }),
      server.call('POST', '/v1/sessions', { body, headers }),
    ]);
    expect([first.status, second.status]).toEqual([201, 201]);
    const [one, two] = [createdSession.parse(first.body), createdSession.parse(second.body)];
    expect(two.id).toBe(one.id);
    expect((await server.call('GET', '/v1/flow', { as: { token: two.token } })).status).toBe(200);
    const other = await server.call('POST', '/v1/sessions', { body: { ...body, locale: 'id' }, headers });
    expectProblem(other, 409, 'idempotency_conflict');
  });

  test.each([
    ['no key', { as: 'nobody' as const }, 401, 'api_key_invalid'],
    ['a wrong key', { as: { token: 'x'.repeat(30) } }, 401, 'api_key_invalid'],
  ])('refuse %s', async (_name, options, status, code) => {
    expectProblem(await server.call('GET', '/v1/sessions', options), status, code);
  });

  test.each([
    ['an unknown provider', { provider: 'nobody' }, 400, 'body_invalid'],
    ['a provider that is not set up', { provider: 'ctos' }, 422, 'provider_not_configured'],
    [
      'a document it does not take',
      { provider: 'onekyc', document: { type: 'pan' } },
      422,
      'document_unsupported',
    ],
    ['an unknown field', { provider: 'onekyc', providr: 1 }, 400, 'body_invalid'],
    [
      'a webhook that is no URL',
      { provider: 'onekyc', webhookUrl: 'ftp://shop.example' },
      400,
      'body_invalid',
    ],
  ])('refuse %s', async (_name, body, status, code) => {
    expectProblem(await server.call('POST', '/v1/sessions', { body }), status, code);
  });

  test('say what is wrong without repeating it', async () => {
    const answer = await server.call('POST', '/v1/sessions', {
      body: { provider: 'onekyc', user: { externalId: 'u', email: 'budi-at-contoh' } },
    });
    const { details } = errorBody.parse(answer.body).error;
    expect(details?.map(({ path }) => path)).toEqual(['user.email']);
    expect(answer.text).not.toContain('budi-at-contoh');
  });

  test('refresh asks the provider', async () => {
    const { id } = await server.open();
    const before = server.provider.calls.filter((call) => call === 'fetchStatus').length;
    expect((await server.call('POST', `/v1/sessions/${id}/refresh`)).status).toBe(200);
    expect(server.provider.calls.filter((call) => call === 'fetchStatus').length).toBe(before + 1);
  });
});

describe('the widget’s endpoints', () => {
  test('lead from the flow to the result', async () => {
    const { id, token } = await server.open({ locale: 'id' });
    const as = { token };
    const began = flow.parse((await server.call('GET', '/v1/flow', { as })).body);
    expect(began.steps.map(({ kind, done }) => [kind, done])).toEqual([
      ['consent', false],
      ['document', false],
    ]);
    expect(began).toMatchObject({ sessionId: id, mode: 'capture', locale: 'id', status: 'pending' });

    const target = await server.call('POST', '/v1/flow/uploads', { as, body: file() });
    expect(target.status).toBe(201);
    expect(uploadTarget.parse(target.body)).toMatchObject({ method: 'PUT' });
    const reloaded = flow.parse((await server.call('GET', '/v1/flow', { as })).body);
    expect(reloaded.steps.map(({ done }) => done)).toEqual([false, true]);

    const submitted = await server.call('POST', '/v1/flow/submissions', { as });
    expect(flowStatus.parse(submitted.body)).toMatchObject({ status: 'processing', result: null });
    server.provider.answer = {
      status: 'completed',
      result: 'approved',
      extracted: { fullName: 'BUDI CONTOH', documentNumber: '0000000101000001' },
    };
    server.advance(60_000);
    const finished = flowStatus.parse((await server.call('GET', '/v1/flow/status', { as })).body);
    expect(finished).toMatchObject({ status: 'completed', result: 'approved', pollAfterMs: null });
    const kept = session.parse((await server.call('GET', `/v1/sessions/${id}`)).body);
    expect(kept.extracted.fullName).toBe('BUDI CONTOH');

    expectProblem(await server.call('POST', '/v1/flow/uploads', { as, body: file() }), 409, 'session_closed');
    server.provider.answer = { status: 'processing', result: null };
  });

  test.each([
    ['an unknown slot', { ...file(), slot: 'selfie' }, 422, 'slot_unknown'],
    ['a type that is not taken', { ...file(), contentType: 'image/gif' }, 422, 'file_type_unsupported'],
    ['too many bytes', { ...file(), size: 1_000_001 }, 413, 'file_too_large'],
    ['too few bytes', { ...file(), size: 99 }, 422, 'file_too_small'],
    ['a digest that is none', { ...file(), sha256: 'ABC' }, 400, 'body_invalid'],
  ])('refuse %s', async (_name, body, status, code) => {
    const { token } = await server.open();
    const calls = server.provider.calls.length;
    expectProblem(await server.call('POST', '/v1/flow/uploads', { as: { token }, body }), status, code);
    expect(server.provider.calls.length).toBe(calls);
  });

  test('refuse to submit what was not uploaded', async () => {
    const { token } = await server.open();
    expectProblem(
      await server.call('POST', '/v1/flow/submissions', { as: { token } }),
      422,
      'upload_missing',
    );
  });

  test('submit once, however often it is said', async () => {
    const { token } = await server.open();
    await server.call('POST', '/v1/flow/uploads', { as: { token }, body: file() });
    const before = server.provider.calls.filter((call) => call === 'submit').length;
    const answers = await Promise.all(
      [1, 2, 3].map(() => server.call('POST', '/v1/flow/submissions', { as: { token } })),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(server.provider.calls.filter((call) => call === 'submit').length).toBe(before + 1);
  });

  test('hand in to the end, also when the person has left', async () => {
    const { id, token } = await server.open();
    await server.call('POST', '/v1/flow/uploads', { as: { token }, body: file() });
    const asked = server.provider.calls.length;
    let release = (): void => undefined;
    server.provider.gate = new Promise((resolve) => {
      release = resolve;
    });
    const page = new AbortController();
    const left = fetch(`${server.url}/v1/flow/submissions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      signal: page.signal,
    }).catch(() => 'left');
    await vi.waitFor(() => expect(server.provider.calls.slice(asked)).toContain('submit'));
    page.abort();
    expect(await left).toBe('left');
    await vi.waitFor(() => expect(server.log()).toMatch(new RegExp(`"status":499.*${id}`)));
    release();
    await vi.waitFor(async () => expect((await server.store.load(id))?.status).toBe('processing'));
  });

  test('let the upload be repeated when the provider misses it', async () => {
    const { token } = await server.open();
    const as = { token };
    await server.call('POST', '/v1/flow/uploads', { as, body: file() });
    server.provider.refuseSubmit = new ProviderError('onekyc', 'submit', 'upload_missing', { status: 422 });
    expectProblem(await server.call('POST', '/v1/flow/submissions', { as }), 422, 'upload_missing');
    server.provider.refuseSubmit = null;
    expect((await server.call('POST', '/v1/flow/uploads', { as, body: file(6000) })).status).toBe(201);
    expect((await server.call('POST', '/v1/flow/submissions', { as })).status).toBe(202);
  });

  test.each([
    ['rate_limited', 503, 'provider_unavailable'],
    ['unavailable', 503, 'provider_unavailable'],
    ['timeout', 504, 'provider_timeout'],
    ['unauthorized', 502, 'provider_error'],
    ['invalid_response', 502, 'provider_error'],
  ] as const)('translate a provider that is %s', async (kind, status, code) => {
    const { token } = await server.open();
    await server.call('POST', '/v1/flow/uploads', { as: { token }, body: file() });
    server.provider.refuseSubmit = new ProviderError('onekyc', 'submit', kind, { retryAfterMs: 4000 });
    const answer = await server.call('POST', '/v1/flow/submissions', { as: { token } });
    server.provider.refuseSubmit = null;
    expectProblem(answer, status, code);
    if (status === 503) expect(answer.headers.get('retry-after')).toBe('4');
  });

  test('hold a token to its time, its session and its origin', async () => {
    const { token } = await server.open();
    expectProblem(await server.call('GET', '/v1/flow'), 401, 'token_missing');
    expectProblem(await server.call('GET', '/v1/flow', { as: { token: `${token}x` } }), 401, 'token_invalid');
    const from = (origin: string) => server.call('GET', '/v1/flow', { as: { token }, headers: { origin } });
    expect((await from(page)).headers.get('access-control-allow-origin')).toBe(page);
    expectProblem(await from('https://evil.example'), 403, 'origin_not_allowed');

    const renewed = await server.call('POST', '/v1/flow/token', { as: { token }, headers: { origin: page } });
    const narrow = { token: mintedToken.parse(renewed.body).token };
    expect((await server.call('GET', '/v1/flow', { as: narrow, headers: { origin: page } })).status).toBe(
      200,
    );
    const elsewhere = await server.call('GET', '/v1/flow', {
      as: narrow,
      headers: { origin: 'https://other.example' },
    });
    expectProblem(elsewhere, 403, 'origin_not_allowed');

    server.advance(901_000);
    expectProblem(await server.call('GET', '/v1/flow', { as: { token } }), 401, 'token_expired');
    server.advance(-901_000);
  });

  test('end with the session', async () => {
    const { id, token } = await server.open();
    server.advance(86_400_001);
    const shown = session.parse((await server.call('GET', `/v1/sessions/${id}`)).body);
    expect(shown.status).toBe('expired');
    expectProblem(await server.call('POST', `/v1/sessions/${id}/tokens`), 410, 'session_expired');
    server.advance(-86_400_001);
    expectProblem(
      await server.call('POST', '/v1/flow/uploads', { as: { token }, body: file() }),
      410,
      'session_expired',
    );
  });

  test('answer a preflight for the pages that are allowed only', async () => {
    const ask = (origin: string) =>
      server.call('OPTIONS', '/v1/flow/uploads', {
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const allowed = await ask(page);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(page);
    expect(allowed.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('authorization');
    expect((await ask('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    const merchant = await server.call('OPTIONS', '/v1/sessions', {
      headers: { origin: page, 'access-control-request-method': 'POST' },
    });
    expect(merchant.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the face of the server', () => {
  test('is healthy and ready', async () => {
    expect((await server.call('GET', '/healthz')).status).toBe(200);
    expect((await server.call('GET', '/readyz')).status).toBe(200);
    const { body } = await server.call('GET', '/.well-known/jwks.json');
    const [key] = (body as { keys: Record<string, unknown>[] }).keys;
    expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519' });
    expect(key).not.toHaveProperty('d');
  });

  test('knows where nothing is, and what may not be done', async () => {
    expectProblem(await server.call('GET', '/nowhere'), 404, 'not_found');
    const wrong = await server.call('DELETE', '/v1/flow');
    expectProblem(wrong, 405, 'method_not_allowed');
    expect(wrong.headers.get('allow')).toContain('GET');
  });

  test.each([
    ['no JSON', '{"provider":', 'application/json', 400, 'json_invalid'],
    ['another type', 'provider=onekyc', 'application/x-www-form-urlencoded', 415, 'content_type_unsupported'],
    ['too much', JSON.stringify({ a: 'x'.repeat(70_000) }), 'application/json', 413, 'body_too_large'],
    ['an array', '[]', 'application/json', 400, 'json_invalid'],
  ])('refuses a body that is %s', async (_name, raw, type, status, code) => {
    expectProblem(
      await server.call('POST', '/v1/sessions', { raw, headers: { 'content-type': type } }),
      status,
      code,
    );
  });

  test('writes no name, number, token or key into its log', async () => {
    const { id, token } = await server.open({
      document: { type: 'ktp', name: 'BUDI CONTOH', number: '3101010101000001' },
      user: { externalId: 'customer-4711', email: 'budi@contoh.example', phone: '+62 811 000 0000' },
    });
    await server.call('GET', '/v1/flow', { as: { token } });
    await server.call('GET', '/v1/flow?token=0000000101000001', { as: { token: '0000000101000001' } });
    await server.call('POST', '/v1/sessions', {
      raw: '{"name":"BUDI CONTOH"',
      headers: { 'content-type': 'application/json' },
    });
    const log = server.log();
    expect(log).toContain(id);
    const secrets = [
      'BUDI',
      '0000000101000001',
      'customer-4711',
      'contoh.example',
      '811 000',
      token,
      'sample-api-key',
    ];
    expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
  });
});
