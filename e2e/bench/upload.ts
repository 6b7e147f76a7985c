/**
 * `npm run bench -- upload`: pictures of 5 MB streamed through the built server to a provider that takes them in, 1 to
 * 50 at once, and what the server holds in memory meanwhile. A server that kept the pictures would need 250 MB more for
 * 50 of them. Needs `npm run build:server`.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../demo/ports.ts';
import { startProgram } from '../setup/process.ts';
import type { Figures } from './main.ts';
import { residentMb, watchMemory } from './memory.ts';
import { table } from './table.ts';
import { type DrainingUpstream, startUpstream } from './upload-upstream.ts';

const size = 5_000_000;
const levels = [1, 5, 20, 50];
/** The same number at every level, so that each makes the same garbage. */
const uploadsEach = 100;
/** So many that the heap has come to its usual size: what is above it then is for the pictures under way. */
const warmUp = { atOnce: 20, uploads: 300 };
/** Where all pictures of a level are held for a moment, almost whole, while the memory is looked at. */
const heldAt = 4_500_000;
const heldMs = 200;
/** How far above what the warm server holds a level may go, in MB: buffers and garbage, and no pictures. */
const allowedMb = 40;

interface Client {
  /** Makes a session with an announced picture and returns how to send it. */
  open(): Promise<() => Promise<void>>;
  close(): void;
}

const picture = randomBytes(size);
const announced = {
  slot: 'live_photo',
  contentType: 'image/jpeg',
  size,
  sha256: createHash('sha256').update(picture).digest('hex'),
};

function createClient(origin: string, apiKey: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: Math.max(...levels) });
  const call = async (path: string, key: string, body: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer.json() as Promise<Record<string, unknown>>;
  };

  /** Not `fetch`, which copies its bytes: the bench would measure itself. */
  const put = (url: string, headers: Record<string, string>): Promise<void> =>
    new Promise((resolve, reject) => {
      const sent = request(url, { method: 'PUT', agent, headers }, (answer) => {
        answer.resume().once('end', () => {
          if (answer.statusCode === 204) resolve();
          else reject(new Error(`an upload was answered ${answer.statusCode}`));
        });
      });
      sent.once('error', reject).end(picture);
    });

  return {
    async open() {
      const made = await call('/v1/sessions', apiKey, { provider: 'enxtai', document: { type: 'pan' } });
      const token = String(made['token']);
      const target = await call('/v1/flow/uploads', token, announced);
      const headers = {
        ...(target['headers'] as Record<string, string>),
        authorization: `Bearer ${token}`,
        'content-length': String(size),
      };
      return () => put(String(target['url']), headers);
    },
    close: () => agent.destroy(),
  };
}

async function openAll(client: Client, count: number): Promise<(() => Promise<void>)[]> {
  const lanes: (() => Promise<void>)[] = [];
  for (let lane = 0; lane < count; lane += 1) lanes.push(await client.open());
  return lanes;
}

/** `uploads` pictures, `atOnce` of them on their way at any time, each of these through a session of its own. */
async function load(client: Client, atOnce: number, uploads: number): Promise<number> {
  const lanes = await openAll(client, atOnce);
  let begun = 0;
  const start = performance.now();
  await Promise.all(
    lanes.map(async (send) => {
      while (begun < uploads) {
        begun += 1;
        await send();
      }
    }),
  );
  return (performance.now() - start) / 1000;
}

/** Sends one picture on each of `atOnce` ways, and stops the provider when it has most of all of them. */
async function holdAll(client: Client, upstream: DrainingUpstream, atOnce: number): Promise<void> {
  const lanes = await openAll(client, atOnce);
  const { full, release } = upstream.hold(atOnce, heldAt);
  const sent = Promise.all(lanes.map((send) => send()));
  await Promise.race([full, sent]);
  await new Promise((resolve) => setTimeout(resolve, heldMs));
  release();
  await sent;
}

async function startServer(folder: string, upstream: DrainingUpstream) {
  const origin = `http://127.0.0.1:${await freePort()}`;
  const apiKey = randomBytes(24).toString('base64url');
  const server = await startProgram(
    ['dist/server/main.js'],
    {
      NODE_ENV: 'production',
      PORT: new URL(origin).port,
      KYC_PUBLIC_URL: origin,
      KYC_API_KEYS: apiKey,
      KYC_ALLOWED_ORIGINS: 'http://localhost:5173',
      KYC_DATA_DIR: folder,
      KYC_ALLOW_PRIVATE_HOSTS: 'true',
      ENXTAI_BASE_URL: upstream.base,
      ENXTAI_API_KEY: 'bench-api-key',
      ENXTAI_WEBHOOK_SECRET: 'bench-webhook-secret',
    },
    `${origin}/readyz`,
  );
  const { pid } = server.child;
  if (pid === undefined) throw new Error('the server has no process');
  return { client: createClient(origin, apiKey), pid, stop: server.stop };
}

export async function run(): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'kyc-bench-'));
  const upstream = await startUpstream();
  const server = await startServer(folder, upstream).catch(async (error: unknown) => {
    await upstream.close();
    throw error;
  });
  const rows: { atOnce: number; perSecond: number; mbPerSecond: number; peakMb: number }[] = [];
  let baseline: number;
  try {
    await load(server.client, warmUp.atOnce, warmUp.uploads);
    baseline = residentMb(server.pid);
    for (const atOnce of levels) {
      const memory = watchMemory(server.pid);
      try {
        const seconds = await load(server.client, atOnce, uploadsEach);
        await holdAll(server.client, upstream, atOnce);
        rows.push({
          atOnce,
          perSecond: uploadsEach / seconds,
          mbPerSecond: (uploadsEach * size) / 1e6 / seconds,
          peakMb: memory.peak(),
        });
      } finally {
        memory.stop();
      }
    }
  } finally {
    server.client.close();
    await server.stop();
    await upstream.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const sent = warmUp.uploads + levels.reduce((sum, atOnce) => sum + uploadsEach + atOnce, 0);
  if (upstream.received() < sent * size) throw new Error('the provider did not get every byte');

  console.log(`${uploadsEach} pictures of ${size / 1e6} MB at each level, one server process\n`);
  table(
    ['at once', 'uploads/s', 'MB/s', 'peak RSS MB', 'over warm MB'],
    rows.map((row) => [
      row.atOnce,
      Number(row.perSecond.toFixed(1)),
      Math.round(row.mbPerSecond),
      Math.round(row.peakMb),
      Math.round(row.peakMb - baseline),
    ]),
  );
  const grownMb = Math.max(...rows.map(({ peakMb }) => peakMb)) - baseline;
  const isFlat = grownMb <= allowedMb;
  console.log(
    `\nwarm: ${Math.round(baseline)} MB; at the most ${Math.round(grownMb)} MB more, of ${allowedMb} MB that are allowed` +
      (isFlat ? '' : ': TOO MUCH'),
  );
  if (!isFlat) process.exitCode = 1;
  return {
    uploadMb: size / 1e6,
    baselineRssMb: Number(baseline.toFixed(1)),
    ...Object.fromEntries(
      rows.flatMap(({ atOnce, perSecond, mbPerSecond, peakMb }) => [
        [`perSecondAt${atOnce}`, Number(perSecond.toFixed(1))],
        [`mbPerSecondAt${atOnce}`, Math.round(mbPerSecond)],
        [`peakRssMbAt${atOnce}`, Number(peakMb.toFixed(1))],
      ]),
    ),
    grownMb: Number(grownMb.toFixed(1)),
    allowedMb,
    flat: isFlat,
  };
}
