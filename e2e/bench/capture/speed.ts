import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright';
import { browserArguments, ensureBrowser } from '../../setup/browser.ts';
import { bundle } from '../bundle.ts';
import { sceneAt } from './outline.ts';

/** Live frames, and how often each is judged. */
const FRAMES = 24;
const ROUNDS = 8;

export interface Speed {
  /** Milliseconds of a frame of 640 pixels on its long side, in a worker. */
  readonly medianMs: number;
  readonly p95Ms: number;
}

const html = '<!doctype html><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,">';

/** Runs in the page: hands frames to the worker and returns what each took. */
async function measure(input: {
  frames: { pixels: string; width: number; height: number }[];
  rounds: number;
}): Promise<number[]> {
  const frames = await Promise.all(
    input.frames.map(async ({ pixels, width, height }) => {
      const bytes = await (await fetch(`data:application/octet-stream;base64,${pixels}`)).arrayBuffer();
      return { data: new Uint8ClampedArray(bytes), width, height };
    }),
  );
  const worker = new Worker('/worker.js');
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<number[]>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ frames, rounds: input.rounds });
  });
}

/** How long the judge takes for a frame in a worker of a real browser. */
export async function benchSpeed(): Promise<Speed> {
  const script = await bundle('judge-worker');
  const server = createServer(({ url }, response) => {
    const isScript = url === '/worker.js';
    response.setHeader('content-type', isScript ? script.type : 'text/html');
    response.end(isScript ? script.body : html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: browserArguments() });
  try {
    const page = await browser.newPage();
    await page.addInitScript('globalThis.__name = (named) => named');
    await page.goto(`http://127.0.0.1:${port}/`);
    const frames: { pixels: string; width: number; height: number }[] = [];
    for (let index = 0; index < FRAMES; index++) {
      const { frame } = await sceneAt(200_000 + index, index % 4 === 3 ? 'empty' : 'card');
      const { data, width, height } = frame;
      frames.push({ pixels: Buffer.from(data).toString('base64'), width, height });
    }
    const times = (await page.evaluate(measure, { frames, rounds: ROUNDS })).sort((a, b) => a - b);
    const at = (share: number): number => times[Math.floor(share * (times.length - 1))] ?? Number.NaN;
    return { medianMs: at(0.5), p95Ms: at(0.95) };
  } finally {
    await browser.close();
    server.close();
  }
}
