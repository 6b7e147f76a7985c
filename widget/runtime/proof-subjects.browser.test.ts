import { describe, expect, test } from 'vitest';
import type { Frame } from '../quality/types.ts';
import { judge } from '../quality/verdict.ts';
import { proofSubjects } from './proof-subjects.ts';

/** Pictures of faces that lie beside the project; a clone of it has none. */
const found = Object.entries(
  import.meta.glob<string>('../../../shared/fixtures/faces/*_{portrait,frontal,business}.jpg', {
    query: '?url',
    import: 'default',
    eager: true,
  }),
);

/** `blur` in thousandths of the width. */
async function load(address: string, blur = 0, light = 1): Promise<Frame> {
  const bitmap = await createImageBitmap(await (await fetch(address)).blob());
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.filter = `blur(${(blur * width) / 1000}px) brightness(${light})`;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, width, height);
}

const hintOf = (frame: Frame, kind: 'selfie' | 'file'): string | null => {
  const { width, height } = frame;
  const region = { x: width / 4, y: height / 10, width: width / 2, height: height * 0.75 };
  return judge(frame, { region, thresholds: proofSubjects[kind]?.thresholds ?? {} }).hint;
};

describe.skipIf(found.length === 0)('faces (left out where ../shared/fixtures is absent)', () => {
  test.each(found)('%s passes, and neither out of focus nor in the dark', async (_path, address) => {
    expect(hintOf(await load(address), 'selfie')).toBeNull();
    expect(hintOf(await load(address, 8), 'selfie')).toBe('blurred');
    expect(hintOf(await load(address, 0, 0.2), 'selfie')).toBe('too_dark');
  });
});

/** A page of text, as a scanner or a screenshot gives it. */
function scan(blur = 0): Frame {
  const context = new OffscreenCanvas(1000, 1400).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, 1000, 1400);
  context.filter = `blur(${blur}px)`;
  context.fillStyle = '#111';
  context.font = '20px sans-serif';
  for (let line = 1; line < 50; line += 1)
    context.fillText('TAGIHAN CONTOH, JL. CONTOH NO. 1, KOTA CONTOH', 80, line * 27);
  return context.getImageData(0, 0, 1000, 1400);
}

test('a scan is not too bright, and blurred when it is', () => {
  expect(hintOf(scan(), 'file')).toBeNull();
  expect(hintOf(scan(6), 'file')).toBe('blurred');
});
