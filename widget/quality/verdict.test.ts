import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawSpecimen, type SpecimenOptions } from './specimens.ts';
import { presets, thresholdsFor } from './thresholds.ts';
import type { Frame, Strictness, Verdict } from './types.ts';
import { judge } from './verdict.ts';

const LONG_SIDE = 400;

function judged(options: Omit<SpecimenOptions, 'longSide'>, quality: Strictness = 'normal'): Verdict {
  const { frame, region } = drawSpecimen({ longSide: LONG_SIDE, ...options });
  return judge(frame, { region, quality });
}

/** The share of pairs in which the first is the larger: 1 tells two kinds apart without a mistake, 0.5 not at all. */
function areaUnderCurve(above: readonly number[], below: readonly number[]): number {
  const wins = above.flatMap((a) => below.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
  return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
}

const seeds = [1, 2, 3, 4, 6];
const plain = (width: number, height: number, level: number): Frame => ({
  data: new Uint8ClampedArray(width * height * 4).fill(level),
  width,
  height,
});

describe('sharpness', () => {
  const readable = seeds.map((seed) => judged({ seed }).scores.sharpness);

  test.each([
    ['defocus', { defocus: 0.5 }],
    ['defocus under noise', { defocus: 0.5, noise: 6 }],
    ['a smear', { motion: 2.5 }],
  ])('tells readable cards from %s', (_, flaw) => {
    const spoilt = seeds.map((seed) => judged({ seed, ...flaw }).scores.sharpness);
    expect(areaUnderCurve(readable, spoilt)).toBeGreaterThan(0.99);
  });

  test.each(seeds)(
    'accepts card %i when it is sharp, at every strictness, noisy or pale or dim too',
    (seed) => {
      expect(judged({ seed }, 'strict').hint).toBeNull();
      expect(judged({ seed, noise: 6 }, 'strict').hint).toBeNull();
      expect(judged({ seed, contrast: 0.35 }).hint).toBeNull();
      expect(judged({ seed, light: 0.6 }).hint).toBeNull();
      expect(judged({ seed, white: true }).hint).toBeNull();
    },
  );

  test.each(seeds)('refuses card %i when it is clearly blurred, even when relaxed', (seed) => {
    expect(judged({ seed, defocus: 0.5 }, 'relaxed').hint).toBe('blurred');
    expect(judged({ seed, defocus: 1.2 }, 'relaxed').hint).toBe('blurred');
  });

  test('does not change with contrast or light', () => {
    const base = judged({ seed: 3, noise: 0.5 }).scores.sharpness;
    expect(judged({ seed: 3, noise: 0.5, contrast: 0.4 }).scores.sharpness).toBeCloseTo(base, 1);
    expect(judged({ seed: 3, noise: 0.5, light: 0.5 }).scores.sharpness).toBeCloseTo(base, 1);
  });

  test.each([480, 960])('counts blur by the width of the card: the same at %i pixels', (longSide) => {
    const at = (defocus: number): string | null => {
      const { frame, region } = drawSpecimen({ seed: 1, longSide, defocus });
      return judge(frame, { region }).hint;
    };
    expect(at(0.15)).toBeNull();
    expect(at(0.45)).toBe('blurred');
  });

  test('is none where nothing is printed', () => {
    expect(judge(plain(320, 240, 190)).scores.sharpness).toBe(0);
  });
});

describe('light', () => {
  test.each(seeds)('card %i is too dark with a fifth of the light', (seed) => {
    expect(judged({ seed, light: 0.2, noise: 3 }).hint).toBe('too_dark');
  });

  test('a dark table does not make a well-lit card too dark', () => {
    const frame = plain(320, 200, 10);
    frame.data.fill(210, 320 * 4 * 60, 320 * 4 * 120);
    expect(judge(frame).scores.exposure).toBe(0.5);
  });

  test('nothing but light is too bright, an even grey has no contrast', () => {
    expect(judge(plain(320, 240, 253)).hint).toBe('too_bright');
    expect(judge(plain(320, 240, 128)).hint).toBe('low_contrast');
  });
});

describe('glare', () => {
  test.each(seeds)('card %i under a lamp: seen, and about as large as it is', (seed) => {
    const verdict = judged({ seed, glare: 9 });
    expect(verdict.hint).toBe('glare');
    expect(verdict.scores.glare).toBeGreaterThan(0.02);
    expect(verdict.scores.glare).toBeLessThan(0.15);
  });

  test.each(seeds)('burnt-out white paper %i is no glare', (seed) => {
    expect(judged({ seed, white: true }).scores.glare).toBe(0);
  });

  test('a crisp white patch on a tinted card is no glare', () => {
    const frame = plain(320, 200, 180);
    for (let row = 60; row < 140; row++) frame.data.fill(255, (row * 320 + 100) * 4, (row * 320 + 220) * 4);
    expect(judge(frame).scores.glare).toBe(0);
  });
});

describe('the judge', () => {
  test('says too_small against the least size, before anything else', () => {
    const frame = plain(320, 240, 5);
    expect(judge(frame, { minWidth: 321 }).hint).toBe('too_small');
    expect(judge(frame, { minHeight: 241 }).hint).toBe('too_small');
    expect(judge(frame, { minWidth: 320, minHeight: 240 }).hint).toBe('too_dark');
    expect(judge(frame, { region: { x: 400, y: 0, width: 50, height: 50 } }).hint).toBe('too_small');
  });

  test('does not touch the picture and repeats itself', () => {
    const { frame, region } = drawSpecimen({ seed: 1, longSide: LONG_SIDE });
    const before = frame.data.slice();
    expect(judge(frame, { region })).toEqual(judge(frame, { region }));
    expect(frame.data).toEqual(before);
  });

  test('refuses data that does not fit the size', () => {
    expect(() => judge({ data: new Uint8ClampedArray(8), width: 2, height: 2 })).toThrow(RangeError);
  });

  test('answers any picture with scores in range, and with a hint exactly when it is not ok', () => {
    const level = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 70 }),
        fc.integer({ min: 0, max: 70 }),
        fc.array(level, { minLength: 1, maxLength: 64 }),
        fc.option(fc.record({ x: fc.double(), y: fc.double(), width: fc.double(), height: fc.double() }), {
          nil: undefined,
        }),
        (width, height, pattern, region) => {
          const data = new Uint8ClampedArray(width * height * 4).map(
            (_, i) => pattern[i % pattern.length] ?? 0,
          );
          const verdict = judge({ data, width, height }, region ? { region } : {});
          expect(verdict.ok).toBe(verdict.hint === null);
          for (const score of Object.values(verdict.scores)) {
            expect(score).toBeGreaterThanOrEqual(0);
            expect(score).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });
});

describe('thresholds', () => {
  test('presets are ordered: what strict accepts, normal and relaxed accept', () => {
    const { strict, normal, relaxed } = presets;
    for (const [harder, easier] of [
      [strict, normal],
      [normal, relaxed],
    ] as const) {
      expect(harder.minSharpness).toBeGreaterThan(easier.minSharpness);
      expect(harder.maxGlare).toBeLessThan(easier.maxGlare);
      expect(harder.minExposure).toBeGreaterThan(easier.minExposure);
      expect(harder.maxExposure).toBeLessThan(easier.maxExposure);
      expect(harder.minContrast).toBeGreaterThan(easier.minContrast);
    }
  });

  test('single values are overridden by name; nonsense is left out', () => {
    expect(thresholdsFor({ thresholds: { maxGlare: 0.2 } })).toEqual({ ...presets.normal, maxGlare: 0.2 });
    expect(thresholdsFor({ thresholds: { maxGlare: Number.NaN, toString: 1 } })).toEqual(presets.normal);
  });
});
