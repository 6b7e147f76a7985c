import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createdSession } from './contract/session.ts';
import { databaseFile, loadKeys } from './keys.ts';
import { openStore } from './store/index.ts';

const apiKey = 'sample-api-key-for-tests-only';
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
