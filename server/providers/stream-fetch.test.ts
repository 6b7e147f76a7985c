import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createStreamingFetch } from './stream-fetch.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0)) step();
});

const listen = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/files`;
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};

async function* pieces(count: number, bytes = 1000): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) yield new Uint8Array(bytes).fill(65 + (index % 26));
}

const post = (body: AsyncIterable<Uint8Array>, length: number, more: RequestInit = {}): RequestInit => ({
  method: 'POST',
  headers: new Headers({ 'content-length': String(length), 'x-key': 'k' }),
  body,
  duplex: 'half',
  redirect: 'manual',
  ...more,
});

describe('a stream', () => {
  it('arrives as it was sent, with its headers, and the answer comes back as fetch gives it', async () => {
    const seen: { method: string | undefined; length: string | undefined; key: unknown; text: string }[] = [];
    const url = await listen(async (request, response) => {
      const { 'content-length': length, 'x-key': key } = request.headers;
      seen.push({ method: request.method, length, key, text: await textOf(request) });
      response
        .writeHead(201, { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] })
        .end('{"ok":1}');
    });
    const answer = await createStreamingFetch()(url, post(pieces(3), 3000));
    expect(answer.status).toBe(201);
    expect(answer.ok).toBe(true);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await answer.json()).toEqual({ ok: 1 });
    const text = 'A'.repeat(1000) + 'B'.repeat(1000) + 'C'.repeat(1000);
    expect(seen).toEqual([{ method: 'POST', length: '3000', key: 'k', text }]);
  });

  it.each([204, 304, 307, 503])(
    'may be answered with %d, which is passed on and not followed',
    async (status) => {
      const paths: (string | undefined)[] = [];
      const url = await listen(async (request, response) => {
        paths.push(request.url);
        await textOf(request);
        response.writeHead(status, { location: '/elsewhere' }).end();
      });
      const answer = await createStreamingFetch()(url, post(pieces(1), 1000));
      expect(answer.status).toBe(status);
      expect(await answer.text()).toBe('');
      expect(paths).toEqual(['/files']);
    },
  );

  it('is left when the answer comes before its end', async () => {
    let ended = false;
    async function* long() {
      try {
        yield* pieces(2000, 65_536);
      } finally {
        ended = true;
      }
    }
    const url = await listen((_request, response) => void response.writeHead(413).end('too much'));
    const answer = await createStreamingFetch()(url, post(long(), 2000 * 65_536));
    expect(answer.status).toBe(413);
    expect(await answer.text()).toBe('too much');
    await vi.waitFor(() => expect(ended).toBe(true));
  });

  it('that breaks off, or is not as long as it was said, never arrives whole', async () => {
    const ends: string[] = [];
    const url = await listen((request, response) => {
      request.on('end', () => ends.push('whole')).on('error', () => ends.push('broken'));
      request.resume().on('end', () => response.end());
    });
    async function* broken() {
      yield* pieces(2);
      throw new Error('the file broke off');
    }
    const send = createStreamingFetch();
    await expect(send(url, post(broken(), 3000))).rejects.toThrow();
    await expect(send(url, post(pieces(2), 3000))).rejects.toThrow();
    await expect(send(url, post(pieces(4), 3000))).rejects.toThrow();
    expect(ends).not.toContain('whole');
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const server = createServer();
    const url = await listen((request) => server.emit('arrived', request));
    const arrived = once(server, 'arrived');
    const sent = createStreamingFetch()(url, post(pieces(1), 1000, { signal: controller.signal }));
    const outcome = expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    await arrived;
    controller.abort();
    await outcome;
    await expect(
      createStreamingFetch()(url, post(pieces(1), 1, { signal: controller.signal })),
    ).rejects.toThrow();
  });

  it('is not kept in memory', async () => {
    let most = 0;
    const url = await listen((request, response) => {
      request.on('data', () => {
        most = Math.max(most, process.memoryUsage().arrayBuffers);
      });
      request.on('end', () => response.end());
    });
    const before = process.memoryUsage().arrayBuffers;
    const bytes = 4000 * 65_536;
    await createStreamingFetch()(url, post(pieces(4000, 65_536), bytes));
    expect(most - before).toBeLessThan(bytes / 2);
  });
});

it('leaves every other call to the usual fetch', async () => {
  const usual = vi.fn<typeof fetch>(async () => new Response('usual'));
  const send = createStreamingFetch(usual);
  for (const init of [
    undefined,
    {},
    { body: null },
    { body: 'text' },
    { body: new URLSearchParams('a=1') },
  ]) {
    expect(await (await send('https://upstream.example/', init)).text()).toBe('usual');
  }
  expect(usual).toHaveBeenCalledTimes(5);
});
