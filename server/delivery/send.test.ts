import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createSender, type Sender, type SenderOptions } from './send.ts';

const message = { headers: { 'content-type': 'application/json', 'webhook-id': 'evt_1' }, body: '{"a":1}' };
const never = new AbortController().signal;
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

const sender = (options: Partial<SenderOptions> = {}): Sender => {
  const made = createSender({ allowPrivateHosts: true, ...options });
  undo.push(() => made.close());
  return made;
};

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      requests.push(`${request.method} ${request.url} ${request.headers['webhook-id']} ${body}`);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, requests, server };
}

describe('an attempt', () => {
  test('posts the message as it is', async () => {
    const { url, requests } = await listen((_request, response) => response.writeHead(204).end());
    expect(await sender().send(`${url}/hook?key=1`, message, never)).toEqual({
      delivered: true,
      status: 204,
    });
    expect(requests).toEqual(['POST /hook?key=1 evt_1 {"a":1}']);
  });

  test('does not follow a redirect', async () => {
    const { url, requests } = await listen((_request, response) =>
      response.writeHead(307, { location: '/elsewhere' }).end(),
    );
    const sent = await sender().send(`${url}/hook`, message, never);
    expect(sent).toEqual({ delivered: false, status: 307, why: 'redirect' });
    expect(requests).toHaveLength(1);
  });

  test('fails when the merchant says so, however long it talks', async () => {
    const { url } = await listen((_request, response) => response.writeHead(500).end('x'.repeat(1_000_000)));
    const sent = await sender().send(url, message, never);
    expect(sent).toEqual({ delivered: false, status: 500, why: 'refused' });
  });

  test('fails when nobody answers in time', async () => {
    const { url } = await listen(() => undefined);
    const sent = await sender({ timeoutMs: 30 }).send(url, message, never);
    expect(sent).toEqual({ delivered: false, why: 'timeout' });
  });

  test('fails when nobody is there, and ends when it is told to', async () => {
    const { url, server } = await listen(() => stop.abort());
    const stop = new AbortController();
    expect(await sender().send(url, message, stop.signal)).toEqual({ delivered: false, why: 'stopped' });
    expect(await sender().send(url, message, stop.signal)).toEqual({ delivered: false, why: 'stopped' });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await sender().send(url, message, never)).toEqual({ delivered: false, why: 'no_connection' });
  });

  test('never reaches a private address, by number or by name', async () => {
    const { url, port, server } = await listen((_request, response) => response.end());
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    const asked: string[] = [];
    const lookup = ((name: string, _options: unknown, done: (...answer: unknown[]) => void) => {
      asked.push(name);
      done(null, [{ address: '127.0.0.1', family: 4 }]);
    }) as unknown as NonNullable<SenderOptions['lookup']>;
    const guarded = sender({ allowPrivateHosts: false, lookup });
    const refused = { delivered: false, why: 'address_refused' };
    expect(await guarded.send(url, message, never)).toEqual(refused);
    expect(await guarded.send(`https://127.0.0.1:${port}`, message, never)).toEqual(refused);
    expect(asked).toEqual([]);
    expect(await guarded.send(`https://rebound.example:${port}/`, message, never)).toEqual(refused);
    expect(asked).toEqual(['rebound.example']);
    expect(connections).toBe(0);
  });
});
