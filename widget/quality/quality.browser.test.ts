import { afterEach, describe, expect, test } from 'vitest';
import type { Quality } from '../runtime/ports.ts';
import { assess } from './assess.ts';
import { createQuality } from './index.ts';
import { boundsOf } from './quad.ts';
import { drawSpecimen } from './specimens.ts';
import type { Frame, Hint, Outline } from './types.ts';
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

/** By number: the document's corners in pixels of the picture, and what is to be said of it. */
const photographs: readonly [name: string, corners: Outline['corners'], hint: Hint | null][] = [
  [
    '01_mykad_lightwood',
    [
      [250, 110],
      [1020, 95],
      [1060, 600],
      [215, 585],
    ],
    null,
  ],
  [
    '02_mykad_lightwood',
    [
      [250, 110],
      [1020, 95],
      [1060, 600],
      [215, 585],
    ],
    'blurred',
  ],
  [
    '04_mykad_lightwood',
    [
      [250, 110],
      [1020, 95],
      [1060, 600],
      [215, 585],
    ],
    'glare',
  ],
  [
    '05_mykad_lightwood',
    [
      [250, 110],
      [1020, 95],
      [1060, 600],
      [215, 585],
    ],
    'too_dark',
  ],
  [
    '06_ktp_darkwood',
    [
      [330, 150],
      [980, 190],
      [940, 615],
      [290, 560],
    ],
    null,
  ],
  [
    '08_aadhaar_qr_carpet',
    [
      [165, 40],
      [1115, 40],
      [1130, 660],
      [150, 655],
    ],
    null,
  ],
  [
    '10_icao_td3_grass',
    [
      [330, 90],
      [950, 110],
      [970, 540],
      [300, 520],
    ],
    null,
  ],
  [
    '11_ktp_lightwood',
    [
      [520, 260],
      [760, 265],
      [758, 415],
      [518, 412],
    ],
    'move_closer',
  ],
  [
    '13_mykad_darkwood',
    [
      [905, 120],
      [870, 665],
      [520, 640],
      [560, 95],
    ],
    null,
  ],
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
    test.each(photographs)('%s', async (name, corners, hint) => {
      const frame = await load(addressOf(name) ?? '');
      expect(assess(frame, { corners, confidence: 1 }, {}).hint).toBe(hint);
      if (hint === 'move_closer') return;
      // Where the outline is not found, the guide around it is judged.
      const region = boundsOf(corners, 20);
      expect(assess(frame, null, { region, outline: 'wanted' }).hint).toBe(hint);
    });
  },
);
