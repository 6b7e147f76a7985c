import { afterEach, describe, expect, test } from 'vitest';
import type { Quality } from '../runtime/ports.ts';
import { createQuality } from './index.ts';
import { drawSpecimen } from './specimens.ts';
import type { Frame, Hint, Region } from './types.ts';
import { judge } from './verdict.ts';

const never = new AbortController().signal;
let quality: Quality = createQuality();
afterEach(() => {
  quality.close();
  quality = createQuality();
});

describe('the judge in a worker', () => {
  test('says what the one in the page says, and leaves the picture as it was', async () => {
    for (const options of [{ seed: 1 }, { seed: 2, defocus: 0.6 }, { seed: 3, glare: 9 }]) {
      const { frame, region } = drawSpecimen({ longSide: 400, ...options });
      const verdict = await quality.judge(frame, { region, quality: 'strict' }, never);
      expect(verdict).toEqual(judge(frame, { region, quality: 'strict' }));
      expect(frame.data.length).toBe(frame.width * frame.height * 4);
    }
  });

  test('works where no worker can be started', async () => {
    const alone = createQuality({ workerUrl: '/no-such-worker.js' });
    const { frame, region } = drawSpecimen({ longSide: 320, seed: 1 });
    expect(await alone.judge(frame, { region }, never)).toEqual(judge(frame, { region }));
    alone.close();
  });

  test('ends with its signal', async () => {
    const control = new AbortController();
    const { frame } = drawSpecimen({ longSide: 320, seed: 1 });
    const verdict = quality.judge(frame, {}, control.signal);
    control.abort();
    await expect(verdict).rejects.toMatchObject({ code: 'aborted' });
  });
});

/** Pictures of specimen documents that lie beside the project; a clone of it has none. */
const found = import.meta.glob<string>('../../../shared/fixtures/documents/synthetic_*.jpg', {
  query: '?url',
  import: 'default',
  eager: true,
});

/** By number: where the card lies, in pixels of the picture, and what is to be said of it. */
const photographs: readonly [name: string, card: Region, hint: Hint | null][] = [
  ['01_mykad_lightwood', { x: 215, y: 95, width: 845, height: 505 }, null],
  ['02_mykad_lightwood', { x: 215, y: 95, width: 845, height: 505 }, 'blurred'],
  ['04_mykad_lightwood', { x: 215, y: 95, width: 845, height: 505 }, 'glare'],
  ['05_mykad_lightwood', { x: 215, y: 95, width: 845, height: 505 }, 'too_dark'],
  ['06_ktp_darkwood', { x: 290, y: 150, width: 690, height: 465 }, null],
  ['08_aadhaar_qr_carpet', { x: 150, y: 40, width: 980, height: 620 }, null],
  ['10_icao_td3_grass', { x: 300, y: 90, width: 670, height: 450 }, null],
  ['13_mykad_darkwood', { x: 520, y: 95, width: 385, height: 570 }, null],
];

async function load(address: string): Promise<Frame> {
  const bitmap = await createImageBitmap(await (await fetch(address)).blob());
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height);
}

const addressOf = (name: string): string | undefined =>
  Object.entries(found).find(([path]) => path.includes(name))?.[1];

describe.skipIf(Object.keys(found).length === 0)(
  'photographs of documents (left out where ../shared/fixtures is absent)',
  () => {
    test.each(photographs)('%s', async (name, card, hint) => {
      const frame = await load(addressOf(name) ?? '');
      const guide = { x: card.x - 30, y: card.y - 20, width: card.width + 60, height: card.height + 40 };
      expect(judge(frame, { region: card }).hint).toBe(hint);
      expect(judge(frame, { region: guide }).hint).toBe(hint);
      expect(judge(frame).hint).toBe(hint);
    });
  },
);
