import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { KycError } from '../errors.ts';
import { createApi } from './client.ts';

const never = new AbortController().signal;
const clock = {
  now: () => Date.now(),
  sleep: (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(new KycError('aborted'));
      });
    }),
};
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A token that is good for `seconds` from now. */
const jwt = (name: string, seconds: number): string => {
  const now = Math.floor(Date.now() / 1000);
  return `e30.${encode({ sub: name, iat: now, exp: now + seconds })}.c2ln`;
};
const status = {
  sessionId: 'ses_1',
  status: 'processing',
  result: null,
  reasonCode: null,
  pollAfterMs: 1000,
};
const reply = (code: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(body === null ? null : JSON.stringify(body), { status: code, headers });
const refusal = (code: number, name: string, headers: Record<string, string> = {}): Response =>
  reply(code, { error: { code: name, message: 'No.', requestId: 'req_1' } }, headers);

type Handler = (path: string, init: RequestInit) => Response | Promise<Response>;

function setUp(handler: Handler, more: { getToken?: () => Promise<string>; signal?: AbortSignal } = {}) {
  const calls: { path: string; init: RequestInit; token: string | null }[] = [];
  const api = createApi({
    serverUrl: 'https://kyc.example/base/',
    getToken: async () => 'opaque',
    clock,
    fetch: async (input, init = {}) => {
      const path = String(input).replace('https://kyc.example/base', '');
      calls.push({ path, init, token: new Headers(init.headers).get('authorization') });
      return handler(path, init);
    },
    ...more,
  });
  return { api, calls };
}

beforeEach(() => void vi.useFakeTimers({ now: 1_700_000_000_000 }));
afterEach(() => void vi.useRealTimers());

describe('calls', () => {
  test('carry the token and nothing else that tells who asks', async () => {
    const { api, calls } = setUp(() => reply(200, status));
    expect(await api.submit(never)).toEqual(status);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      path: '/v1/flow/submissions',
      token: 'Bearer opaque',
      init: {
        method: 'POST',
        body: '{}',
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
      },
    });
  });

  test('a call of a part may be answered with nothing', async () => {
    const { api, calls } = setUp(() => reply(204, null));
    const body = { firstName: 'BUDI' };
    const details = { method: 'PUT', path: '/v1/flow/details', body, parse: () => 'saved' } as const;
    expect(await api.call(details, never)).toBe('saved');
    expect(calls[0]?.init.body).toBe('{"firstName":"BUDI"}');
  });

  test.each([
    [403, 'origin_not_allowed', 'origin_not_allowed'],
    [410, 'session_expired', 'session_expired'],
    [502, 'provider_error', 'provider_error'],
    [409, 'step_conflict', 'server_error'],
    [409, 'liveness_round_over', 'liveness_round_over'],
    [500, 'internal', 'server_error'],
    [418, 'made_up', 'server_error'],
    [503, 'shutting_down', 'provider_unavailable'],
    [413, 'body_too_large', 'file_too_large'],
  ])('%i %s becomes %s', async (code, name, expected) => {
    const { api } = setUp(() => refusal(code, name));
    await expect(api.status(never)).rejects.toMatchObject({ name: 'KycError', code: expected });
  });

  test('429 says how long to wait', async () => {
    const { api } = setUp(() => refusal(429, 'rate_limited', { 'retry-after': '7' }));
    await expect(api.status(never)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 7000 });
    const dated = setUp(
      () =>
        new Response('busy', {
          status: 429,
          headers: { 'retry-after': new Date(Date.now() + 9000).toUTCString() },
        }),
    );
    await expect(dated.api.status(never)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 9000 });
  });

  test("an answer that is no JSON is the server's error", async () => {
    const { api } = setUp(() => new Response('<html>', { status: 200 }));
    await expect(api.status(never)).rejects.toMatchObject({ code: 'server_error' });
  });

  test('no connection is network', async () => {
    const { api } = setUp(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(api.status(never)).rejects.toMatchObject({ code: 'network' });
  });

  const hanging: Handler = (_, init) =>
    new Promise((_resolve, reject) => {
      init.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
    });

  test('a server that hangs is given up after 15 s', async () => {
    const answer = setUp(hanging).api.status(never);
    answer.catch(() => {});
    await vi.advanceTimersByTimeAsync(15_000);
    await expect(answer).rejects.toMatchObject({ code: 'timeout' });
  });

  test('abort ends a call at once, and none starts afterwards', async () => {
    const control = new AbortController();
    const { api, calls } = setUp(hanging);
    const answer = api.status(control.signal);
    answer.catch(() => {});
    await vi.advanceTimersByTimeAsync(1);
    control.abort();
    await expect(answer).rejects.toMatchObject({ code: 'aborted' });
    await expect(api.status(control.signal)).rejects.toMatchObject({ code: 'aborted' });
    expect(calls).toHaveLength(1);
  });
});

describe('the token', () => {
  test('is renewed once after token_expired, and the call repeated', async () => {
    const { api, calls } = setUp((path, init) => {
      if (path === '/v1/flow/token') {
        return reply(200, { token: 'fresh', tokenExpiresAt: new Date().toISOString() });
      }
      return new Headers(init.headers).get('authorization') === 'Bearer fresh'
        ? reply(200, status)
        : refusal(401, 'token_expired');
    });
    expect(await api.status(never)).toEqual(status);
    expect(calls.map(({ path }) => path)).toEqual(['/v1/flow/status', '/v1/flow/token', '/v1/flow/status']);
  });

  test('is not renewed over and over', async () => {
    const { api, calls } = setUp((path) =>
      path === '/v1/flow/token'
        ? reply(200, { token: 'fresh', tokenExpiresAt: new Date().toISOString() })
        : refusal(401, 'token_expired'),
    );
    await expect(api.status(never)).rejects.toMatchObject({ code: 'token_expired' });
    expect(calls).toHaveLength(3);
  });

  test('any other refusal of it is final', async () => {
    const { api, calls } = setUp(() => refusal(401, 'token_invalid'));
    await expect(api.status(never)).rejects.toMatchObject({ code: 'token_invalid' });
    expect(calls).toHaveLength(1);
  });

  test("a merchant's function that fails is network, without a call: it may go better the next time", async () => {
    const { api, calls } = setUp(() => reply(200, status), {
      getToken: () => Promise.reject(new Error('shop is down')),
    });
    await expect(api.status(never)).rejects.toMatchObject({ code: 'network' });
    expect(calls).toHaveLength(0);
  });

  test('is kept fresh between calls until the signal fires', async () => {
    const control = new AbortController();
    const { api, calls } = setUp(
      (path) =>
        path === '/v1/flow/token'
          ? reply(200, {
              token: jwt('renewed', 100),
              tokenExpiresAt: new Date(Date.now() + 100_000).toISOString(),
            })
          : reply(200, status),
      { getToken: async () => first, signal: control.signal },
    );
    const first = jwt('first', 100);
    await api.status(never);
    await vi.advanceTimersByTimeAsync(300_000);
    const renewals = calls.filter(({ path }) => path === '/v1/flow/token').length;
    expect(renewals).toBeGreaterThanOrEqual(2);
    expect(renewals).toBeLessThanOrEqual(4);
    control.abort();
    await vi.advanceTimersByTimeAsync(300_000);
    expect(calls.filter(({ path }) => path === '/v1/flow/token')).toHaveLength(renewals);
  });
});

describe("a merchant's function that never answers", () => {
  test('is given up after 15 s, and asked anew by the next call', async () => {
    let asked = 0;
    const { api } = setUp(() => reply(200, status), {
      getToken: () => {
        asked += 1;
        return asked === 1 ? new Promise(() => {}) : Promise.resolve('late');
      },
    });
    const first = api.status(never);
    first.catch(() => {});
    await vi.advanceTimersByTimeAsync(15_000);
    await expect(first).rejects.toMatchObject({ code: 'timeout' });
    expect(await api.status(never)).toEqual(status);
  });
});

describe('the address of the server', () => {
  test.each(['', 'kyc', 'javascript:alert(1)', 'ftp://kyc.example'])(
    '"%s" is config_missing',
    (serverUrl) => {
      const getToken = async (): Promise<string> => 'opaque';
      expect(() => createApi({ serverUrl, getToken, clock })).toThrow(new KycError('config_missing'));
    },
  );

  const path = '/v1/flow/uploads/pan/content';
  const own = `https://kyc.example/base${path}`;

  test('has the token for the bytes of that slot', async () => {
    expect(await setUp(() => reply(200, status)).api.authorize(path, own, never)).toBe('Bearer opaque');
  });

  test.each([
    'https://storage.example/base/v1/flow/uploads/pan/content',
    'https://kyc.example.evil.example/base/v1/flow/uploads/pan/content',
    'https://kyc.example@evil.example/base/v1/flow/uploads/pan/content',
    'https://kyc.example:8443/base/v1/flow/uploads/pan/content',
    'http://kyc.example/base/v1/flow/uploads/pan/content',
    'https://kyc.example/base/v1/flow/uploads/selfie/content',
    'https://kyc.example/v1/flow/uploads/pan/content',
    `${own}/../../../../../elsewhere`,
  ])('has none for %s', async (url) => {
    expect(await setUp(() => reply(200, status)).api.authorize(path, url, never)).toBeNull();
  });
});
