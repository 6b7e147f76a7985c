/** The compression library as it is built: with what is never run left out of it, in a worker and in the page. */
import { readdirSync } from 'node:fs';
import { expect, test } from '../setup/fixtures.ts';

/** Where the library runs; the built file is imported by its address in either place. */
const places = ['page', 'worker'] as const;

for (const place of places) {
  test(`a heavy photo is made light in the ${place}`, async ({ visit }) => {
    const { page } = await visit();
    const file = readdirSync('dist/widget').find((name) => /^kyc-compress-.*\.js$/.test(name));
    const address = new URL(`kyc-flow/${file}`, page.url()).href;
    // Our own page's policy forbids workers of blobs, which only this test wants: a page of the same origin without one.
    await page.route('**/plain', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>plain</title>' }),
    );
    await page.goto(new URL('/plain', page.url()).href);
    const sizes = await page.evaluate(
      async ({ url, where }) => {
        const canvas = document.createElement('canvas');
        canvas.width = 1600;
        canvas.height = 1200;
        const context = canvas.getContext('2d');
        const image = context?.createImageData(1600, 1200);
        if (!context || !image) throw new Error('no canvas');
        // Noise, which compresses badly; from a fixed seed.
        let seed = 7;
        for (let at = 0; at < image.data.length; at += 1) {
          seed = (seed * 1103515245 + 12345) & 0x7fffffff;
          image.data[at] = at % 4 === 3 ? 255 : seed >> 16;
        }
        context.putImageData(image, 0, 0);
        const photo = await new Promise<Blob | null>((give) => canvas.toBlob(give, 'image/jpeg', 0.95));
        if (!photo) throw new Error('no photo');
        const target = { maxBytes: 300_000, keepSize: false };
        let light: Blob;
        if (where === 'page') {
          const { compress } = await import(url);
          light = await compress(photo, target, new AbortController().signal);
        } else {
          const script = `onmessage = async ({ data: { photo, target } }) => {
            const { compress } = await import('${url}');
            postMessage(await compress(photo, target, new AbortController().signal));
          };`;
          const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
          light = await new Promise<Blob>((give, refuse) => {
            worker.onmessage = ({ data }: MessageEvent<Blob>) => give(data);
            worker.onerror = (event) => refuse(new Error(event.message));
            worker.postMessage({ photo, target });
          });
        }
        const { width, height } = await createImageBitmap(light);
        return { before: photo.size, after: light.size, type: light.type, width, height };
      },
      { url: address, where: place },
    );
    expect(sizes.before).toBeGreaterThan(300_000);
    expect(sizes.after).toBeLessThanOrEqual(300_000);
    expect(sizes.after).toBeGreaterThan(50_000);
    expect(sizes.type).toBe('image/jpeg');
    expect(sizes.width / sizes.height).toBeCloseTo(4 / 3, 1);
  });
}
