import type { JudgeOptions, Strictness } from './types.ts';

/** Every limit of the judge, by name. The README says what each was measured to cost. */
export interface Thresholds {
  /** Least sharpness, 0..1: 0.5 is a blur of 0.25 mm on the card, 0.46 of 0.27 mm. */
  readonly minSharpness: number;
  /** Largest share of the document under a reflection, 0..1. */
  readonly maxGlare: number;
  /** Exposure below this is too dark whatever can be made out, 0..1. */
  readonly minExposure: number;
  /** Exposure above this is too bright, 0..1. */
  readonly maxExposure: number;
  /** Least distance between the light and the dark of what is judged, in levels (0..255) of a well-lit picture. */
  readonly minContrast: number;
  /** The same distance by the noise of a pixel: below it print drowns, and in little light that is too dark. */
  readonly minSignal: number;
  /** Confidence (0..1) below which an outline is none; 0: none is looked for. */
  readonly minOutline: number;
  /** Least share of the frame, and of the guide where there is one, that the document covers, 0..1. */
  readonly minFill: number;
  readonly minGuideFill: number;
  /** Least distance of a corner from the frame's edge, as a share of the frame's long side; negative: beyond it. */
  readonly minMargin: number;
  /** Largest angle between the document and the picture's plane, in degrees. */
  readonly maxTilt: number;
  /** Largest share of a side that something lies over, 0..1. */
  readonly maxCovered: number;
}

const normal: Thresholds = {
  minSharpness: 0.46,
  maxGlare: 0.005,
  minExposure: 0.05,
  maxExposure: 0.85,
  minContrast: 10,
  minSignal: 5.5,
  minOutline: 0.24,
  minFill: 0.07,
  minGuideFill: 0.3,
  minMargin: 0.001,
  maxTilt: 32,
  maxCovered: 0.15,
};

export const presets: Readonly<Record<Strictness, Thresholds>> = {
  strict: {
    minSharpness: 0.54,
    maxGlare: 0.003,
    minExposure: 0.08,
    maxExposure: 0.8,
    minContrast: 14,
    minSignal: 8,
    minOutline: 0.24,
    minFill: 0.1,
    minGuideFill: 0.4,
    minMargin: 0.01,
    maxTilt: 24,
    maxCovered: 0.1,
  },
  normal,
  relaxed: {
    minSharpness: 0.38,
    maxGlare: 0.03,
    minExposure: 0.03,
    maxExposure: 0.92,
    minContrast: 6,
    minSignal: 4,
    minOutline: 0.24,
    minFill: 0.05,
    minGuideFill: 0.2,
    minMargin: -0.01,
    maxTilt: 42,
    maxCovered: 0.3,
  },
};

/** The preset with single values replaced; names that are no threshold and values that are no number are left out. */
export function thresholdsFor(options: JudgeOptions): Thresholds {
  const chosen: Record<string, number> = { ...(presets[options.quality ?? 'normal'] ?? normal) };
  for (const [name, value] of Object.entries(options.thresholds ?? {})) {
    if (Object.keys(normal).includes(name) && Number.isFinite(value)) chosen[name] = value;
  }
  return { ...normal, ...chosen };
}
