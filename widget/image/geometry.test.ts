import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SlotLimits } from '../runtime/ports.ts';
import {
  cropBox,
  fitInto,
  planPicture,
  planStraight,
  refuseBomb,
  uprightSize,
  uprightTransform,
} from './geometry.ts';
import { formatFor } from './limits.ts';

const free: SlotLimits = { accept: ['image/jpeg'], maxBytes: 1e7 };

describe('what is cut out', () => {
  test('is the whole picture without a crop', () => {
    expect(planPicture({ width: 1600, height: 1200 }, null, free)).toEqual({
      box: { x: 0, y: 0, width: 1600, height: 1200 },
      target: { width: 1600, height: 1200 },
    });
  });

  test('is given in fractions and in whole pixels', () => {
    expect(cropBox({ width: 1000, height: 500 }, { x: 0.1, y: 0.2, width: 0.5, height: 0.5 })).toEqual({
      x: 100,
      y: 100,
      width: 500,
      height: 250,
    });
  });

  test('stays within the picture, whatever is asked for', () => {
    const any = fc.double({ min: -2, max: 3, noNaN: true });
    const side = fc.integer({ min: 1, max: 9000 });
    fc.assert(
      fc.property(
        side,
        side,
        fc.record({ x: any, y: any, width: any, height: any }),
        (width, height, crop) => {
          const box = cropBox({ width, height }, crop);
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.y).toBeGreaterThanOrEqual(0);
          expect(box.width).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(width);
          expect(box.y + box.height).toBeLessThanOrEqual(height);
        },
      ),
    );
  });
});

describe('sizes', () => {
  test('are brought down to the largest a slot takes, and never up', () => {
    expect(fitInto({ width: 4000, height: 3000 }, { width: 2000, height: 2000 })).toEqual({
      width: 2000,
      height: 1500,
    });
    expect(fitInto({ width: 300, height: 200 }, { width: 2000, height: 2000 })).toEqual({
      width: 300,
      height: 200,
    });
  });

  test('below the least a slot takes are image_too_small, counted after the crop', () => {
    const limits = { ...free, minWidth: 600, minHeight: 400 };
    const size = { width: 1000, height: 800 };
    expect(planPicture(size, null, limits).target).toEqual(size);
    const crop = { x: 0, y: 0, width: 0.59, height: 1 };
    expect(() => planPicture(size, crop, limits)).toThrow('image_too_small');
    expect(() => planPicture({ width: 1000, height: 399 }, null, limits)).toThrow('image_too_small');
  });

  test('that fill the memory are image_too_large', () => {
    expect(() => planPicture({ width: 8001, height: 8000 }, null, free)).toThrow('image_too_large');
    expect(() => refuseBomb({ width: 16_385, height: 10 })).toThrow('image_too_large');
    expect(() => refuseBomb({ width: 10, height: 65_535 })).toThrow('image_too_large');
    expect(planPicture({ width: 8160, height: 6144 }, null, free).target.width).toBe(4096);
  });
});

describe('a card looked at straight', () => {
  const ID1 = 85.6 / 53.98;
  /** 800 x 504 pixels in a picture of 1600 x 1200, its far side a little shorter. */
  const size = { width: 1600, height: 1200 };
  const corners = [
    [0.28, 0.3],
    [0.72, 0.3],
    [0.75, 0.72],
    [0.25, 0.72],
  ] as const;

  test('is as large as its shorter side, with 3 % around it, in its own ratio', () => {
    const plan = planStraight(size, corners, ID1, free);
    expect(plan?.card.width).toBe(704);
    expect((plan?.card.width ?? 0) / (plan?.card.height ?? 1)).toBeCloseTo(ID1, 2);
    expect(plan?.margin).toBe(21);
    expect(plan?.scaled).toEqual({ width: plan?.box.width, height: plan?.box.height });
  });

  test('has all of its margin in what is looked at', () => {
    const { box, corners: found, scaled } = planStraight(size, corners, ID1, free) ?? {};
    for (const [x, y] of found ?? []) {
      expect(Math.min(x, (scaled?.width ?? 0) - x)).toBeGreaterThan(21);
      expect(Math.min(y, (scaled?.height ?? 0) - y)).toBeGreaterThan(21);
    }
    expect(box?.width).toBeLessThan(1000);
  });

  test('stays on end where it stands so', () => {
    const upright = [
      [0.4, 0.2],
      [0.6, 0.2],
      [0.6, 0.62],
      [0.4, 0.62],
    ] as const;
    const plan = planStraight(size, upright, ID1, free);
    expect((plan?.card.height ?? 0) / (plan?.card.width ?? 1)).toBeCloseTo(ID1, 2);
  });

  test('of the largest still takes a bounded memory', () => {
    const plan = planStraight({ width: 4032, height: 3024 }, corners, ID1, free);
    expect(plan?.card.width).toBeLessThanOrEqual(2560);
    const pixels = (plan?.scaled.width ?? 0) * (plan?.scaled.height ?? 0);
    expect(pixels).toBeLessThan(8_000_000);
    const far = planStraight({ width: 8160, height: 6144 }, corners, ID1, free);
    expect((far?.scaled.width ?? 0) * (far?.scaled.height ?? 0)).toBeLessThan(8_000_000);
  });

  test('keeps to the slot’s bounds, and is not made where it would be too small', () => {
    const plan = planStraight(size, corners, ID1, { ...free, maxWidth: 500 });
    expect((plan?.card.width ?? 0) + 2 * (plan?.margin ?? 0)).toBeLessThanOrEqual(500);
    expect(planStraight(size, corners, ID1, { ...free, minWidth: 900 })).toBeNull();
  });
});

describe('turning upright', () => {
  const stored = { width: 4, height: 3 };

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'orientation %i puts every corner into the upright picture',
    (orientation) => {
      const [a, b, c, d, e, f] = uprightTransform(orientation, stored);
      const { width, height } = uprightSize(stored, orientation);
      const corners = [
        [0, 0],
        [4, 0],
        [4, 3],
        [0, 3],
      ].map(([x = 0, y = 0]) => `${a * x + c * y + e},${b * x + d * y + f}`);
      expect(corners.toSorted()).toEqual(
        [`0,0`, `0,${height}`, `${width},0`, `${width},${height}`].toSorted(),
      );
    },
  );

  test('orientation 6: what was stored at the left lies at the top', () => {
    const [a, b, c, d, e, f] = uprightTransform(6, stored);
    // The stored top left corner comes to the upper right.
    expect([a * 0 + c * 0 + e, b * 0 + d * 0 + f]).toEqual([3, 0]);
  });
});

describe('the format', () => {
  test.each([
    [['image/png', 'image/jpeg'], 'image/jpeg', 'image/jpeg'],
    [['image/jpg', 'application/pdf'], 'image/jpeg', 'image/jpg'],
    [['image/png'], 'image/png', 'image/png'],
    [['IMAGE/JPEG'], 'image/jpeg', 'image/jpeg'],
  ])('for %j is %s, called %s', (accept, encoder, name) => {
    expect(formatFor(accept)).toEqual({ encoder, name });
  });

  test('for a slot without pictures there is none', () => {
    expect(() => formatFor(['application/pdf'])).toThrow('file_type_unsupported');
  });
});
