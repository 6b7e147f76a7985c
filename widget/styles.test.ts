import { describe, expect, test } from 'vitest';
import { palette } from './styles-colours.ts';

/** Relative luminance of WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

test('the measure is right at its ends', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#777777')).toBe(1);
});

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('%s', (_scheme, at) => {
  test.each([
    ['text', 'surface', 4.5],
    ['text', 'sunken', 4.5],
    ['muted', 'surface', 4.5],
    ['accent', 'surface', 4.5],
    ['accent', 'sunken', 4.5],
    ['on-accent', 'accent', 4.5],
    ['surface', 'good', 4.5],
    ['good', 'surface', 3],
    ['bad', 'sunken', 4.5],
  ] as const)('%s on %s', (words, ground, least) => {
    expect(contrast(palette[words][at], palette[ground][at])).toBeGreaterThanOrEqual(least);
  });
});
