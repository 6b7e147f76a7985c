import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Region } from '../quality/types.ts';
import type { Pictures, SlotLimits } from '../runtime/ports.ts';
import { createBridge } from '../worker-bridge.ts';
import { readHeader } from './header.ts';
import url from './image.worker.ts?worker&url';
import { createPictures } from './index.ts';
import { answerInPage } from './page.ts';
import type { Answer, Question } from './question.ts';
import { exifSegment } from './samples.ts';

const never = new AbortController().signal;
const limits: SlotLimits = { accept: ['image/jpeg'], maxBytes: 5_000_000 };

/** Red on the left, green on the right, blue below both, with noise so that bytes are not for nothing. */
async function draw(width: number, height: number, type = 'image/jpeg', noise = 0): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = '#d00';
  context.fillRect(0, 0, width / 2, height / 2);
  context.fillStyle = '#0d0';
  context.fillRect(width / 2, 0, width / 2, height / 2);
  context.fillStyle = '#00d';
  context.fillRect(0, height / 2, width, height / 2);
  if (noise > 0) {
    const picture = context.getImageData(0, 0, width, height);
    let state = 7;
    for (let i = 0; i < picture.data.length; i += 4) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const value = ((state >>> 24) - 128) * noise;
      for (const channel of [0, 1, 2]) picture.data[i + channel] = (picture.data[i + channel] ?? 0) + value;
    }
    context.putImageData(picture, 0, 0);
  }
  return canvas.convertToBlob({ type, quality: 0.95 });
}

/** The same JPEG with a camera's metadata in it: an orientation and a position. */
async function withExif(jpeg: Blob, orientation: number): Promise<Blob> {
  return new Blob([jpeg.slice(0, 2), Uint8Array.from(exifSegment(orientation, true)), jpeg.slice(2)], {
    type: 'image/jpeg',
  });
}

async function colourAt(picture: Blob, x: number, y: number): Promise<'red' | 'green' | 'blue'> {
  const bitmap = await createImageBitmap(picture);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  const [r = 0, g = 0, b = 0] = context.getImageData(x * bitmap.width, y * bitmap.height, 1, 1).data;
  return r > g && r > b ? 'red' : g > b ? 'green' : 'blue';
}

const bytesOf = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await blob.arrayBuffer());
const contains = (bytes: Uint8Array, text: string): boolean =>
  String.fromCharCode(...bytes.slice(0, 4096)).includes(text);

const resources: string[] = [];
const observer = new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) resources.push(entry.name);
});
beforeAll(() => observer.observe({ type: 'resource', buffered: true }));
afterAll(() => observer.disconnect());

/** Opens a picture and makes of it what the slot takes. */
async function prepare(
  source: Blob,
  slot: SlotLimits,
  crop: Region | null,
  signal: AbortSignal,
  by: Pictures = pictures,
) {
  const open = await by.open(source, slot, signal);
  return { ...(await by.make(open, slot, { crop }, signal)), frame: open.frame };
}

let pictures: Pictures = createPictures();
afterEach(() => {
  pictures.close();
  pictures = createPictures();
});

describe('preparing a picture', () => {
  test('strips metadata and turns the picture upright', async () => {
    // Stored on its side: upright, red comes to the upper right and blue to the left.
    const source = await withExif(await draw(400, 300), 6);
    expect(contains(await bytesOf(source), 'Exif')).toBe(true);
    const { blob, width, height, frame } = await prepare(source, limits, null, never);
    expect([width, height]).toEqual([300, 400]);
    expect([frame.width, frame.height, frame.data.length]).toEqual([300, 400, 300 * 400 * 4]);
    expect(blob.type).toBe('image/jpeg');
    const bytes = await bytesOf(blob);
    const header = { type: 'image/jpeg', width: 300, height: 400, orientation: 1, isWhole: true };
    expect(readHeader(bytes)).toEqual(header);
    expect(contains(bytes, 'Exif')).toBe(false);
    expect(await colourAt(blob, 0.75, 0.25)).toBe('red');
    expect(await colourAt(blob, 0.75, 0.75)).toBe('green');
    expect(await colourAt(blob, 0.25, 0.5)).toBe('blue');
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'orientation %i: the worker and the page see the same',
    async (orientation) => {
      const source = await withExif(await draw(64, 48), orientation);
      const inWorker = await prepare(source, limits, null, never);
      const inPage = await answerInPage({ kind: 'open', id: 0, source, limits }, never);
      expect([inPage.width, inPage.height]).toEqual([inWorker.width, inWorker.height]);
      expect(inPage.frame?.data).toEqual(inWorker.frame.data);
    },
  );

  test('crops by fractions, after turning', async () => {
    const source = await draw(400, 300);
    const crop = { x: 0.5, y: 0, width: 0.5, height: 0.5 };
    const { blob, width, height } = await prepare(source, limits, crop, never);
    expect([width, height]).toEqual([200, 150]);
    for (const at of [0.1, 0.9]) expect(await colourAt(blob, at, at)).toBe('green');
  });

  test('looks straight at a card: its corners come to the corners, with the table around them', async () => {
    const canvas = new OffscreenCanvas(1000, 800);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    context.fillStyle = '#0d0';
    context.fillRect(0, 0, 1000, 800);
    const corners = [
      [200, 200],
      [800, 240],
      [760, 620],
      [180, 560],
    ] as const;
    context.fillStyle = '#d00';
    context.beginPath();
    for (const [x, y] of corners) context.lineTo(x, y);
    context.fill();
    const source = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
    const part = ([x, y]: readonly [number, number]) => [x / 1000, y / 800] as const;
    const [a, b, c, d] = corners;
    const straighten = { corners: [part(a), part(b), part(c), part(d)] as const, ratio: 85.6 / 53.98 };
    const open = await pictures.open(source, limits, never);
    const { blob, width, height } = await pictures.make(open, limits, { crop: null, straighten }, never);
    expect(width / height).toBeCloseTo(1.06 / (1 / straighten.ratio + 0.06), 1);
    // The card from just within its edge on, the table up to just outside of it.
    for (const [x, y] of [
      [0.05, 0.07],
      [0.95, 0.07],
      [0.95, 0.93],
      [0.05, 0.93],
    ] as const)
      expect(await colourAt(blob, x, y)).toBe('red');
    for (const [x, y] of [
      [0.01, 0.5],
      [0.99, 0.5],
      [0.5, 0.015],
      [0.5, 0.985],
    ] as const)
      expect(await colourAt(blob, x, y)).toBe('green');
  });

  test('a picture is made of what was opened, or opened again where that is gone', async () => {
    const source = await draw(400, 300);
    const open = await pictures.open(source, limits, never);
    const crop = { x: 0.5, y: 0, width: 0.5, height: 0.5 };
    const first = await pictures.make(open, limits, { crop }, never);
    // Given up with the first.
    const second = await pictures.make(open, limits, { crop }, never);
    pictures.close();
    const third = await pictures.make(open, limits, { crop }, never);
    for (const { blob, width } of [first, second, third]) {
      expect(width).toBe(200);
      expect(await colourAt(blob, 0.5, 0.5)).toBe('green');
    }
    // Nor is another's taken for it.
    const other = await pictures.open(await draw(64, 48), limits, never);
    const mine = await pictures.make(open, limits, { crop: null }, never);
    const theirs = await pictures.make(other, limits, { crop: null }, never);
    expect([mine.width, theirs.width]).toEqual([400, 64]);
  });

  test('brings the size down to the largest the slot takes, and the frame to 1600', async () => {
    const source = await draw(3200, 2400);
    const { width, height, frame } = await prepare(source, { ...limits, maxWidth: 2000 }, null, never);
    expect([width, height]).toEqual([2000, 1500]);
    expect([frame.width, frame.height]).toEqual([1600, 1200]);
  });

  test('makes a heavy picture light enough, without asking any other host', async () => {
    const source = await draw(1600, 1200, 'image/jpeg', 0.8);
    const maxBytes = 150_000;
    const { blob, width, height } = await prepare(source, { ...limits, maxBytes }, null, never);
    expect(source.size).toBeGreaterThan(maxBytes * 2);
    expect(blob.size).toBeLessThanOrEqual(maxBytes);
    expect(blob.type).toBe('image/jpeg');
    expect(readHeader(await bytesOf(blob))).toMatchObject({ width, height });
    expect(Math.abs(width / height - 4 / 3)).toBeLessThan(0.01);
    const hosts = resources
      .map((address) => new URL(address))
      .filter(({ protocol }) => protocol.startsWith('http'));
    expect(hosts.length).toBeGreaterThan(0);
    expect([...new Set(hosts.map(({ host }) => host))]).toEqual([location.host]);
  });

  test('the compressor runs in our worker, and in the page where that cannot', async () => {
    const compressor = (await import('./compress.ts')).url;
    const { ask, close } = createBridge<Question, Answer>({
      url,
      inPage: () => Promise.reject(new Error('not in the page')),
      fallbackCode: 'encode_failed',
    });
    const picture = await draw(800, 600, 'image/jpeg', 0.8);
    const question = { kind: 'compress', picture, maxBytes: 60_000, keepSize: false, compressor } as const;
    const answers = [await ask(question, never), await answerInPage(question, never)];
    close();
    for (const { blob = new Blob(), width, height } of answers) {
      expect(blob.size).toBeLessThanOrEqual(60_000);
      expect(readHeader(await bytesOf(blob))).toMatchObject({ width, height });
    }
  });

  test('the compressor starts no worker of its own, which would load code from a CDN', async () => {
    const { compress } = await import('./compress.ts');
    const started: string[] = [];
    vi.stubGlobal(
      'Worker',
      class extends Worker {
        constructor(address: string | URL, options?: WorkerOptions) {
          started.push(String(address));
          super(address, options);
        }
      },
    );
    const picture = await draw(800, 600, 'image/jpeg', 0.8);
    const blob = await compress(picture, { maxBytes: 60_000, keepSize: false }, never);
    vi.unstubAllGlobals();
    expect(blob.size).toBeLessThanOrEqual(60_000);
    expect(started).toEqual([]);
  });

  test('lowers the quality alone where the slot wants a size', async () => {
    const source = await draw(800, 600, 'image/jpeg', 0.8);
    const free = await prepare(source, { ...limits, maxBytes: 100_000 }, null, never);
    expect(free.width).toBeLessThan(800);
    const bound = { ...limits, maxBytes: 100_000, minWidth: 800, minHeight: 600 };
    const { blob, width, height } = await prepare(source, bound, null, never);
    expect([width, height]).toEqual([800, 600]);
    expect(blob.size).toBeLessThanOrEqual(100_000);
    const impossible = prepare(source, { ...bound, maxBytes: 5_000 }, null, never);
    await expect(impossible).rejects.toMatchObject({ code: 'file_too_large' });
  });

  test('asks for the compressor only when a picture is too heavy', async () => {
    const light = createPictures();
    const before = resources.filter((address) => address.includes('compress')).length;
    await prepare(await draw(300, 200), limits, null, never, light);
    light.close();
    for (const entry of observer.takeRecords()) resources.push(entry.name);
    expect(resources.filter((address) => address.includes('compress')).length).toBe(before);
  });

  test('makes a light picture heavy enough where it can', async () => {
    const source = await draw(800, 600, 'image/jpeg', 0.3);
    const plain = await prepare(source, limits, null, never);
    const minBytes = plain.blob.size + 50_000;
    const { blob } = await prepare(source, { ...limits, minBytes }, null, never);
    expect(blob.size).toBeGreaterThanOrEqual(minBytes);
    const impossible = prepare(await draw(40, 30), { ...limits, minBytes: 2_000_000 }, null, never);
    await expect(impossible).rejects.toMatchObject({ code: 'file_too_small' });
  });

  test('makes a heavy PNG light enough by its size alone', async () => {
    const source = await draw(600, 400, 'image/png', 0.8);
    const png = { ...limits, accept: ['image/png'], maxBytes: 60_000 };
    const { blob, width, height } = await prepare(source, png, null, never);
    expect(source.size).toBeGreaterThan(60_000 * 2);
    expect(blob.size).toBeLessThanOrEqual(60_000);
    expect(readHeader(await bytesOf(blob))).toMatchObject({ type: 'image/png', width, height });
    const bound = prepare(source, { ...png, minWidth: 600 }, null, never);
    await expect(bound).rejects.toMatchObject({ code: 'file_too_large' });
  });

  test('gives PNG, or a JPEG under another name, where the slot asks for it', async () => {
    const source = await draw(200, 100, 'image/png');
    const png = await prepare(source, { ...limits, accept: ['image/png'] }, null, never);
    expect(readHeader(await bytesOf(png.blob))?.type).toBe('image/png');
    const jpg = await prepare(source, { ...limits, accept: ['image/jpg'] }, null, never);
    expect(jpg.blob.type).toBe('image/jpg');
    expect(readHeader(await bytesOf(jpg.blob))?.type).toBe('image/jpeg');
  });

  test('refuses what is no picture, whatever it is called', async () => {
    const named = (bytes: BlobPart): Blob => new File([bytes], 'ktp.jpg', { type: 'image/jpeg' });
    const heic = named(Uint8Array.from([0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70, 0x68, 0x65, 0x69, 0x63]));
    await expect(prepare(heic, limits, null, never)).rejects.toMatchObject({
      code: 'file_type_unsupported',
    });
    for (const type of ['image/jpeg', 'image/png']) {
      const whole = await bytesOf(await draw(400, 300, type, 0.5));
      const spoilt = whole.slice();
      spoilt.fill(0xaa, 200, whole.length - 20);
      for (const bytes of [whole.slice(0, 100), whole.slice(0, whole.length * 0.9), spoilt]) {
        const file = named(bytes);
        const inWorker = prepare(file, limits, null, never);
        await expect(inWorker).rejects.toMatchObject({ code: 'file_unreadable' });
        const inPage = answerInPage({ kind: 'open', id: 0, source: file, limits }, never);
        await expect(inPage).rejects.toMatchObject({ code: 'file_unreadable' });
      }
    }
    const small = prepare(await draw(200, 100), { ...limits, minWidth: 300 }, null, never);
    await expect(small).rejects.toMatchObject({ code: 'image_too_small' });
  });

  test('refuses a picture that would fill the memory, by its header alone', async () => {
    const bytes = await bytesOf(await draw(8, 8, 'image/png'));
    new DataView(bytes.buffer).setUint32(16, 60_000);
    new DataView(bytes.buffer).setUint32(20, 60_000);
    const bomb = new Blob([bytes], { type: 'image/png' });
    await expect(prepare(bomb, limits, null, never)).rejects.toMatchObject({
      code: 'image_too_large',
    });
  });

  test('works where no worker can be started', async () => {
    const alone = createPictures({ workerUrl: '/no-such-worker.js' });
    const { width } = await prepare(await draw(300, 200), limits, null, never, alone);
    expect(width).toBe(300);
    const source = await draw(800, 600, 'image/jpeg', 0.8);
    const light = await prepare(source, { ...limits, maxBytes: 60_000 }, null, never, alone);
    expect(light.blob.size).toBeLessThanOrEqual(60_000);
    alone.close();
  });

  test('ends with its signal', async () => {
    const control = new AbortController();
    const work = prepare(await draw(300, 200), limits, null, control.signal);
    control.abort();
    await expect(work).rejects.toMatchObject({ code: 'aborted' });
  });
});
