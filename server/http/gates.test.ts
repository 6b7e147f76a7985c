import { createHash, generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { errorBody } from '../contract/error.ts';
import { createTokens } from '../tokens.ts';
import { requireApiKey, requireToken } from './authenticate.ts';
import { widgetCors } from './cors.ts';
import { securityHeaders } from './security.ts';
import { stage } from './testing.ts';

const page = 'https://shop.example';
const sessionId = 'ses_sample0000000000000000aa';
const locals = ((_request, response) => void response.json(response.locals)) satisfies Parameters<
  typeof stage
>[1][0];

const open: { stop: () => Promise<void> }[] = [];
afterEach(() => Promise.all(open.splice(0).map(({ stop }) => stop())));

const on = async (...handlers: Parameters<typeof stage>[1]) => {
  const made = await stage('/', handlers);
  open.push(made);
  return async (headers: Record<string, string> = {}, method = 'GET') => {
    const answer = await fetch(made.url, { method, headers });
    const text = await answer.text();
    const value: unknown = text === '' ? null : JSON.parse(text);
    return {
      status: answer.status,
      value,
      code: errorBody.safeParse(value).data?.error.code,
      header: (name: string) => answer.headers.get(name),
    };
  };
};

describe('pages', () => {
  const cors = () => on(widgetCors({ allowedOrigins: [page] }), locals);

  it('of an allowed origin may read the answer', async () => {
    const { status, header } = await (await cors())({ origin: page });
    expect(status).toBe(200);
    expect(header('access-control-allow-origin')).toBe(page);
    expect(header('access-control-expose-headers')).toBe('X-Request-Id, Retry-After');
    expect(header('access-control-allow-credentials')).toBeNull();
    expect(header('vary')).toContain('Origin');
  });

  it('of an allowed origin may ask first', async () => {
    const asked = { origin: page, 'access-control-request-method': 'PUT' };
    const { status, header } = await (await cors())(asked, 'OPTIONS');
    expect(status).toBe(204);
    expect(header('access-control-allow-methods')).toBe('GET, POST, PUT');
    expect(header('access-control-allow-headers')).toBe('authorization, content-type');
    expect(header('access-control-max-age')).toBe('600');
  });

  it.each([
    'null',
    'https://evil.example',
    `${page}.evil.example`,
    'http://shop.example',
    `${page}:8443`,
    `${page}/`,
  ])('of %s are refused, also when they ask first', async (origin) => {
    const call = await cors();
    for (const answer of [
      await call({ origin }),
      await call({ origin, 'access-control-request-method': 'GET' }, 'OPTIONS'),
    ]) {
      expect(answer).toMatchObject({ status: 403, code: 'origin_not_allowed' });
      expect(answer.header('access-control-allow-origin')).toBeNull();
      expect(answer.header('vary')).toContain('Origin');
    }
  });

  it('are not asked for when there is none', async () => {
    const { status, header } = await (await cors())();
    expect([status, header('access-control-allow-origin'), header('vary')]).toEqual([200, null, 'Origin']);
  });
});

describe('API keys', () => {
  const keys = ['sample-key-one-0123456789', 'sample-key-two-0123456789'];
  const apiKeys = keys.map((key) => {
    const sha256 = createHash('sha256').update(key).digest();
    return { id: sha256.toString('hex').slice(0, 12), sha256 };
  });
  const gate = () => on(requireApiKey({ apiKeys }), locals);

  it.each(keys)('%s is let in under its own id', async (key) => {
    const expected = apiKeys[keys.indexOf(key)]?.id;
    expect(await (await gate())({ authorization: `Bearer ${key}` })).toMatchObject({
      status: 200,
      value: { apiKeyId: expected },
    });
  });

  it.each([
    {},
    { authorization: '' },
    { authorization: keys[0] ?? '' },
    { authorization: `Basic ${keys[0]}` },
    { authorization: `Bearer ${keys[0]}x` },
    { authorization: 'Bearer ' },
    { authorization: `Bearer ${apiKeys[0]?.sha256.toString('hex')}` },
    { 'x-api-key': keys[0] ?? '' },
  ])('anything else is not: %j', async (headers) => {
    expect(await (await gate())(headers)).toMatchObject({ status: 401, code: 'api_key_invalid' });
  });

  it('are guessed 20 times a minute at the most, and the right one still gets in', async () => {
    const call = await gate();
    for (let attempt = 0; attempt < 20; attempt++) expect((await call()).code).toBe('api_key_invalid');
    const refused = await call();
    expect(refused).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(refused.header('retry-after'))).toBeGreaterThan(0);
    expect((await call({ authorization: `Bearer ${keys[1]}` })).status).toBe(200);
  });
});

describe('session tokens', () => {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const tokens = createTokens({
    keys: [{ kty: 'OKP', crv: 'Ed25519', x, d }],
    issuer: 'https://kyc.example',
    ttlSeconds: 900,
    now: Date.now,
  });
  const mint = async (id = sessionId) =>
    (await tokens.mint(id, [page], new Date(Date.now() + 3_600_000))).token;

  it('are let in from their page', async () => {
    const call = await on(requireToken(tokens), locals);
    const answer = await call({ authorization: `Bearer ${await mint()}`, origin: page });
    expect(answer).toMatchObject({ status: 200, value: { verified: { sessionId, origins: [page] } } });
  });

  it('are refused otherwise', async () => {
    const call = await on(requireToken(tokens), locals);
    const authorization = `Bearer ${await mint()}`;
    expect(await call()).toMatchObject({ status: 401, code: 'token_missing' });
    expect(await call({ authorization: 'Bearer x.y.z' })).toMatchObject({
      status: 401,
      code: 'token_invalid',
    });
    expect(await call({ authorization, origin: 'null' })).toMatchObject({
      status: 403,
      code: 'origin_not_allowed',
    });
  });

  it('are limited by session', async () => {
    const call = await on(requireToken(tokens, { requestsPerMinute: 2 }), locals);
    const one = { authorization: `Bearer ${await mint()}` };
    const renewed = { authorization: `Bearer ${await mint()}` };
    expect([(await call(one)).status, (await call(renewed)).status]).toEqual([200, 200]);
    expect(await call(one)).toMatchObject({ status: 429, code: 'rate_limited' });
    const other = { authorization: `Bearer ${await mint('ses_sample0000000000000000bb')}` };
    expect((await call(other)).status).toBe(200);
  });
});

describe('every answer', () => {
  it('may not be shown, framed, kept or guessed', async () => {
    const { header } = await (await on(securityHeaders({ publicUrl: 'https://kyc.example' }), locals))();
    expect(header('content-security-policy')).toContain("default-src 'none'");
    expect(header('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(header('cache-control')).toBe('no-store');
    expect(header('referrer-policy')).toBe('no-referrer');
    expect(header('x-content-type-options')).toBe('nosniff');
    expect(header('strict-transport-security')).toContain('max-age=63072000');
  });

  it('over http does not promise https', async () => {
    const { header } = await (await on(securityHeaders({ publicUrl: 'http://127.0.0.1:1' }), locals))();
    expect(header('strict-transport-security')).toBeNull();
  });

  it.each([
    ['sample-request', true],
    ['short', false],
    ['x'.repeat(65), false],
    ['0000000101000001 BUDI', false],
  ])('has a request id: of %s it is taken over: %s', async (id, taken) => {
    const { header } = await (await on(locals))({ 'x-request-id': id });
    expect(header('x-request-id')).toMatch(/^[A-Za-z0-9._-]{8,64}$/);
    expect(header('x-request-id') === id).toBe(taken);
  });
});
