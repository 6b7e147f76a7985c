import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Box, hiddenByCover, intersect, layOut, shapes } from './camera-geometry.ts';

const phone = { width: 390, height: 844 };
const upright = { width: 1080, height: 1920 };
const wide = { width: 1280, height: 720 };

/** The stage without a band for words on top and one for buttons below. */
const freeOf = (stage: { width: number; height: number }): Box => ({
  x: 0,
  y: 140,
  width: stage.width,
  height: Math.max(0, stage.height - 300),
});

const lay = (stage = phone, video = upright, isMirrored = false) => {
  const layout = layOut({ stage, video, shape: 'id1', free: freeOf(stage), isMirrored });
  if (!layout) throw new Error('no layout');
  return layout;
};
const right = (box: Box): number => box.x + box.width;
const bottom = (box: Box): number => box.y + box.height;

test('an upright picture fills the phone, with the guide between the words and the buttons', () => {
  const { fit, visible, guide } = lay();
  expect(fit).toBe('cover');
  expect(visible).toEqual({ x: 0, y: 0, ...phone });
  expect(guide.width / guide.height).toBeCloseTo(85.6 / 53.98, 6);
  expect(guide.radius / guide.width).toBeCloseTo(3.18 / 85.6, 6);
  expect(guide.y).toBeGreaterThan(140);
  expect(bottom(guide)).toBeLessThan(phone.height - 160);
});

test('a wide picture in an upright window is shown whole, with the guide inside it', () => {
  expect(hiddenByCover(phone, wide)).toBeGreaterThan(0.7);
  const { fit, visible, guide, crop } = lay(phone, wide);
  expect(fit).toBe('contain');
  expect(visible.height).toBeCloseTo((390 * 9) / 16, 6);
  expect(guide.y).toBeGreaterThanOrEqual(visible.y);
  expect(bottom(guide)).toBeLessThanOrEqual(bottom(visible));
  expect(crop.height).toBe(1);
});

test('cover hides nothing when the shapes are alike, and half when one is twice as long', () => {
  expect(hiddenByCover(phone, phone)).toBe(0);
  expect(hiddenByCover({ width: 200, height: 100 }, { width: 100, height: 100 })).toBeCloseTo(0.5, 9);
});

test('the crop is the guide with 12 % of it on each side', () => {
  const { region, crop } = lay();
  expect(crop.height / region.height).toBeCloseTo(1.24, 6);
  expect(region.y - crop.y).toBeCloseTo(0.12 * region.height, 6);
});

test('a mirrored preview keeps the other side of the picture', () => {
  const plain = lay(phone, upright);
  const mirrored = lay(phone, upright, true);
  expect(mirrored.crop.x).toBeCloseTo(1 - plain.crop.x - plain.crop.width, 9);
  expect(mirrored.guide).toEqual(plain.guide);
});

test('a passport page is less wide', () => {
  const layout = layOut({
    stage: phone,
    video: upright,
    shape: 'id3',
    free: freeOf(phone),
    isMirrored: false,
  });
  expect((layout?.guide.width ?? 0) / (layout?.guide.height ?? 1)).toBeCloseTo(
    shapes.id3.width / shapes.id3.height,
    6,
  );
});

test('without a size there is no layout', () => {
  const none = { width: 0, height: 0 };
  expect(
    layOut({ stage: none, video: wide, shape: 'id1', free: freeOf(phone), isMirrored: false }),
  ).toBeNull();
  expect(
    layOut({ stage: phone, video: none, shape: 'id1', free: freeOf(phone), isMirrored: false }),
  ).toBeNull();
});

test('boxes that do not touch overlap in nothing', () => {
  const overlap = intersect({ x: 0, y: 0, width: 5, height: 5 }, { x: 9, y: 9, width: 5, height: 5 });
  expect([overlap.width, overlap.height]).toEqual([0, 0]);
});

describe('whatever the window and the camera', () => {
  const side = fc.integer({ min: 120, max: 4000 });
  const size = fc.record({ width: side, height: side });
  const all = fc.record({ stage: size, video: size, isMirrored: fc.boolean() });
  const within = (box: Box): boolean =>
    box.x >= 0 &&
    box.y >= 0 &&
    right(box) <= 1 + 1e-9 &&
    bottom(box) <= 1 + 1e-9 &&
    box.width > 0 &&
    box.height > 0;

  test('guide, region and crop lie where they belong', () => {
    fc.assert(
      fc.property(all, ({ stage, video, isMirrored }) => {
        const { visible, guide, region, crop } = lay(stage, video, isMirrored);
        expect(guide.x).toBeGreaterThanOrEqual(visible.x - 1e-6);
        expect(guide.y).toBeGreaterThanOrEqual(visible.y - 1e-6);
        expect(right(guide)).toBeLessThanOrEqual(right(visible) + 1e-6);
        expect(bottom(guide)).toBeLessThanOrEqual(bottom(visible) + 1e-6);
        expect(within(region)).toBe(true);
        expect(within(crop)).toBe(true);
        expect(crop.width).toBeGreaterThanOrEqual(region.width - 1e-9);
      }),
    );
  });
});
