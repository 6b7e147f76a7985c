import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonical } from './query.ts';
import { sign } from './signature.ts';
import { type Bench, call, credentials, type Signing, startBench } from './testing.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const address = { ethereum_address: '0xde709f2102306220921060314715629080e2fb77' };
const ask = (signing: Signing) => call(bench, 'GET', '/ethereum-address-validation', address, signing);
const now = (): number => bench.clock.now() / 1000;
const message =
  'We could not authenticate the request. Please review your credentials and authentication method.';

describe('a signed request', () => {
  it.each([-10, -1, 0, 1, 10])('may be %i s off', async (off) => {
    expect(await ask({ at: now() + off })).toMatchObject({ status: 200, success: true });
  });

  it.each([-11, 11, 3600])('may not be %i s off', async (off) => {
    expect(await ask({ at: now() + off })).toMatchObject({
      status: 401,
      success: false,
      err: { internal_id: 'um_vac_1', code: 'UNAUTHORIZED', msg: message },
    });
  });

  it.each<[string, Signing]>([
    ['another key', { apiKey: 'other' }],
    ['another secret', { apiSecret: 'other' }],
    ['a changed value', { tamper: (text) => text.replace('fb77', 'fb78') }],
    ['a further value', { tamper: (text) => `${text}&more=1` }],
    ['a further empty value', { tamper: (text) => `${text}&more=` }],
    ['a signature cut short', { tamper: (text) => text.slice(0, -1) }],
    [
      'a signature in capitals',
      { tamper: (text) => text.replace(/[0-9a-f]{64}$/, (hex) => hex.toUpperCase()) },
    ],
    ['no signature', { tamper: (text) => text.replace(/&signature=.*/, '') }],
    ['no key', { tamper: (text) => text.replace(/api_key=[^&]*&/, '') }],
    ['a signature that is a list', { tamper: (text) => text.replace('signature', 'signature[]') }],
  ])('with %s is refused', async (_name, signing) => {
    expect(await ask(signing)).toMatchObject({
      status: 401,
      err: { internal_id: 'a_ar_b_vc_1', code: 'UNAUTHORIZED', msg: message },
    });
  });

  it.each(['', 'soon', '-1', '1e9', '1893553445.0'])('with the time "%s" is refused', async (time) => {
    const tamper = (text: string) => text.replace(/request_timestamp=\d+/, `request_timestamp=${time}`);
    expect(await ask({ tamper })).toMatchObject({ status: 401, err: { internal_id: 'um_vac_1' } });
  });

  it('may be written in another order and with other escapes', async () => {
    const tamper = (text: string) => text.split('&').reverse().join('&').replace('ethereum', '%65thereum');
    expect((await ask({ tamper })).success).toBe(true);
  });

  it('cannot be read', async () => {
    expect(await ask({ tamper: (text) => `${text}&a=%zz` })).toMatchObject({
      status: 400,
      err: { code: 'BAD_REQUEST' },
    });
  });

  it('is for one path alone', async () => {
    const text = canonical({ api_key: credentials.apiKey, request_timestamp: now() });
    const signature = sign(credentials.apiSecret, `/api/v2/users-kyc?${text}`);
    const url = (path: string) => `${bench.ost.baseUrl}/api/v2/${path}?${text}&signature=${signature}`;
    expect((await fetch(url('users-kyc'))).status).toBe(200);
    expect((await fetch(url('users'))).status).toBe(401);
  });

  it('has its parameters in the query for GET and in a form for POST, nowhere else', async () => {
    const signed = { api_key: credentials.apiKey, email: 'a@shop.example', request_timestamp: now() };
    const text = canonical(signed);
    const signature = sign(credentials.apiSecret, `/api/v2/users?${text}`);
    const url = `${bench.ost.baseUrl}/api/v2/users`;
    const post = async (query: string, type: string, body: string): Promise<number> =>
      (await fetch(url + query, { method: 'POST', headers: { 'content-type': type }, body })).status;
    const form = 'application/x-www-form-urlencoded';
    expect(await post(`?${text}&signature=${signature}`, form, '')).toBe(401);
    expect(await post('', 'application/json', JSON.stringify({ ...signed, signature }))).toBe(401);
    expect(await post('', 'text/plain', `${text}&signature=${signature}`)).toBe(401);
    expect(bench.ost.control.users()).toEqual([]);
    expect(await post('', form, `${text}&signature=${signature}`)).toBe(200);
  });
});

describe('the clock of the server', () => {
  it('can be off, and says so in the header Date', async () => {
    bench.ost.control.setClockSkew(60);
    const refused = await ask({});
    expect([refused.status, refused.err?.internal_id]).toEqual([401, 'um_vac_1']);
    const server = Date.parse(refused.headers.get('date') ?? '') / 1000;
    expect(server - now()).toBe(60);
    expect((await ask({ at: server })).status).toBe(200);
    bench.ost.control.reset();
    expect((await ask({})).status).toBe(200);
  });
});

describe('what is not there', () => {
  it.each([
    ['GET', '/nothing'],
    ['POST', '/users-kyc'],
    ['GET', '/users/'],
    ['GET', '/Users'],
    ['GET', '/users/A'],
    ['GET', '/users-kyc/1/email/approve'],
    ['POST', '/users-kyc/1/email/praise'],
    ['POST', '/users-kyc/pre-signed-urls/for-put'],
  ] as const)('%s %s is 404', async (method, path) => {
    expect(await call(bench, method, path)).toMatchObject({
      status: 404,
      err: { code: 'NOT_FOUND', msg: 'The requested resource could not be located.' },
    });
  });

  it('HEAD is 404 too, and a body that is too long 400', async () => {
    expect((await fetch(`${bench.ost.baseUrl}/api/v2/users`, { method: 'HEAD' })).status).toBe(404);
    const long = await call(bench, 'POST', '/users', { email: 'x'.repeat(300_000) });
    expect(long).toMatchObject({ status: 400, err: { code: 'BAD_REQUEST' } });
  });
});
