import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { drain } from './drain.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  for (const step of undo.splice(0)) step();
});

/** Sends a body to a server that refuses it at once, and then drains `most` bytes of it. */
async function send(bytes: number, most: number): Promise<{ answer: () => string; whole: Promise<boolean> }> {
  const server = createServer((request, response) => {
    response.writeHead(400).end('refused');
    drain(request, most);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  undo.push(
    () => socket.destroy(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  let text = '';
  socket.on('data', (part) => {
    text += String(part);
  });
  await once(socket, 'connect');
  socket.write(`PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: ${bytes}\r\n\r\n`);
  const whole = new Promise<boolean>((resolve) => {
    socket.once('error', () => resolve(false)).once('close', () => resolve(false));
    socket.write(Buffer.alloc(bytes), (error) => resolve(!error));
  });
  return { answer: () => text, whole };
}

it('takes the rest, so that whoever sends it gets to the answer', async () => {
  const { answer, whole } = await send(30_000_000, 30_000_000);
  expect(await whole).toBe(true);
  expect(answer()).toContain('refused');
});

it('cuts off who does not come to an end', async () => {
  const { whole } = await send(30_000_000, 1_000_000);
  expect(await whole).toBe(false);
});
