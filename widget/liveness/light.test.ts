import { expect, test } from 'vitest';
import type { Frame } from '../quality/types.ts';
import { lightOf } from './light.ts';
import { recorded } from './testing/recordings.ts';
import type { Face } from './types.ts';

const [reading] = recorded('still');
const face = reading?.face as Face;
const [width, height] = [640, 480];

/** Edges as of lids and lips: bars of two lumas across and down, under a Gaussian blur of this many pixels. */
function drawn({ sigma = 0.5, gain = 1, noise = 0, offset = 60 } = {}): Frame {
  const edge = (distance: number): number =>
    0.5 + 0.5 * Math.tanh((distance * 1.13) / Math.max(0.3, sigma * Math.SQRT2));
  const bar = (at: number): number => edge(8 - Math.abs((((at % 40) + 40) % 40) - 20));
  let seed = 7;
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32 - 0.5;
  };
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const luma = (offset + 110 * Math.max(bar(x), bar(y))) * gain + noise * 3.46 * random();
      data.set([luma, luma, luma, 255], (y * width + x) * 4);
    }
  return { data, width, height };
}

const sharpness = (frame: Frame): number => lightOf(frame, face).face?.sharpness ?? -1;

test('the more it is blurred, the less sharp; whatever light, contrast and noise', () => {
  for (const look of [{}, { gain: 0.4 }, { noise: 4 }, { offset: 100, gain: 0.7, noise: 2 }]) {
    const measured = [1, 3, 5, 8].map((sigma) => sharpness(drawn({ ...look, sigma })));
    expect(measured).toEqual([...measured].sort((a, b) => b - a));
    expect((measured[0] ?? 0) - (measured[3] ?? 0)).toBeGreaterThan(0.15);
  }
});

test('light, contrast and noise change it less than a blur by three pixels does', () => {
  const plain = sharpness(drawn({ sigma: 1 }));
  const blurred = sharpness(drawn({ sigma: 4 }));
  for (const look of [{ gain: 0.4 }, { noise: 4 }, { offset: 100, gain: 0.7 }])
    expect(Math.abs(sharpness(drawn({ ...look, sigma: 1 })) - plain)).toBeLessThan((plain - blurred) / 2);
});

test('mean, burnt skin and the light beside the face', () => {
  const flat = (luma: number): Frame => ({
    data: new Uint8ClampedArray(width * height * 4).fill(luma),
    width,
    height,
  });
  const grey = lightOf(flat(128), face);
  expect(grey.frame).toBeCloseTo(0.502, 2);
  expect(grey.face?.mean).toBeCloseTo(0.502, 2);
  expect(grey.face?.around).toBeCloseTo(0.502, 2);
  expect(grey.face?.side).toBeCloseTo(0.5, 1);
  expect([grey.face?.burnt, grey.face?.eyes, grey.face?.mouth, grey.face?.sharpness]).toEqual([0, 0, 0, 0]);
  expect(lightOf(flat(255), face).face?.burnt).toBe(1);
});

test('two pictures have the same print only when they are the same', () => {
  const print = (frame: Frame): number => lightOf(frame, null).print;
  expect(print(drawn())).toBe(print(drawn()));
  expect(print(drawn({ noise: 1 }))).not.toBe(print(drawn({ noise: 1.2 })));
  expect(print(drawn())).not.toBe(print(drawn({ gain: 0.97 })));
});
