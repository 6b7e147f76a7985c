import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Frame } from '../quality/types.ts';
import { bench, never, pictures, releaseAll } from './bench.ts';
import { sampleFrames } from './frames.ts';
import { grabStill } from './still.ts';

afterEach(() => {
  releaseAll();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('frames', () => {
  test('come one at a time, scaled, and end with the signal', async () => {
    const view = await bench().camera.open('environment', never);
    const stop = new AbortController();
    const frames: Frame[] = [];
    let running = 0;
    let most = 0;
    await new Promise<void>((resolve) => {
      view.frames({ longSide: 320, perSecond: 60, signal: stop.signal }, async (frame) => {
        running += 1;
        most = Math.max(most, running);
        frames.push(frame);
        // Longer than one picture of the camera takes.
        await pictures(view.video, 2);
        running -= 1;
        if (frames.length === 4) {
          stop.abort();
          resolve();
        }
      });
    });
    expect(most).toBe(1);
    for (const { width, height, data } of frames) {
      expect(width).toBe(320);
      expect(height).toBe(Math.round((320 * view.height) / view.width));
      expect(data).toHaveLength(width * height * 4);
    }
    expect(new Set(frames[0]?.data).size).toBeGreaterThan(1);
    await pictures(view.video, 4);
    expect(frames).toHaveLength(4);
  });

  test('rest while the page is hidden, and go on after', async () => {
    const view = await bench().camera.open('environment', never);
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    const stop = new AbortController();
    let count = 0;
    view.frames({ longSide: 64, perSecond: 60, signal: stop.signal }, async () => {
      count += 1;
    });
    await pictures(view.video, 4);
    expect(count).toBe(0);
    hidden.mockReturnValue(false);
    await vi.waitUntil(() => count > 1);
    stop.abort();
  });

  test('come by repaints where the video cannot tell of its pictures', async () => {
    const stop = new AbortController();
    let count = 0;
    // A stand-in for Safari before 15.4, whose video has no such function.
    const video = document.createElement('canvas');
    Object.assign(video, { width: 64, height: 48 });
    const plain = Object.assign(video, {
      videoWidth: 64,
      videoHeight: 48,
      readyState: 4,
      HAVE_CURRENT_DATA: 2,
      paused: false,
    }) as unknown as HTMLVideoElement;
    sampleFrames(plain, { longSide: 32, perSecond: 60, signal: stop.signal }, async ({ width, height }) => {
      if (width === 32 && height === 24) count += 1;
    });
    await vi.waitUntil(() => count > 1);
    stop.abort();
  });
});

/** Width and height of an encoded picture, and its first bytes in hex. */
async function look(blob: Blob): Promise<{ size: [number, number]; magic: string }> {
  const bitmap = await createImageBitmap(blob);
  const head = new Uint8Array(await blob.slice(0, 3).arrayBuffer());
  return {
    size: [bitmap.width, bitmap.height],
    magic: [...head].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
  };
}

const JPEG = 'ffd8ff';
const PNG = '89504e';

/** A photo of this size, as the camera's own would be. */
async function photo(width: number, height: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.fillRect(0, 0, width, height);
  return canvas.convertToBlob({ type: 'image/png' });
}

function stubPhotos(takePhoto: () => Promise<Blob>) {
  const spy = vi.fn(takePhoto);
  vi.stubGlobal(
    'ImageCapture',
    class {
      getPhotoCapabilities = async (): Promise<PhotoCapabilities> => ({});
      takePhoto = spy;
    },
  );
  return spy;
}

describe('stills', () => {
  test('have the full size, from whatever the browser takes them with', async () => {
    const view = await bench().camera.open('environment', never);
    const { size, magic } = await look(await view.still(never));
    expect(size).toEqual([view.width, view.height]);
    expect([JPEG, PNG]).toContain(magic);
  });

  test('of the video are JPEG in full size', async () => {
    const view = await bench().camera.open('environment', never);
    const { size, magic } = await look(await grabStill(view.video));
    expect(size).toEqual([view.width, view.height]);
    expect(magic).toBe(JPEG);
  });

  test('are the larger photo where it agrees with the preview', async () => {
    const view = await bench().camera.open('environment', never);
    const larger = await photo(view.width * 2, view.height * 2);
    stubPhotos(async () => larger);
    expect(await view.still(never)).toBe(larger);
  });

  test('are the video where the photo shows more than the preview, and no second photo is tried', async () => {
    const view = await bench().camera.open('environment', never);
    const square = await photo(view.width, view.width);
    const takePhoto = stubPhotos(async () => square);
    for (const _ of [1, 2]) {
      expect((await look(await view.still(never))).size).toEqual([view.width, view.height]);
    }
    expect(takePhoto).toHaveBeenCalledTimes(1);
  });

  test('are not waited for after the signal, nor after the release', async () => {
    const { camera } = bench();
    const view = await camera.open('environment', never);
    stubPhotos(() => new Promise(() => undefined));
    const leaving = new AbortController();
    const still = view.still(leaving.signal);
    leaving.abort();
    await expect(still).rejects.toMatchObject({ code: 'aborted' });
    const another = view.still(never);
    camera.release();
    await expect(another).rejects.toMatchObject({ code: 'aborted' });
    await expect(view.still(never)).rejects.toMatchObject({ code: 'aborted' });
  });
});
