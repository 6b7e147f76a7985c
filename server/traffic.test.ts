import { createHash } from 'node:crypto';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { errorBody } from './contract/error.ts';
import { session } from './contract/session.ts';
import { uploadTarget } from './contract/upload.ts';
import { merchantEvent } from './contract/webhook.ts';
import { ProviderError } from './providers/errors.ts';
import { expectProblem, file } from './testing/expect.ts';
import { startServer, type TestServer, webhookSecret } from './testing/start.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

describe('files that are streamed through', () => {
  const bytes = new Uint8Array(200_000).fill(7);
  const announced = {
    slot: 'ktp',
    contentType: 'image/jpeg',
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  let arrived: number[];
  beforeAll(() => {
    Object.assign(server.provider, {
      streamUpload: async (_session: unknown, _file: unknown, body: AsyncIterable<Uint8Array>) => {
        for await (const chunk of body) arrived.push(chunk.byteLength);
        return {};
      },
    });
  });
  afterAll(() => {
    Object.assign(server.provider, { streamUpload: undefined });
  });

  const send = async (raw: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => {
    arrived = [];
    const { token } = await server.open();
    const as = { token };
    const target = await server.call('POST', '/v1/flow/uploads', { as, body: announced });
    const { url, headers: wanted } = uploadTarget.parse(target.body) as {
      url: string;
      headers: Record<string, string>;
    };
    expect(url).toBe(`${server.url}/v1/flow/uploads/ktp/content`);
    const path = new URL(url).pathname;
    return server.call('PUT', path, { as, raw, headers: { ...wanted, ...headers } });
  };
  const sum = (): number => arrived.reduce((one, other) => one + other, 0);

  test('arrive whole', async () => {
    expect((await send(bytes)).status).toBe(204);
    expect(sum()).toBe(bytes.length);
  });

  test.each([
    ['other bytes', new Uint8Array(200_000), {}, 422, 'file_mismatch'],
    ['fewer bytes', bytes.slice(1), {}, 422, 'file_mismatch'],
    ['more bytes', new Uint8Array([...bytes, 7]), {}, 413, 'file_too_large'],
    ['another type', bytes, { 'content-type': 'image/png' }, 422, 'file_mismatch'],
    ['packed bytes', bytes, { 'content-encoding': 'gzip' }, 415, 'content_type_unsupported'],
  ] as const)('are refused with %s, and never arrive whole', async (_name, raw, headers, status, code) => {
    expectProblem(await send(raw, headers), status, code);
    expect(sum()).toBeLessThan(bytes.length);
  });

  test('are taken to their end when they are refused midway, so that a browser sees the answer', async () => {
    const { streamUpload } = server.provider;
    server.provider.streamUpload = async (_session, _file, body) => {
      for await (const _chunk of body) break;
      throw new ProviderError('onekyc', 'streamUpload', 'upload_missing', { status: 400 });
    };
    // More than the buffers on the way can hold.
    const size = 30_000_000;
    const { steps: usual } = server.provider;
    const steps = vi.spyOn(server.provider, 'steps');
    steps.mockImplementation((session) => usual(session).map((step) => ({ ...step, maxBytes: size })));
    const { token } = await server.open();
    await server.call('POST', '/v1/flow/uploads', { as: { token }, body: { ...announced, size } });
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (part) => (answer += String(part)));
    socket.write(
      `PUT /v1/flow/uploads/ktp/content HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n` +
        `content-type: image/jpeg\r\ncontent-length: ${size}\r\n\r\n`,
    );
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject).write(Buffer.alloc(size), () => resolve());
    });
    await vi.waitFor(() => expect(answer).toContain('upload_missing'));
    expect(answer).toMatch(/^HTTP\/1\.1 422 /);
    socket.destroy();
    steps.mockRestore();
    Object.assign(server.provider, { streamUpload });
  });
});

describe('webhooks', () => {
  const authorization = { authorization: 'Bearer sandbox-webhook' };

  test('are confirmed by asking the provider, and processed once', async () => {
    const { id, token } = await server.open();
    await server.call('POST', '/v1/flow/uploads', { as: { token }, body: file() });
    await server.call('POST', '/v1/flow/submissions', { as: { token } });
    server.provider.answer = { status: 'completed', result: 'rejected', reasonCode: 'not_ektp' };
    for (const method of ['POST', 'PUT', 'PATCH', 'POST']) {
      const answer = await server.call(method, '/v1/webhooks/onekyc', { raw: id, headers: authorization });
      expect(answer.status).toBe(200);
      await server.ask();
    }
    const asked = server.provider.calls.slice(server.provider.calls.lastIndexOf('submit'));
    expect(asked.filter((call) => call === 'fetchStatus')).toHaveLength(1);
    const kept = session.parse((await server.call('GET', `/v1/sessions/${id}`)).body);
    expect(kept).toMatchObject({ status: 'completed', result: 'rejected', rejectReason: 'not_ektp' });
    server.provider.answer = { status: 'processing', result: null };
  });

  test('are acknowledged although the provider is away, and confirmed when it is back', async () => {
    const { id, token } = await server.open();
    await server.call('POST', '/v1/flow/uploads', { as: { token }, body: file() });
    await server.call('POST', '/v1/flow/submissions', { as: { token } });
    server.provider.answer = new ProviderError('onekyc', 'fetchStatus', 'unavailable');
    const answer = await server.call('POST', '/v1/webhooks/onekyc', { raw: id, headers: authorization });
    expect(answer.status).toBe(200);
    await server.ask();
    expect((await server.store.load(id))?.status).toBe('processing');
    server.provider.answer = { status: 'completed', result: 'approved' };
    server.advance(5000);
    await server.ask();
    expect((await server.store.load(id))?.result).toBe('approved');
    server.provider.answer = { status: 'processing', result: null };
  });

  test('of somebody else are refused', async () => {
    const { id } = await server.open();
    expectProblem(
      await server.call('POST', '/v1/webhooks/onekyc', { raw: id }),
      401,
      'webhook_unauthenticated',
    );
    const unknown = await server.call('POST', '/v1/webhooks/onekyc', {
      raw: 'nobody',
      headers: authorization,
    });
    expectProblem(unknown, 404, 'session_not_found');
    expectProblem(await server.call('POST', '/v1/webhooks/unknown', { raw: id }), 404, 'not_found');
    expectProblem(await server.call('POST', '/v1/webhooks/ctos', { raw: id }), 404, 'not_found');
  });

  test('may be 1 MiB long, and are not read for a provider that is not set up', async () => {
    const long = new Uint8Array(1024 * 1024 + 1);
    const answer = await server.call('POST', '/v1/webhooks/onekyc', { raw: long, headers: authorization });
    expectProblem(answer, 413, 'body_too_large');
    expectProblem(await server.call('POST', '/v1/webhooks/ctos', { raw: long }), 404, 'not_found');
  });

  test('reach the adapter as they came', async () => {
    const received = vi.spyOn(server.provider, 'receiveWebhook');
    await new Promise<void>((resolve, reject) => {
      const raw = request(`${server.url}/v1/webhooks/onekyc?a=1?b=%20&a=2`, { method: 'PUT' }, (answer) => {
        answer.resume().on('end', resolve);
      });
      raw.setHeader('X-Signature', ['one', 'two']).setHeader('Authorization', ['Bearer a', 'Bearer b']);
      raw.on('error', reject).end(Buffer.of(0xff, 0x00));
    });
    const [delivery] = received.mock.calls[0] ?? [];
    received.mockRestore();
    expect(delivery).toMatchObject({
      method: 'PUT',
      url: `${server.url}/v1/webhooks/onekyc`,
      query: 'a=1?b=%20&a=2',
      headers: { 'x-signature': 'one, two', authorization: 'Bearer a, Bearer b' },
    });
    expect([...(delivery?.body ?? [])]).toEqual([0xff, 0x00]);
  });
});

describe('the merchant’s webhook', () => {
  test('tells of the result, signed, and goes nowhere odd', async () => {
    const received: { headers: Record<string, string>; body: string }[] = [];
    const shop = createServer((incoming, response) => {
      let body = '';
      incoming.setEncoding('utf8').on('data', (part: string) => {
        body += part;
      });
      incoming.on('end', () => {
        received.push({ headers: incoming.headers as Record<string, string>, body });
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    const { port } = shop.address() as AddressInfo;

    const { id, token } = await server.open({ webhookUrl: `http://127.0.0.1:${port}/hook` });
    await server.call('POST', '/v1/flow/uploads', { as: { token }, body: file() });
    await server.call('POST', '/v1/flow/submissions', { as: { token } });
    server.provider.answer = { status: 'completed', result: 'approved' };
    await server.call('POST', `/v1/sessions/${id}/refresh`);
    server.provider.answer = { status: 'processing', result: null };
    await server.delivery.settled();
    shop.closeAllConnections();
    await new Promise((resolve) => shop.close(resolve));

    const verifier = new Webhook(webhookSecret);
    const events = received.map(({ headers, body }) => merchantEvent.parse(verifier.verify(body, headers)));
    expect(events.map(({ type, data }) => [type, data.id, data.status])).toEqual([
      ['session.updated', id, 'processing'],
      ['session.completed', id, 'completed'],
    ]);

    const body = { provider: 'onekyc', webhookUrl: 'https://user:word@shop.example/' };
    const refused = await server.call('POST', '/v1/sessions', { body });
    expectProblem(refused, 400, 'body_invalid');
    expect(errorBody.parse(refused.body).error.details?.[0]?.path).toBe('webhookUrl');
  });
});
