import { describe, expect, test } from 'vitest';
import { homography, project } from '../testing/scenes/pose.ts';
import { drawScene } from '../testing/scenes/scene.ts';
import { measure } from './measure.ts';
import { longSideOf, type Quad, quadOf } from './quad.ts';
import { drawSpecimen, random } from './specimens.ts';
import type { Frame } from './types.ts';

/** A bright strip between two straight edges, turned, blurred by exactly `sigma` pixels (a difference of error functions). */
function strip(sigma: number, options: { width?: number; noise?: number; height?: number } = {}): Frame {
  const { width = 60, noise = 0, height = 120 } = options;
  const next = random(7);
  const size = 200;
  const data = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const away = (x - size / 2) * Math.cos(0.1) + (y - size / 2) * Math.sin(0.1);
      const rise = (at: number): number => 1 / (1 + Math.exp((-1.702 * at) / sigma));
      const level = 60 + height * (rise(away + width / 2) - rise(away - width / 2));
      const grain = noise * 2 * (next() + next() + next() - 1.5);
      data.fill(Math.round(level + grain), (y * size + x) * 4, (y * size + x) * 4 + 4);
    }
  }
  return { data, width: size, height: size };
}

const whole = quadOf({ x: 10, y: 10, width: 180, height: 180 });
/** At one pixel to the millimetre, so that the blur is in pixels. */
const blurOf = (frame: Frame): number => measure(frame, whole, 1).blur;

describe('blur of straight edges', () => {
  test.each([0.6, 0.8, 1, 1.5, 2, 3, 4])('%d pixels are measured within a quarter', (sigma) => {
    expect(blurOf(strip(sigma)) / sigma).toBeGreaterThan(0.75);
    expect(blurOf(strip(sigma)) / sigma).toBeLessThan(1.25);
  });

  test('does not depend on contrast, and hardly on noise', () => {
    const base = blurOf(strip(1.2));
    expect(blurOf(strip(1.2, { height: 30 }))).toBeCloseTo(base, 1);
    expect(Math.abs(blurOf(strip(1.2, { noise: 6 })) - base)).toBeLessThan(0.2);
  });

  test('a thin stroke is no sharper for being thin', () => {
    expect(blurOf(strip(1.2, { width: 1.5 })) / blurOf(strip(1.2))).toBeGreaterThan(0.85);
  });

  test('grows with blur, at every width of stroke', () => {
    for (const width of [2, 4, 60]) {
      const blurs = [0.6, 0.9, 1.3, 1.9, 2.8].map((sigma) => blurOf(strip(sigma, { width, height: 150 })));
      expect(blurs).toEqual([...blurs].sort((a, b) => a - b));
    }
  });

  test('is infinite where there is no edge, under noise too', () => {
    expect(blurOf(strip(1, { height: 0 }))).toBe(Number.POSITIVE_INFINITY);
    expect(blurOf(strip(1, { height: 0, noise: 8 }))).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('blur of cards', () => {
  const MM = 85.6;
  /** Estimated and true blur in millimetres. */
  function specimen(
    seed: number,
    longSide: number,
    flaw: { defocus?: number; motion?: number; noise?: number },
  ) {
    const { frame, region } = drawSpecimen({ seed, longSide, ...flaw });
    const scale = region.width / MM;
    const found = measure(frame, quadOf(region), scale);
    const [defocus, motion] = [(flaw.defocus ?? 0) * MM * 0.01, (flaw.motion ?? 0) * MM * 0.01];
    return { ...found, truth: Math.hypot(0.6 / scale, defocus, motion / Math.sqrt(12)) };
  }

  test.each([400, 640, 900])('is in millimetres: the same at %i pixels', (longSide) => {
    for (const seed of [1, 2, 3]) {
      const sharp = specimen(seed, longSide, {});
      const spoilt = specimen(seed, longSide, { defocus: 0.5 });
      expect(sharp.blur).toBeLessThan(0.26);
      expect(spoilt.blur / spoilt.truth).toBeGreaterThan(0.65);
      expect(spoilt.blur / spoilt.truth).toBeLessThan(1.5);
    }
  });

  test('a movement is told from a lens out of focus', () => {
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const moved = seeds.filter((seed) => specimen(seed, 400, { motion: 2 }).isSmeared).length;
    const defocused = seeds.filter((seed) => specimen(seed, 400, { defocus: 0.6 }).isSmeared).length;
    expect(moved).toBeGreaterThanOrEqual(6);
    expect(defocused).toBeLessThanOrEqual(1);
  });

  test('a bare card is measured by its border', () => {
    for (const [defocus, isReadable] of [
      [0, true],
      [0.6, false],
    ] as const) {
      const { frame, corners, scale } = drawScene({
        seed: 5,
        width: 400,
        height: 300,
        card: 'bare',
        ground: 'plain',
        fill: 0.5,
        turn: 7,
        tilt: 10,
        likeness: 0,
        light: 0.8,
        defocus,
        motion: 0,
        optics: 0.5,
        noise: 2,
        glare: 0,
        hasShadow: false,
        hasFinger: false,
        hasNeighbour: false,
        cut: 0,
      });
      if (!corners) throw new Error('the card did not fit');
      const inside = homography(
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 1],
        ],
        corners,
      );
      const at = (u: number, v: number) => project(inside, u, v);
      // Corners that are off by a hundredth, as found ones are.
      const found: Quad = [at(0.01, -0.01), at(0.99, 0.01), at(1.01, 0.99), at(0, 1.01)];
      expect(scale).toBeGreaterThan(3);
      expect(measure(frame, found, longSideOf(found) / MM).blur < 0.27).toBe(isReadable);
    }
  });
});
