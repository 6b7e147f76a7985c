import type { JudgeOptions, Strictness } from './types.ts';

/**
 * Every limit of the judge, by name. Set from measurement on drawn cards (`verdict.test.ts` repeats a part of it): a
 * readable picture passes at `strict` already, a clearly blurred one fails at `relaxed` still.
 */
export interface Thresholds {
  /** Least sharpness, 0..1. 0.5 is a blur of 0.26 % of the card's width, about 0.22 mm on an ID-1 card. */
  readonly minSharpness: number;
  /** Largest share of the judged area under a reflection, 0..1. */
  readonly maxGlare: number;
  /** Exposure below this is too dark, 0..1. */
  readonly minExposure: number;
  /** Exposure above this is too bright, 0..1. */
  readonly maxExposure: number;
  /** Least distance between the light and the dark of a picture, in levels, 0..255. */
  readonly minContrast: number;
}

const normal: Thresholds = {
  minSharpness: 0.5,
  maxGlare: 0.01,
  minExposure: 0.22,
  maxExposure: 0.85,
  minContrast: 32,
};

export const presets: Readonly<Record<Strictness, Thresholds>> = {
  strict: { minSharpness: 0.55, maxGlare: 0.005, minExposure: 0.28, maxExposure: 0.8, minContrast: 44 },
  normal,
  relaxed: { minSharpness: 0.44, maxGlare: 0.03, minExposure: 0.16, maxExposure: 0.92, minContrast: 24 },
};

/** The preset with single values replaced; names that are no threshold and values that are no number are left out. */
export function thresholdsFor(options: JudgeOptions): Thresholds {
  const chosen: Record<string, number> = { ...(presets[options.quality ?? 'normal'] ?? normal) };
  for (const [name, value] of Object.entries(options.thresholds ?? {})) {
    if (Object.keys(normal).includes(name) && Number.isFinite(value)) chosen[name] = value;
  }
  return { ...normal, ...chosen };
}
