import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { flow } from './contract/flow.ts';
import type { PinnedFile } from './models/face-landmarker.ts';
import { type FaceModel, loadModel } from './models/load.ts';
import { expectProblem } from './testing/expect.ts';
import { startServer, type TestServer } from './testing/start.ts';

// More than all buffers between two sockets hold, so that who hangs up early does so in the middle.
const content = randomBytes(24_000_000);
const pinned: PinnedFile = {
  name: 'face.task',
  sha256: createHash('sha256').update(content).digest('hex'),
  bytes: content.length,
  source: 'https://models.example/face.task',
};

let folder: string;
let model: FaceModel;
let server: TestServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kyc-models-'));
  writeFileSync(join(folder, pinned.name), content);
  const loaded = await loadModel(folder, pinned);
  if (!loaded.model) throw new Error(loaded.absent);
  model = loaded.model;
  server = await startServer([], undefined, [], { model });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const get = (headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${server.url}${model.address}`, { method, headers });

/** Of the model, by this process. Linux tells them. */
const openFiles = (): string[] =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(join('/proc/self/fd', fd)) === model.file;
    } catch {
      // That of the listing itself is gone.
      return false;
    }
  });

describe('the face model', () => {
  test('is there for pages of any origin, for good', async () => {
    const answer = await get({ origin: 'https://anybody.example' });
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(content.length),
      'cache-control': 'public, max-age=31536000, immutable',
      etag: `"${pinned.sha256}"`,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
  });

  test('is not sent to who has it', async () => {
    for (const tag of [`"${pinned.sha256}"`, `"x", W/"${pinned.sha256}"`, '*']) {
      const answer = await get({ 'if-none-match': tag });
      expect(answer.status, tag).toBe(304);
      expect(answer.headers.get('etag')).toBe(`"${pinned.sha256}"`);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(await answer.text()).toBe('');
    }
    const other = await get({ 'if-none-match': '"x"' }, 'HEAD');
    expect(other.status).toBe(200);
  });

  test('can be asked about', async () => {
    const answer = await get({}, 'HEAD');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-length')).toBe(String(content.length));
    expect(await answer.text()).toBe('');
  });

  test('is all that is there', async () => {
    for (const path of [
      '/v1/models',
      '/v1/models/',
      '/v1/models/face.task',
      '/v1/models/..%2fface.task',
      `${model.address}.bak`,
      model.address.toUpperCase(),
    ]) {
      expectProblem(await server.call('GET', path), 404, 'not_found');
    }
    expectProblem(await server.call('POST', model.address), 405, 'method_not_allowed');
  });

  test('is named by each face of a flow, and by nothing else', async () => {
    const { steps: usual } = server.provider;
    vi.spyOn(server.provider, 'steps').mockImplementation((input) => [
      ...usual(input),
      { id: 'selfie', kind: 'selfie', slot: 'selfie', accept: ['image/jpeg'], maxBytes: 1_000_000 },
    ]);
    const { token } = await server.open();
    const { steps } = flow.parse((await server.call('GET', '/v1/flow', { as: { token } })).body);
    const named = steps.flatMap(({ slot, liveness }) => (liveness ? [[slot, liveness.modelUrl]] : []));
    expect(named).toEqual([['selfie', `${server.url}${model.address}`]]);
  });

  test('whose reader hangs up leaves no file open, and no error', async () => {
    await new Promise<void>((resolve, reject) => {
      const asked = request(`${server.url}${model.address}`, (answer) => {
        answer.once('data', () => answer.destroy());
        answer.once('close', resolve);
      });
      asked.once('error', reject).end();
    });
    await vi.waitFor(() => expect(server.log()).toContain('"status":499'));
    expect(server.log()).not.toMatch(/"level":"error"/);
    if (existsSync('/proc/self/fd')) await vi.waitFor(() => expect(openFiles()).toEqual([]));
    expect((await get({}, 'HEAD')).status).toBe(200);
  });

  test('that was changed after the start is not given out under its name', async () => {
    const file = join(folder, pinned.name);
    const spoiled = Buffer.from(content);
    spoiled[0] = (spoiled[0] ?? 0) ^ 1;
    writeFileSync(file, spoiled);
    utimesSync(file, new Date(), new Date(Date.now() + 5000));
    expectProblem(await server.call('GET', model.address), 404, 'not_found');
    rmSync(file);
    const gone = await server.call('GET', model.address);
    expectProblem(gone, 404, 'not_found');
    expect(gone.headers.get('cache-control')).toBe('no-store');
    expect(gone.text).not.toContain(folder);
  });
});

test('a server without it says so in each face', async () => {
  const bare = await startServer();
  vi.spyOn(bare.provider, 'steps').mockReturnValue([
    { id: 'selfie', kind: 'selfie', slot: 'selfie', accept: ['image/jpeg'], maxBytes: 1_000_000 },
  ]);
  const { token } = await bare.open();
  const { steps } = flow.parse((await bare.call('GET', '/v1/flow', { as: { token } })).body);
  expect(steps.at(-1)?.liveness?.modelUrl).toBeNull();
  expectProblem(await bare.call('GET', model.address), 404, 'not_found');
  await bare.stop();
});
