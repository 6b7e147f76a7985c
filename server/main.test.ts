import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { flow } from './contract/flow.ts';
import { createdSession } from './contract/session.ts';
import { databaseFile, loadKeys } from './keys.ts';
import { openStore } from './store/index.ts';

const apiKey = 'sample-api-key-for-tests-only';
const realModels = resolve('..', 'shared', 'models');
let folder: string;
let started: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyc-main-'));
  started = [];
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const environment = (): Record<string, string> => ({
  PORT: '0',
  KYC_PUBLIC_URL: 'http://localhost:8787',
  KYC_API_KEYS: apiKey,
  KYC_ALLOWED_ORIGINS: 'http://localhost:5173',
  KYC_DATA_DIR: folder,
  KYC_ALLOW_PRIVATE_HOSTS: 'true',
  ONEKYC_TOKEN_URL: 'http://127.0.0.1:9',
  ONEKYC_BASE_URL: 'http://127.0.0.1:9/coe',
  ONEKYC_CLIENT_ID: 'sample-client',
  ONEKYC_PASS_KEY: 'sample-pass-key',
  ONEKYC_ONBOARDING_PARTNER: 'SAMPLE-WEB-KYC',
  ONEKYC_CALLBACK_AUTHORIZATION: 'Bearer sample-callback',
});

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let output = '';
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  const listening = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => {
        output += part;
        const port = /"port":(\d+).*"msg":"listening"/.exec(output)?.[1];
        if (port) resolve(`http://127.0.0.1:${port}`);
      });
    }
    ended.then(() => reject(new Error(`It ended. It printed:\n${output}`)));
  });
  listening.catch(() => undefined);
  return { child, ended, listening, output: () => output };
}

const make = async (url: string): Promise<string> => {
  const answer = await fetch(`${url}/v1/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ provider: 'onekyc', user: { externalId: 'customer-contoh' } }),
  });
  return createdSession.parse(await answer.json()).id;
};

/** What a flow with a face says of it, from a server that has EnxtAI's place taken by one that opens any session. */
async function faceOf(env: Record<string, string>) {
  const upstream = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end('{"kycSessionId":"sample-session"}');
  });
  await new Promise<void>((done) => upstream.listen(0, '127.0.0.1', done));
  const { listening, output } = start({
    ...environment(),
    ENXTAI_BASE_URL: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/api`,
    ENXTAI_API_KEY: 'sample-enxtai-key',
    ENXTAI_WEBHOOK_SECRET: 'sample-enxtai-secret',
    ...env,
  });
  const url = await listening;
  const made = await fetch(`${url}/v1/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ provider: 'enxtai', user: { externalId: 'customer-contoh' } }),
  });
  const { token } = createdSession.parse(await made.json());
  const answer = await fetch(`${url}/v1/flow`, { headers: { authorization: `Bearer ${token}` } });
  upstream.closeAllConnections();
  upstream.close();
  const face = flow.parse(await answer.json()).steps.find(({ kind }) => kind === 'selfie');
  return { face, url, output };
}

describe('the program', { timeout: 30_000 }, () => {
  test('says in plain sentences what is missing, and ends with 1', async () => {
    const { KYC_API_KEYS: _, ...env } = environment();
    const { ended, output } = start({ ...env, KYC_PUBLIK_URL: 'x', ONEKYC_PASS_KEY: '' });
    expect(await ended).toBe(1);
    const lines = output().trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(output()).toMatch(/^Set KYC_API_KEYS to /m);
    expect(output()).toMatch(/KYC_PUBLIK_URL .*KYC_PUBLIC_URL/);
    expect(output()).toContain('ONEKYC_PASS_KEY');
    expect(output()).not.toMatch(/ at .*:\d+:\d+/);
  });

  test('says what it offers, ends cleanly when told to, and knows its sessions again', async () => {
    const first = start(environment());
    const id = await make(await first.listening);
    expect(first.output()).toContain('"providers":["onekyc"]');
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(first.output()).not.toContain(apiKey);
    expect(first.output()).not.toContain('KYC_UIDAI_CERTIFICATES');

    const second = start({
      ...environment(),
      ENXTAI_BASE_URL: 'http://127.0.0.1:9/api',
      ENXTAI_API_KEY: 'sample-enxtai-key',
      ENXTAI_WEBHOOK_SECRET: 'sample-enxtai-secret',
    });
    const answer = await fetch(`${await second.listening}/v1/sessions/${id}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    expect(answer.status).toBe(200);
    // Where Aadhaar cards may come.
    expect(second.output()).toContain('KYC_UIDAI_CERTIFICATES is not set');
  });

  test('says in one line why it has no face model, and that it can be had', async () => {
    mkdirSync(join(folder, 'models'));
    writeFileSync(join(folder, 'models', 'face_landmarker.task'), 'truncated');
    const { listening, output } = start({ ...environment(), KYC_MODELS_DIR: join(folder, 'models') });
    const address = `${await listening}/v1/models/face_landmarker-64184e22.task`;
    expect((await fetch(address)).status).toBe(404);
    const lines = output()
      .split('\n')
      .filter((line) => line.includes('face_landmarker'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      msg: `face_landmarker.task in the folder "${join(folder, 'models')}" has 9 bytes in place of 3758596: faces are photographed by the manual route; "npm run models" fetches it`,
    });
  });

  test('asks for the challenges that the environment names', async () => {
    const { face } = await faceOf({
      KYC_LIVENESS_CHALLENGES: 'nod, smile',
      KYC_MODELS_DIR: join(folder, 'none'),
    });
    expect(face?.liveness?.modelUrl).toBeNull();
    expect([...(face?.challenges ?? [])].sort()).toEqual(['nod', 'smile']);
  });

  test('has nothing to say of a face model where no face is photographed here', async () => {
    const hosted = Object.entries(environment()).filter(([name]) => !name.startsWith('ONEKYC_'));
    const { listening, output } = start({
      ...Object.fromEntries(hosted),
      KYC_MODELS_DIR: join(folder, 'none'),
      TRUESTACK_BASE_URL: 'http://127.0.0.1:9',
      TRUESTACK_API_KEY: 'sample-truestack-key',
    });
    await listening;
    expect(output()).not.toContain('face_landmarker');
  });

  test.skipIf(!existsSync(join(realModels, 'face_landmarker.task')))(
    'serves the face model (skipped where ../shared/models does not have it)',
    async () => {
      const { face, url, output } = await faceOf({ KYC_MODELS_DIR: realModels });
      const address = '/v1/models/face_landmarker-64184e22.task';
      expect(face?.liveness?.modelUrl).toBe(`http://localhost:8787${address}`);
      const answer = await fetch(`${url}${address}`);
      expect(answer.status).toBe(200);
      expect((await answer.arrayBuffer()).byteLength).toBe(3_758_596);
      expect(output()).not.toContain('manual route');
    },
  );

  test('loses nothing that it answered for when it is killed', async () => {
    const { child, ended, listening } = start(environment());
    const url = await listening;
    const answered: string[] = [];
    const merchants = Array.from({ length: 8 }, async () => {
      for (let count = 0; count < 1000; count += 1) answered.push(await make(url));
    });
    const busy = Promise.allSettled(merchants);
    await vi.waitFor(() => expect(answered.length).toBeGreaterThanOrEqual(60), {
      interval: 5,
      timeout: 10_000,
    });
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    await busy;

    const { dataKey } = await loadKeys({ dataDir: folder, tokenKeys: null, dataKey: null });
    const store = await openStore({ file: databaseFile(folder), dataKey });
    const kept = await Promise.all(answered.map((id) => store.load(id)));
    await store.close();
    expect(kept.filter((session) => session === null)).toEqual([]);
  });
});
