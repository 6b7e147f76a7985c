import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { callerOf, fileCallerOf, type Upstream, type UpstreamCall } from './call.ts';
import { fakeUpstream, json, type Reply, text } from './conformance.upstream.ts';

const BASE = 'https://upstream.example/base';
const NOW = Date.UTC(2026, 0, 15, 12);

const set = (reply: Reply, changed: Partial<Upstream> = {}) => {
  const waits: number[] = [];
  const routes = Object.fromEntries(['GET', 'POST'].map((method) => [`${method} ${BASE}/thing`, reply]));
  const upstream = fakeUpstream(routes);
  const options: Upstream = {
    provider: 'ost',
    base: BASE,
    fetch: upstream.fetch,
    now: () => NOW,
    sleep: async (ms) => void waits.push(ms),
    ...changed,
  };
  const common = {
    operation: 'look',
    method: 'GET',
    path: '/thing',
    signal: new AbortController().signal,
  } as const;
  const call = callerOf(options);
  const fetchFile = fileCallerOf(options);
  return {
    upstream,
    waits,
    call: (more: Partial<UpstreamCall<unknown>> = {}) =>
      call({ ...common, schema: z.object({ ok: z.literal(true) }), ...more }),
    file: (accept: readonly string[], maxBytes?: number) =>
      fetchFile({ ...common, accept, ...(maxBytes ? { maxBytes } : {}) }),
  };
};

const inTurn = (...replies: Reply[]): Reply => {
  let turn = 0;
  return (request) => (replies[turn++] ?? json({ ok: true }))(request);
};

describe('what a call sends', () => {
  it('sends a signed query and a signed form as they are', async () => {
    const { call, upstream } = set(json({ ok: true }));
    await call({ query: 'files%5Ba%5D=image%2Fjpeg&x=%7E+%2A' });
    await call({ method: 'POST', form: 'a=%7E+%2A&b=' });
    expect(upstream.seen[0]?.url.search).toBe('?files%5Ba%5D=image%2Fjpeg&x=%7E+%2A');
    expect(upstream.seen[1]?.body).toBe('a=%7E+%2A&b=');
    expect(upstream.seen[1]?.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
  });

  it('refuses a query that would become something else', async () => {
    const { call, upstream } = set(json({ ok: true }));
    for (const query of ['a=1#b', 'a=1 2', 'a=1\n'])
      await expect(call({ query })).rejects.toMatchObject({ kind: 'bad_request' });
    expect(upstream.seen).toEqual([]);
  });

  it('makes times and signatures anew for every attempt', async () => {
    let made = 0;
    const { call, upstream } = set(inTurn(text('', 503)));
    await call({ headers: { 'x-key': 'k' }, fresh: () => ({ query: { at: String(++made) } }) });
    expect(upstream.seen.map(({ url }) => url.search)).toEqual(['?at=1', '?at=2']);
    expect(upstream.seen[1]?.headers.get('x-key')).toBe('k');
  });

  it('shows the headers of every answer', async () => {
    const seen: [string | null, number][] = [];
    const { call } = set(
      inTurn(text('', 503, { 'x-left': '1' }), json({ ok: true }, 200, { 'x-left': '0' })),
      {
        observe: (headers, status) => void seen.push([headers.get('x-left'), status]),
      },
    );
    await call();
    expect(seen).toEqual([
      ['1', 503],
      ['0', 200],
    ]);
  });
});

describe('a provider with its own way of retrying', () => {
  const retry = {
    waitsMs: [1000, 2000, 4000],
    kinds: ['unavailable', 'rate_limited'],
    patienceMs: 3000,
  } as const;

  it('waits as documented, also before what may be repeated though it is no GET', async () => {
    const { call, waits } = set(inTurn(text('', 500), text('', 503), text('', 500)), { retry });
    await call({ method: 'POST', json: {}, repeatable: true });
    expect(waits).toEqual([1000, 2000, 4000]);
  });

  it('waits for Retry-After as long as its patience lasts', async () => {
    const short = set(inTurn(text('', 429, { 'retry-after': '3' })), { retry });
    await short.call();
    expect(short.waits).toEqual([3000]);
    const long = set(inTurn(text('', 429, { 'retry-after': '4' })), { retry });
    await expect(long.call()).rejects.toMatchObject({ kind: 'rate_limited', info: { retryAfterMs: 4000 } });
    expect(long.waits).toEqual([]);
  });

  it('does not call while it is held back, and waits for it as for Retry-After', async () => {
    const holds = [3000, 0];
    const short = set(json({ ok: true }), { retry, holdMs: () => holds.shift() ?? 0 });
    await short.call();
    expect(short.waits).toEqual([3000]);
    expect(short.upstream.seen).toHaveLength(1);
    const long = set(json({ ok: true }), { retry, holdMs: () => 4000 });
    await expect(long.call()).rejects.toMatchObject({ kind: 'rate_limited', info: { retryAfterMs: 4000 } });
    expect(long.upstream.seen).toEqual([]);
  });

  it('repeats no POST unless it is told that it may', async () => {
    const { call, upstream } = set(text('', 500), { retry });
    await expect(call({ method: 'POST', json: {} })).rejects.toMatchObject({ kind: 'unavailable' });
    expect(upstream.seen.length).toBe(1);
  });
});

describe('a file', () => {
  const picture = Buffer.of(0xff, 0xd8, 0xff, 0x00);
  const reply =
    (type: string): Reply =>
    () =>
      new Response(picture, { headers: { 'content-type': type } });

  it('comes with its type', async () => {
    const file = await set(reply('Image/JPEG; q=1')).file(['image/jpeg']);
    expect(file.contentType).toBe('image/jpeg');
    expect(Buffer.from(file.bytes)).toEqual(picture);
  });

  it.each(['text/html', ''])('of the type %j is not taken', async (type) => {
    await expect(set(reply(type)).file(['image/jpeg'])).rejects.toMatchObject({ kind: 'invalid_response' });
  });

  it('that is too long is not taken', async () => {
    await expect(set(reply('image/jpeg')).file(['image/jpeg'], 3)).rejects.toMatchObject({
      kind: 'invalid_response',
    });
  });
});

describe('a stream, over a real connection', () => {
  const undo: (() => void)[] = [];
  afterEach(() => {
    for (const step of undo.splice(0)) step();
  });

  const listen = async () => {
    const received: { length: string | undefined; bytes: number }[] = [];
    const server = createServer(async (request, response) => {
      const seen = { length: request.headers['content-length'], bytes: 0 };
      received.push(seen);
      try {
        for await (const chunk of request) seen.bytes += (chunk as Buffer).byteLength;
        response.setHeader('content-type', 'application/json').end('{"ok":true}');
      } catch {
        response.destroy();
      }
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    undo.push(
      () => server.close(),
      () => server.closeAllConnections(),
    );
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const call = callerOf({ provider: 'enxtai', base, fetch: globalThis.fetch, now: () => NOW });
    const send = (body: AsyncIterable<Uint8Array>, length?: number) =>
      call({
        operation: 'streamUpload',
        method: 'POST',
        path: '/file',
        stream: { contentType: 'application/octet-stream', body, ...(length ? { length } : {}) },
        schema: z.object({ ok: z.literal(true) }),
        signal: new AbortController().signal,
      });
    return { send, received };
  };

  async function* chunks(count: number, breaks = false) {
    for (let index = 0; index < count; index += 1) yield new Uint8Array(1000);
    if (breaks) throw new Error('the file broke off');
  }

  it('goes out with its length', async () => {
    const { send, received } = await listen();
    await send(chunks(5), 5000);
    await send(chunks(2));
    expect(received).toEqual([
      { length: '5000', bytes: 5000 },
      { length: undefined, bytes: 2000 },
    ]);
  });

  it('that breaks off is no success, and is not sent again', async () => {
    const { send, received } = await listen();
    await expect(send(chunks(3, true), 5000)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(received.length).toBeLessThanOrEqual(1);
  });
});
