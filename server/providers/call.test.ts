import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { callerOf, parseRetryAfter, type Upstream, type UpstreamCall } from './call.ts';
import { faultsWith } from './conformance.faults.ts';
import { disconnect, fakeUpstream, hang, json, type Reply, text } from './conformance.upstream.ts';
import { ProviderError } from './errors.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const BASE = 'https://upstream.example/base';
const ROUTE = `GET ${BASE}/thing`;

const set = (reply: Reply, changed: Partial<Upstream> = {}) => {
  const waits: number[] = [];
  const upstream = fakeUpstream({ [ROUTE]: reply, [ROUTE.replace('GET', 'POST')]: reply });
  const call = callerOf({
    provider: 'onekyc',
    base: BASE,
    fetch: upstream.fetch,
    now: () => NOW,
    sleep: async (ms) => void waits.push(ms),
    ...changed,
  });
  const get = (more: Partial<UpstreamCall<unknown>> = {}) =>
    call({
      operation: 'look',
      method: 'GET',
      path: '/thing',
      schema: z.object({ ok: z.boolean() }),
      signal: new AbortController().signal,
      ...more,
    });
  return { get, upstream, waits };
};

const inTurn = (...replies: Reply[]): Reply => {
  let turn = 0;
  return (request) => (replies[turn++] ?? json({ ok: true }))(request);
};

describe('a call', () => {
  afterEach(() => void vi.useRealTimers());

  it('sends what it was given and returns what the schema names', async () => {
    const { get, upstream } = set(json({ ok: true, more: 1 }, 201));
    const answer = await get({
      method: 'POST',
      query: { type: 'A&B' },
      headers: { 'x-key': 'k' },
      json: { a: 1 },
    });
    expect(answer).toEqual({ ok: true });
    const [seen] = upstream.seen;
    expect(seen?.url.href).toBe(`${BASE}/thing?type=A%26B`);
    expect(seen?.body).toBe('{"a":1}');
    expect(Object.fromEntries(seen?.headers ?? [])).toEqual({
      accept: 'application/json',
      'content-type': 'application/json',
      'x-key': 'k',
    });
  });

  it.each([
    '/../other',
    '/a/../../thing',
    '/%2e%2e/other',
    '/.%2E/other',
    '\\..\\other',
    '/..\\other',
    '//elsewhere.example/thing',
    '@elsewhere.example/thing',
    '.elsewhere.example/thing',
    'thing',
    '',
    '/thing?extra=1',
    '/thing#part',
    '/thi\nng',
  ])('refuses the path %j without calling', async (path) => {
    for (const base of [BASE, 'https://upstream.example', 'https://upstream.example/']) {
      const { get, upstream } = set(json({ ok: true }), { base });
      const work = get({ path });
      if (path.startsWith('//') && base === BASE) {
        // Below a base with a path, two slashes are only an empty part.
        await work.catch(() => undefined);
        expect(upstream.seen.every(({ url }) => url.href.startsWith(`${BASE}/`))).toBe(true);
        continue;
      }
      await expect(work).rejects.toMatchObject({ kind: 'bad_request' });
      expect(upstream.seen).toEqual([]);
    }
  });

  it('refuses a header that cannot be sent, without repeating it', async () => {
    const { get, upstream } = set(json({ ok: true }));
    const error = await get({ headers: { 'x-key': 'topsecret\r\nx: y' } }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'bad_request' });
    expect(inspect(error)).not.toContain('topsecret');
    expect(upstream.seen).toEqual([]);
  });

  it.each(faultsWith('topsecret', NOW))('fails on $name with $kind', async (fault) => {
    vi.useFakeTimers();
    const { get } = set(fault.reply);
    const caught = get().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(60_000);
    const error = await caught;
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ kind: fault.kind, operation: 'look' });
    expect((error as ProviderError).info.retryAfterMs).toBe(fault.retryAfterMs);
    expect(inspect(error, { depth: 9 })).not.toContain('topsecret');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives up after its own time', async () => {
    vi.useFakeTimers();
    const { get } = set(hang);
    const caught = get({ method: 'POST', timeoutMs: 2000 }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await caught).toMatchObject({ kind: 'timeout' });
  });

  it('reads an answer of exactly the limit and no longer one', async () => {
    const body = '{"ok":true}';
    await expect(set(text(body)).get({ maxBytes: body.length })).resolves.toEqual({ ok: true });
    await expect(set(text(body)).get({ maxBytes: body.length - 1 })).rejects.toMatchObject({
      kind: 'invalid_response',
    });
  });

  it('takes no bytes that are not UTF-8, wherever they stand', async () => {
    const bytes = Buffer.concat([Buffer.from('{"ok":true,"more":"'), Buffer.of(0xff), Buffer.from('"}')]);
    await expect(set(() => new Response(bytes)).get()).rejects.toMatchObject({ kind: 'invalid_response' });
  });

  it('does not believe a declared length', async () => {
    const { get } = set(text(' '.repeat(2000), 200, { 'content-length': '2' }));
    await expect(get({ maxBytes: 1000 })).rejects.toMatchObject({ kind: 'invalid_response' });
  });

  it('lets the adapter say more about a refusal', async () => {
    const refusal = vi.fn(() => ({ kind: 'quota', reason: 'NO_CREDIT' }) as const);
    const { get } = set(json({ cause: 'x' }, 429, { 'retry-after': '3' }), { refusal });
    await expect(get()).rejects.toMatchObject({
      kind: 'quota',
      info: { status: 429, reason: 'NO_CREDIT', retryAfterMs: 3000 },
    });
    expect(refusal).toHaveBeenCalledExactlyOnceWith(429, { cause: 'x' });
  });
});

describe('repetition', () => {
  const refused = (status: number, headers?: Record<string, string>) => json({}, status, headers);

  it('tries a GET three times in all while there is no service', async () => {
    const lucky = set(inTurn(disconnect, refused(503)));
    await expect(lucky.get()).resolves.toEqual({ ok: true });
    expect(lucky.waits).toEqual([200, 800]);

    const unlucky = set(disconnect);
    await expect(unlucky.get()).rejects.toMatchObject({ kind: 'unavailable' });
    expect(unlucky.upstream.seen).toHaveLength(3);
  });

  it('tries a GET twice when it times out', async () => {
    vi.useFakeTimers();
    const { get, upstream } = set(hang);
    const caught = get().catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await caught).toMatchObject({ kind: 'timeout' });
    expect(upstream.seen).toHaveLength(2);
    vi.useRealTimers();
  });

  it.each(['POST', 'PUT'] as const)('never repeats a %s', async (method) => {
    const { get, upstream } = set(disconnect);
    upstream.set({ [`PUT ${BASE}/thing`]: disconnect });
    await expect(get({ method })).rejects.toMatchObject({ kind: 'unavailable' });
    expect(upstream.seen).toHaveLength(1);
  });

  it.each([400, 401, 404, 409, 429, 302])('does not repeat after %d', async (status) => {
    const { get, upstream } = set(refused(status));
    await expect(get()).rejects.toBeInstanceOf(ProviderError);
    expect(upstream.seen).toHaveLength(1);
  });

  it('leaves it to the caller when the provider asks for more patience', async () => {
    const { get, upstream } = set(refused(503, { 'retry-after': '5' }));
    await expect(get()).rejects.toMatchObject({ kind: 'unavailable', info: { retryAfterMs: 5000 } });
    expect(upstream.seen).toHaveLength(1);
  });

  it('stops waiting when it is told to', async () => {
    const controller = new AbortController();
    const { get, upstream } = set(disconnect, { sleep: async () => controller.abort() });
    await expect(get({ signal: controller.signal })).rejects.toMatchObject({ kind: 'aborted' });
    expect(upstream.seen).toHaveLength(1);
  });

  it('waits by a timer of its own, which an abort ends', async () => {
    vi.useFakeTimers();
    const controller = new AbortController();
    const { get } = set(disconnect, { sleep: undefined });
    const caught = get({ signal: controller.signal }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(100);
    expect(vi.getTimerCount()).toBe(1);
    controller.abort();
    expect(await caught).toMatchObject({ kind: 'aborted' });
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});

describe('over a real connection', () => {
  /** The fakes above say what fetch does; this asks it. */
  const serve = async (listener: RequestListener, work: (base: string) => Promise<void>) => {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
  const real = (base: string) => set(json({}), { base, fetch: globalThis.fetch });

  it('does not follow a redirect', async () => {
    const paths: (string | undefined)[] = [];
    await serve(
      (request, response) => {
        paths.push(request.url);
        response.writeHead(302, { location: '/elsewhere' }).end();
      },
      async (base) => {
        await expect(real(base).get()).rejects.toMatchObject({ kind: 'invalid_response' });
      },
    );
    expect(paths).toEqual(['/thing']);
  });

  it('notices an answer that is cut off', async () => {
    await serve(
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"ok":true}', () => response.destroy());
      },
      async (base) => {
        await expect(real(base).get()).rejects.toMatchObject({ kind: 'invalid_response' });
      },
    );
  });

  it('takes a connection that is closed at once for no service', async () => {
    await serve(
      (request) => request.socket.destroy(),
      async (base) => {
        await expect(real(base).get()).rejects.toMatchObject({ kind: 'unavailable' });
      },
    );
  });

  it('hangs up when it is told to', async () => {
    const controller = new AbortController();
    await serve(
      (request, response) => {
        response.writeHead(200).write('{');
        request.socket.once('close', () => closed());
        controller.abort();
      },
      async (base) => {
        const work = real(base).get({ signal: controller.signal });
        await expect(work).rejects.toMatchObject({ kind: 'aborted' });
        await hungUp;
      },
    );
  });
  let closed = () => {};
  const hungUp = new Promise<void>((resolve) => {
    closed = resolve;
  });
});

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 5 ', 5000],
    ['Thu, 15 Jan 2026 12:00:30 GMT', 30_000],
    ['Thu, 15 Jan 2026 11:00:00 GMT', 0],
    ['9999999999', 86_400_000],
    ['Fri, 15 Jan 2100 12:00:00 GMT', 86_400_000],
    ['-1', null],
    ['1.5', null],
    ['soon', null],
    ['2026-01-15', null],
    ['Xxx, 99 Yyy 2026 GMT', null],
    ['', null],
    [null, null],
  ])('reads %j as %j ms', (value, expected) => {
    expect(parseRetryAfter(value, NOW)).toBe(expected);
  });
});
