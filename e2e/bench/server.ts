/**
 * `npm run bench -- server`: how many sessions a second the built server makes, each one written durably and answered
 * with a signed token, beside what bare Express answers in the same run. Needs `npm run build`.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { freePort } from '../../demo/ports.ts';
import { startProgram } from '../setup/process.ts';
import type { Figures } from './main.ts';
import { table } from './table.ts';

const seconds = 6;
const connections = 32;

interface Load {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly refused: number;
}

async function load(url: string, headers: Record<string, string>, body: string): Promise<Load> {
  const options = { url, method: 'POST' as const, headers, body, connections };
  await autocannon({ ...options, duration: 2 });
  const result = await autocannon({ ...options, duration: seconds });
  return {
    perSecond: Math.round(result.requests.average),
    p50: result.latency.p50,
    p99: result.latency.p99,
    refused: result.non2xx + result.errors,
  };
}

async function mint(folder: string): Promise<Load> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const apiKey = randomBytes(24).toString('base64url');
  const nowhere = 'http://127.0.0.1:9';
  const server = await startProgram(
    ['dist/server/main.js'],
    {
      NODE_ENV: 'production',
      PORT: String(port),
      KYC_PUBLIC_URL: origin,
      KYC_API_KEYS: apiKey,
      KYC_ALLOWED_ORIGINS: 'http://localhost:5173',
      KYC_DATA_DIR: folder,
      KYC_ALLOW_PRIVATE_HOSTS: 'true',
      ONEKYC_TOKEN_URL: nowhere,
      ONEKYC_BASE_URL: `${nowhere}/coe`,
      ONEKYC_CLIENT_ID: 'bench-client',
      ONEKYC_PASS_KEY: 'bench-pass-key',
      ONEKYC_ONBOARDING_PARTNER: 'BENCH-WEB-KYC',
      ONEKYC_CALLBACK_AUTHORIZATION: 'Bearer bench-callback-authorization',
    },
    `${origin}/readyz`,
  );
  try {
    return await load(
      `${origin}/v1/sessions`,
      { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      JSON.stringify({
        provider: 'onekyc',
        document: { type: 'ktp' },
        user: { externalId: 'bench-customer' },
      }),
    );
  } finally {
    await server.stop();
  }
}

async function bare(): Promise<Load> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = await startProgram(
    ['--import', 'tsx', 'e2e/bench/bare-express.ts'],
    { NODE_ENV: 'production', PORT: String(port) },
    `${origin}/healthz`,
  );
  try {
    return await load(origin, { 'content-type': 'application/json' }, '{}');
  } finally {
    await server.stop();
  }
}

export async function run(): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'kyc-bench-'));
  try {
    const express = await bare();
    const minted = await mint(folder);
    const share = minted.perSecond / express.perSecond;
    console.log(`${connections} connections, ${seconds} s each, one process\n`);
    table(
      ['', 'requests/s', 'median ms', 'p99 ms', 'refused'],
      [
        ['bare Express reply', express.perSecond, express.p50, express.p99, express.refused],
        ['mint, durable', minted.perSecond, minted.p50, minted.p99, minted.refused],
      ],
    );
    console.log(`\nminting reaches ${(share * 100).toFixed(0)} % of a bare Express reply`);
    return {
      mintPerSecond: minted.perSecond,
      mintP99Ms: minted.p99,
      mintRefused: minted.refused,
      expressPerSecond: express.perSecond,
      share: Number(share.toFixed(3)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
