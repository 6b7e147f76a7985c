/**
 * Reading codes with the built files, as a merchant's page loads them: under its policy, with and without WebAssembly and workers,
 * from its own host and from another one.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium, expect, type Page, test } from 'playwright/test';
import sharp from 'sharp';
import { build, type ConfigEnv, loadConfigFromFile } from 'vite';
import { random } from '../../widget/quality/specimens.ts';
import { makeSymbol } from '../bench/capture/code-symbols.ts';
import { browserArguments, ensureBrowser } from '../setup/browser.ts';

// One after the other: what they share is built once.
test.describe.configure({ mode: 'default' });

const folder = mkdtempSync(join(tmpdir(), 'kyc-codes-'));
const types: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  wasm: 'application/wasm',
  jpg: 'image/jpeg',
};

const strict = "default-src 'none'; connect-src 'self'";
const policies = {
  all: `${strict}; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'`,
  withoutWasm: `${strict}; script-src 'self'; worker-src 'self'`,
  withoutWorkers: `${strict}; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'`,
};

interface Host {
  readonly origin: string;
  /** Paths that were asked for. */
  readonly asked: string[];
  close(): void;
}

/** A merchant's host: every answer carries its policy, those of workers too. */
async function serve(policy: string, pictures: Readonly<Record<string, Buffer>>): Promise<Host> {
  const asked: string[] = [];
  const server: Server = createServer((request, answer) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname.slice(1);
    asked.push(path);
    const headers = { 'content-security-policy': policy, 'access-control-allow-origin': '*' };
    if (path === '')
      return answer.writeHead(200, { ...headers, 'content-type': 'text/html' }).end('<!doctype html>');
    const body =
      pictures[path] ?? (readdirSync(folder).includes(path) ? readFileSync(join(folder, path)) : null);
    if (!body) return answer.writeHead(404, headers).end();
    const type = types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    return answer.writeHead(200, { ...headers, 'content-type': type }).end(body);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, asked, close: () => server.close() };
}

/** A code on grey; light on dark it is one that only WebAssembly reads. */
async function drawCode(seed: number, isInverted: boolean): Promise<{ jpeg: Buffer; text: string }> {
  const { side, dark, text } = await makeSymbol('secure', random(seed));
  const [pitch, quiet] = [3, 6];
  const width = (side + 2 * quiet) * pitch;
  const raw = Buffer.alloc(width * width);
  for (let i = 0; i < raw.length; i++) {
    const row = Math.floor(i / width / pitch) - quiet;
    const column = Math.floor((i % width) / pitch) - quiet;
    const isInside = row >= 0 && column >= 0 && row < side && column < side;
    const isDark = isInside && dark[row * side + column] === 1;
    raw[i] = isDark !== isInverted ? 30 : 225;
  }
  const jpeg = await sharp(raw, { raw: { width, height: width, channels: 1 } })
    .rotate(5, { background: '#999' })
    .jpeg()
    .toBuffer();
  return { jpeg, text };
}

let browser: Browser;
let plain: { jpeg: Buffer; text: string };
let inverted: { jpeg: Buffer; text: string };
const hosts: Host[] = [];
const open = async (policy: string): Promise<Host> => {
  const host = await serve(policy, { 'plain.jpg': plain.jpeg, 'inverted.jpg': inverted.jpeg });
  hosts.push(host);
  return host;
};

test.beforeAll(async () => {
  const env: ConfigEnv = { command: 'build', mode: 'production' };
  const loaded = await loadConfigFromFile(env, resolve('vite.config.ts'));
  const config = loaded?.config ?? {};
  // As the widget is built, with this room as the entry.
  await build({
    ...config,
    configFile: false,
    logLevel: 'error',
    build: {
      ...config.build,
      outDir: folder,
      rolldownOptions: {
        ...config.build?.rolldownOptions,
        input: { codes: 'widget/barcode/index.ts', bridge: 'widget/worker-bridge.ts' },
        preserveEntrySignatures: 'strict',
      },
    },
  });
  plain = await drawCode(1, false);
  inverted = await drawCode(2, true);
  browser = await chromium.launch({ executablePath: ensureBrowser(), args: browserArguments() });
});

test.afterEach(() => {
  for (const host of hosts.splice(0)) host.close();
});

test.afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Visit {
  readonly page: Page;
  /** Hosts that were asked, and whatever went wrong unseen. */
  readonly asked: Set<string>;
  readonly errors: string[];
}

async function visit(host: Host): Promise<Visit> {
  const page = await browser.newPage();
  const asked = new Set<string>();
  const errors: string[] = [];
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http')) asked.add(origin);
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(host.origin);
  return { page, asked, errors };
}

/** Reads pictures one after the other, each with new `createCodes`. */
function read(
  page: Page,
  pictures: readonly string[],
  assetsUrl: string | null = null,
): Promise<(string | null)[]> {
  return page.evaluate(
    async ([names, assets]) => {
      const { createCodes } = await import(`${assets ?? ''}/codes.js`);
      const { createBridge } = await import(`${assets ?? ''}/bridge.js`);
      const texts: (string | null)[] = [];
      for (const name of names) {
        const codes = createCodes({ createBridge, assetsUrl: assets });
        const picture = await (await fetch(`/${name}`)).blob();
        texts.push(await codes.read(picture, { outline: null }, new AbortController().signal));
        codes.close();
      }
      return texts;
    },
    [pictures, assetsUrl] as const,
  );
}

const ofKind = (host: Host, pattern: RegExp): string[] => host.asked.filter((path) => pattern.test(path));

test('in a worker, with WebAssembly only when it is needed, from no other host', async () => {
  const host = await open(policies.all);
  const { page, asked, errors } = await visit(host);
  expect(await read(page, ['plain.jpg'])).toEqual([plain.text]);
  expect(ofKind(host, /codes\.worker/)).toHaveLength(1);
  expect(ofKind(host, /wasm/)).toEqual([]);
  expect(await read(page, ['inverted.jpg'])).toEqual([inverted.text]);
  expect(ofKind(host, /\.wasm$/)).toHaveLength(1);
  // All of it happened in workers.
  expect(ofKind(host, /codes-page/)).toEqual([]);
  expect([...asked]).toEqual([host.origin]);
  expect(errors).toEqual([]);
  await page.close();
});

test('where the policy has no WebAssembly the others read, nothing is fetched for it, and nothing is thrown', async () => {
  const host = await open(policies.withoutWasm);
  const { page, errors } = await visit(host);
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  expect(await read(page, ['inverted.jpg', 'plain.jpg', 'inverted.jpg'])).toEqual([null, plain.text, null]);
  expect(ofKind(host, /\.wasm$/)).toEqual([]);
  expect(errors).toEqual([]);
  // Tried once in a page at most, however often codes are read.
  expect(complaints.filter((text) => /wasm|WebAssembly/.test(text)).length).toBeLessThanOrEqual(1);
  await page.close();
});

test('in the page where it may start no workers', async () => {
  const host = await open(policies.withoutWorkers);
  const { page, asked, errors } = await visit(host);
  expect(await read(page, ['plain.jpg', 'inverted.jpg'])).toEqual([plain.text, inverted.text]);
  expect(ofKind(host, /codes-page/)).toHaveLength(1);
  expect([...asked]).toEqual([host.origin]);
  expect(errors).toEqual([]);
  await page.close();
});

test('with the files on another host of the merchant', async () => {
  const assets = await open(policies.all);
  const from = `'self' ${assets.origin}`;
  const host = await open(
    `default-src 'none'; connect-src ${from}; script-src ${from} 'wasm-unsafe-eval'; worker-src 'self' blob:`,
  );
  const { page, asked, errors } = await visit(host);
  expect(await read(page, ['plain.jpg', 'inverted.jpg'], assets.origin)).toEqual([plain.text, inverted.text]);
  expect(ofKind(assets, /codes\.worker/).length).toBeGreaterThan(0);
  expect(ofKind(assets, /codes-page/)).toEqual([]);
  expect([...asked].sort()).toEqual([host.origin, assets.origin].sort());
  expect(errors).toEqual([]);
  await page.close();
});
