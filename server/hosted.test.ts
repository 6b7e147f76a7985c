import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorBody } from './contract/error.ts';
import { flow, hostedPage } from './contract/flow.ts';
import { createdSession, session } from './contract/session.ts';
import { deliveryList } from './contract/webhook.ts';
import type { Outcome } from './providers/provider.ts';
import { fakeAdapter } from './sessions/testing.ts';
import { type Answer, page, startServer, type TestServer } from './testing/start.ts';

const hostedUrl = 'https://onboarding.example/once';
const bytes = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9);
let answer: Outcome = { status: 'pending', result: null };

const hosted = fakeAdapter({
  name: 'truestack',
  mode: 'hosted',
  documents: ['mykad', 'passport'],
  steps: () => [],
  start: async (made) => ({ references: [made.sessionId], hosted: { url: hostedUrl, expiresAt: null } }),
  fetchStatus: async () => ({ outcome: answer }),
  images: ['front_document'],
  webhookBytes: 2 * 1024 * 1024,
  fetchImage: async () => ({ contentType: 'image/jpeg', bytes }),
});

let server: TestServer;
beforeAll(async () => {
  server = await startServer([hosted]);
});
afterAll(() => server.stop());

const open = async (body: Readonly<Record<string, unknown>> = {}) => {
  const made = await server.call('POST', '/v1/sessions', { body: { provider: 'truestack', ...body } });
  return createdSession.parse(made.body);
};
const expectProblem = ({ status, body }: Answer, expected: number, code: string) => {
  expect(errorBody.parse(body).error.code).toBe(code);
  expect(status).toBe(expected);
};

describe('a session on the page of the provider', () => {
  test('tells the widget where it is, and remembers that the person went there', async () => {
    answer = { status: 'pending', result: null };
    const { id, token, hostedUrl: url, mode } = await open();
    expect([mode, url]).toEqual(['hosted', hostedUrl]);
    const before = flow.parse((await server.call('GET', '/v1/flow', { as: { token } })).body);
    expect(before.hosted).toEqual({ url: hostedUrl, expiresAt: null, opened: false });
    const returnUrl = `${page}/checkout?step=2`;
    const went = await server.call('POST', '/v1/flow/hosted', { as: { token }, body: { returnUrl } });
    expect(hostedPage.parse(went.body)).toEqual({ url: hostedUrl, expiresAt: null, opened: true });
    const after = flow.parse((await server.call('GET', '/v1/flow', { as: { token } })).body);
    expect(after.hosted?.opened).toBe(true);
    expect((await server.store.load(id))?.hosted?.returnUrl).toBe(returnUrl);
    expect(server.log()).not.toContain('checkout');
  });

  test.each([
    ['https://elsewhere.example/', 403, 'origin_not_allowed'],
    [`${page}.elsewhere.example/`, 403, 'origin_not_allowed'],
    ['javascript:alert(1)', 400, 'body_invalid'],
    ['/relative', 400, 'body_invalid'],
    [7, 400, 'body_invalid'],
  ])('sends nobody to %j', async (returnUrl, status, code) => {
    const { token, id } = await open();
    const refused = await server.call('POST', '/v1/flow/hosted', { as: { token }, body: { returnUrl } });
    expectProblem(refused, status, code);
    expect((await server.store.load(id))?.hosted?.opened).toBeUndefined();
  });

  test('wants a token, and has nothing to open in capture mode', async () => {
    expectProblem(await server.call('POST', '/v1/flow/hosted', { body: {} }), 401, 'token_missing');
    const { token } = await server.open();
    const refused = await server.call('POST', '/v1/flow/hosted', { as: { token }, body: {} });
    expectProblem(refused, 409, 'step_conflict');
  });
});

test.each(['SITI\u0000SAMPLE', 'SITI\nSAMPLE', 'SITI \ud800'])(
  'a name with a character that no document has is refused: %j',
  async (name) => {
    const refused = await server.call('POST', '/v1/sessions', {
      body: { provider: 'truestack', document: { type: 'mykad', name } },
    });
    expectProblem(refused, 400, 'body_invalid');
    expect(errorBody.parse(refused.body).error.details).toEqual([
      { path: 'document.name', message: 'must not hold control characters' },
    ]);
  },
);

describe('the page that people return to', () => {
  const get = (path: string) => server.call('GET', path);

  test('knows where they came from, whatever the provider says in its address', async () => {
    const { id, token } = await open({ redirectUrl: 'https://shop.example/end', locale: 'ms' });
    const first = await get(`/return/${id}?refId=x&status=2&result=1`);
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toMatch(/^text\/html/);
    expect(first.text).toContain('data-next="https://shop.example/end"');
    expect(first.text).toContain('lang="ms"');
    const returnUrl = `${page}/a?b=1&c="><script>`;
    await server.call('POST', '/v1/flow/hosted', { as: { token }, body: { returnUrl } });
    const second = await get(`/return/${id}`);
    expect(second.text).toContain('data-next="https://shop.example/a?b=1&amp;c=&quot;&gt;&lt;script&gt;"');
    expect(second.text).not.toContain('"><script>');
    expect((await server.store.load(id))?.status).toBe('pending');
  });

  test('makes the server ask the provider, when it is really opened', async () => {
    answer = { status: 'completed', result: 'approved' };
    const { id } = await open();
    const due = () => server.store.toAsk('truestack', new Date(), 100);
    await server.call('HEAD', `/return/${id}`);
    expect(await due()).not.toContain(id);
    await get(`/return/${id}?status=2&result=0`);
    expect(await due()).toContain(id);
    await server.ask();
    expect((await server.store.load(id))?.result).toBe('approved');
  });

  test('may be framed by pages of the merchant only, runs its own script only, and can tell who opened it', async () => {
    const { id } = await open();
    const { headers, text } = await get(`/return/${id}`);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; " +
        'frame-ancestors https://shop.example https://other.example',
    );
    expect(headers.has('x-frame-options')).toBe(false);
    expect(headers.get('cross-origin-opener-policy')).toBe('unsafe-none');
    expect(text).not.toMatch(/<script>|style=/);
    for (const [name, type] of [
      ['return.js', 'text/javascript'],
      ['return.css', 'text/css'],
    ]) {
      const part = await get(`/return-parts/${name}`);
      expect([part.status, part.headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`]);
    }
    expectProblem(await get('/return-parts/constructor'), 404, 'not_found');
  });

  test('says that it may be closed where nobody knows the session', async () => {
    for (const path of ['/return/ses_000000000000000000000000', '/return/x', '/return/%3Cscript%3E']) {
      const unknown = await get(path);
      expect(unknown.status).toBe(404);
      expect(unknown.text).toContain('This link does not work');
      expect(unknown.text).toContain('data-session="" data-origins="[]" data-next=""');
    }
  });
});

describe('pictures of a completed session', () => {
  test('come through us, for the merchant only', async () => {
    answer = { status: 'completed', result: 'approved' };
    const { id, token } = await open();
    const before = await server.call('GET', `/v1/sessions/${id}/images/front_document`);
    expectProblem(before, 404, 'not_found');
    const done = session.parse((await server.call('POST', `/v1/sessions/${id}/refresh`)).body);
    const url = `${server.url}/v1/sessions/${id}/images/front_document`;
    expect(done.images).toEqual({ front_document: url });
    const picture = await server.call('GET', new URL(url).pathname);
    expect(picture.status).toBe(200);
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
    expect(picture.headers.get('cache-control')).toBe('no-store');
    const stranger = await server.call('GET', new URL(url).pathname, { as: { token } });
    expectProblem(stranger, 401, 'api_key_invalid');
    const other = await server.call('GET', `/v1/sessions/${id}/images/back_document`);
    expectProblem(other, 404, 'not_found');
  });
});

test('webhooks are as long as their provider makes them, and no longer', async () => {
  const send = (bytes: number) =>
    server.call('POST', '/v1/webhooks/truestack', { raw: new Uint8Array(bytes) });
  expect((await send(2 * 1024 * 1024)).status).toBe(200);
  expectProblem(await send(2 * 1024 * 1024 + 1), 413, 'body_too_large');
});

describe('the log of webhooks to the merchant', () => {
  test('says what was delivered and what was not', async () => {
    let status = 503;
    const shop = createServer((_request, response) => response.writeHead(status).end());
    await new Promise<void>((done) => shop.listen(0, '127.0.0.1', done));
    const { port } = shop.address() as AddressInfo;
    try {
      answer = { status: 'completed', result: 'rejected', extracted: { fullName: 'BUDI CONTOH' } };
      const { id } = await open({ webhookUrl: `http://127.0.0.1:${port}/hook` });
      await server.call('POST', `/v1/sessions/${id}/refresh`);
      await server.delivery.settled();
      const read = async (query = '') => {
        const { body } = await server.call('GET', `/v1/sessions/${id}/deliveries${query}`);
        return deliveryList.parse(body).deliveries;
      };
      expect(await read()).toMatchObject([
        { sessionId: id, type: 'session.completed', status: 'pending', attempts: [{ httpStatus: 503 }] },
      ]);
      status = 204;
      server.advance(5000);
      server.delivery.wake();
      await server.delivery.settled();
      const [record] = await read('?status=delivered');
      expect(record).toMatchObject({ status: 'delivered', nextAttemptAt: null });
      expect(record?.attempts.map(({ outcome }) => outcome)).toEqual(['refused', 'delivered']);
      expect(await read('?status=given_up')).toEqual([]);
      const all = await server.call('GET', '/v1/deliveries?limit=1', { as: 'merchant' });
      expect(deliveryList.parse(all.body).deliveries[0]?.id).toBe(record?.id);
      expect(all.text).not.toMatch(/CONTOH|127\.0\.0\.1/);
    } finally {
      shop.closeAllConnections();
      await new Promise((done) => shop.close(done));
    }
  });

  test.each([
    ['/v1/sessions/ses_000000000000000000000000/deliveries', 404, 'session_not_found'],
    ['/v1/deliveries?cursor=x', 400, 'query_invalid'],
    ['/v1/deliveries?status=lost', 400, 'query_invalid'],
    ['/v1/deliveries?limit=0', 400, 'query_invalid'],
  ])('%s is refused', async (path, status, code) => {
    expectProblem(await server.call('GET', path, { as: 'merchant' }), status, code);
  });

  test('needs the API key', async () => {
    expectProblem(await server.call('GET', '/v1/deliveries', { as: 'nobody' }), 401, 'api_key_invalid');
  });
});
