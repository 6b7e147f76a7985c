import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorBody } from '../contract/error.ts';
import { answerClientErrors } from './client-errors.ts';

const server = createServer((_request, response) => response.end('fine'));
answerClientErrors(server);
let port: number;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** Everything that comes back until the server closes the connection. */
const send = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      text += part;
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });

describe('what is no request', () => {
  it.each([
    ['nonsense', 'BUDI CONTOH\r\n\r\n'],
    ['headers that are too long', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'0'.repeat(20_000)}\r\n\r\n`],
    [
      'two different lengths',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
    ],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('is refused in the usual form: %s', async (_name, bytes) => {
    const [head = '', body = ''] = (await send(bytes)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 /);
    const { error } = errorBody.parse(JSON.parse(body));
    expect(error.code).toBe('header_invalid');
    expect(head).toContain(`X-Request-Id: ${error.requestId}`);
    expect(body).not.toContain('BUDI');
  });
});
