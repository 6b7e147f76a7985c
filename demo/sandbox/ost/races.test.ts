import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Bench, form, places, startBench, startUser } from './testing.ts';

/** A storage that has every file, and lets something happen while it looks. */
let storage: Server;
let meanwhile: () => void;
let bench: Bench;

beforeEach(async () => {
  meanwhile = () => undefined;
  storage = createServer((_request, response) => {
    meanwhile();
    meanwhile = () => undefined;
    response.writeHead(200, { 'content-length': '6', 'content-type': 'image/jpeg' }).end();
  });
  await new Promise<void>((resolve) => storage.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(storage.address() as AddressInfo).port}`;
  const key = { accessKey: 'AKIASAMPLE', secretKey: 'sample-secret' };
  bench = await startBench({ storage: { endpoint, region: 'us-east-1', bucket: 'sample', ...key } });
});
afterEach(async () => {
  await bench.close();
  storage.closeAllConnections();
  await new Promise((resolve) => storage.close(resolve));
});

/** A user whose files are there. */
async function ready() {
  const user = await startUser(bench, 'budi+never@shop.example');
  const { a } = await places(bench, 'put', { a: 'image/jpeg' });
  const key = a?.fields.key ?? '';
  const complete = { ...form, document_id_file_path: key, selfie_file_path: key };
  return { id: user.id, send: () => user.send(complete) };
}

it('a user who is deleted while the files are looked for is not found', async () => {
  const { id, send } = await ready();
  meanwhile = () => bench.ost.control.deleteUser(id);
  expect((await send()).status).toBe(404);
  expect(bench.ost.control.cases()).toEqual([]);
});

it('a case that is closed while the files are looked for stays as it is', async () => {
  const { id, send } = await ready();
  expect((await send()).status).toBe(200);
  meanwhile = () => bench.ost.control.finish(id, 'approve');
  expect((await send()).status).toBe(422);
  expect(bench.ost.control.cases()).toMatchObject([{ kycStatus: 'approved', submissionCount: 1 }]);
});
