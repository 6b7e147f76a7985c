/** A page with the widget's face engine in it, for the bench and for recordings: built, served on loopback, with the strictest policy that it needs. */
import { createReadStream, existsSync, mkdirSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { basename, extname, join, resolve } from 'node:path';
import { chromium, type Page } from 'playwright';
import { build } from 'vite';
import { browserArguments, ensureBrowser } from './browser.ts';
import { clipCamera } from './clip-camera.ts';

const folder = resolve('test-results', 'faces');

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
};

/** The strictest policy with which a face is followed. A page cannot start another origin's script as a worker: it starts a copy. */
const policyWith = (other: string | null): string =>
  other
    ? `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' ${other}; connect-src 'self' ${other}; worker-src blob:; media-src 'self'`
    : "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; media-src 'self'";

export interface FacesPage {
  readonly page: Page;
  /** Address of the model, in the page. */
  readonly modelUrl: string;
  /** Where the engine's files are, when they are elsewhere. */
  readonly assetsUrl: string | null;
  /** Serves these bytes under a new address of the page. */
  serve(bytes: Uint8Array, type: string): string;
  close(): Promise<void>;
}

async function buildPage(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    base: './',
    worker: { format: 'iife' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: false,
      rolldownOptions: {
        input: { faces: 'e2e/bench/pages/faces.ts' },
        output: { entryFileNames: '[name].js' },
      },
    },
  });
}

export interface FacesOptions {
  /** Path of a clip that is the camera. */
  readonly camera?: string;
  /** The engine's files come from another origin, as from a content delivery network. */
  readonly isElsewhere?: boolean;
}

const listen = (server: Server): Promise<string> =>
  new Promise((done) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      done(`http://localhost:${typeof address === 'object' && address ? address.port : 0}`);
    });
  });

const close = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.closeAllConnections();
    server.close(() => done());
  });

/** The built files, for pages of any origin. */
const otherHost = (): Server =>
  createServer((request, response) => {
    const file = join(folder, 'assets', basename(new URL(request.url ?? '/', 'http://localhost').pathname));
    response.setHeader('access-control-allow-origin', '*');
    response.statusCode = existsSync(file) ? 200 : 404;
    response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
    if (existsSync(file) && statSync(file).isFile()) createReadStream(file).pipe(response);
    else response.end();
  });

/** Opens the page; `modelsFolder` holds the face model. */
export async function openFaces(modelsFolder: string, options: FacesOptions = {}): Promise<FacesPage> {
  const { camera, isElsewhere } = options;
  await buildPage();
  const elsewhere = isElsewhere ? otherHost() : null;
  const otherUrl = elsewhere && (await listen(elsewhere));
  const served = new Map<string, { readonly bytes: Uint8Array; readonly type: string }>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    response.setHeader('content-security-policy', policyWith(otherUrl));
    const own = served.get(path);
    if (own) {
      response.setHeader('content-type', own.type);
      return response.end(own.bytes);
    }
    if (path === '/') {
      response.setHeader('content-type', 'text/html');
      return response.end(
        '<!doctype html><title>Faces</title><script type="module" src="/faces.js"></script>',
      );
    }
    const file = path.startsWith('/models/')
      ? join(modelsFolder, basename(path))
      : join(folder, path.startsWith('/assets/') ? 'assets' : '', basename(path));
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.statusCode = 404;
      return response.end();
    }
    response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(response);
  });
  const url = await listen(server);
  const played = camera ? clipCamera(camera) : null;
  const browser = await chromium.launch({
    executablePath: ensureBrowser(),
    args: [...(played?.args ?? browserArguments())],
  });
  const context = await browser.newContext({ permissions: ['camera'] });
  await played?.prepare(context);
  const page = await context.newPage();
  await page.addInitScript('globalThis.__name = (named) => named');
  await page.goto(url);
  await page.waitForFunction(() => 'faces' in window);
  let count = 0;
  return {
    page,
    modelUrl: `${url}/models/face_landmarker.task`,
    assetsUrl: otherUrl && `${otherUrl}/assets`,
    serve(bytes, type) {
      count += 1;
      const path = `/served/${count}`;
      served.set(path, { bytes, type });
      // What was looked at is not needed again.
      served.delete(`/served/${count - 50}`);
      return `${url}${path}`;
    },
    async close() {
      await browser.close();
      await close(server);
      if (elsewhere) await close(elsewhere);
    },
  };
}

/** The single JPEG pictures of a clip in MJPEG, in their order. */
export function picturesIn(clip: Buffer): Buffer[] {
  const pictures: Buffer[] = [];
  for (let start = clip.indexOf('\xff\xd8\xff', 0, 'latin1'); start >= 0; ) {
    const next = clip.indexOf('\xff\xd9\xff\xd8\xff', start, 'latin1');
    const end = next < 0 ? clip.length : next + 2;
    pictures.push(clip.subarray(start, end));
    start = next < 0 ? -1 : end;
  }
  return pictures;
}
