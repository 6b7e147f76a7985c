import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from './ports.ts';

test('a free port is none that somebody listens on, nor one that the system gives away', async () => {
  const port = await freePort();
  expect(port).toBeGreaterThanOrEqual(20_000);
  expect(port).toBeLessThan(32_000);
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // The middle of that very port, then another one.
  const draws = [(port - 20_000 + 0.5) / 12_000, 0.5, 0.25, 0.75];
  const next = await freePort(() => draws.shift() ?? Math.random());
  await new Promise((resolve) => server.close(resolve));
  expect(next).not.toBe(port);
  expect(draws.length).toBeLessThan(3);
});

test('where all are taken it is said', async () => {
  const server = createServer();
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await expect(freePort(() => (port - 20_000 + 0.5) / 12_000)).rejects.toThrow('free');
  await new Promise((resolve) => server.close(resolve));
});
