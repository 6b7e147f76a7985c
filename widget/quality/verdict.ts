import { measureExposure } from './exposure.ts';
import { measureGlare } from './glare.ts';
import { clampRegion, luma, shrink } from './luma.ts';
import { measureBlur, sharpnessOf } from './sharpness.ts';
import { type Thresholds, thresholdsFor } from './thresholds.ts';
import type { Frame, Hint, JudgeOptions, Region, Verdict } from './types.ts';

/** Width to height of an ID-1 card, 85.60 x 53.98 mm (ISO/IEC 7810). */
const ID1 = 85.6 / 53.98;
/** Without a region: the part of the frame, about its centre, that is looked at, and the card's width in it. */
const CENTRE = 0.75;
/** Pixels of a card's width at which blur is measured: its limit is then about 1.6 of them. */
const BLUR_WIDTH = 640;
/** Long side in pixels of the map for light and reflections. */
const LIGHT_SIDE = 160;

/** Where the document is expected: the given region, or the middle of the frame. */
function judgedRegion(frame: Frame, region: Region | undefined): Region {
  if (region) return clampRegion(frame, region);
  const margin = (1 - CENTRE) / 2;
  return clampRegion(frame, {
    x: frame.width * margin,
    y: frame.height * margin,
    width: frame.width * CENTRE,
    height: frame.height * CENTRE,
  });
}

function firstHint(
  scores: Verdict['scores'],
  contrast: number,
  isTooSmall: boolean,
  limits: Thresholds,
): Hint | null {
  if (isTooSmall) return 'too_small';
  if (scores.exposure < limits.minExposure) return 'too_dark';
  if (scores.exposure > limits.maxExposure) return 'too_bright';
  if (contrast < limits.minContrast) return 'low_contrast';
  if (scores.glare > limits.maxGlare) return 'glare';
  if (scores.sharpness < limits.minSharpness) return 'blurred';
  return null;
}

/**
 * Judges whether a document in a picture can be read: light, reflections, blur. Pure, and the same in a page, in a worker
 * and in Node.
 *
 * @param frame RGBA, `width * height * 4` bytes. It is read only.
 * @param options `region` in pixels of the frame: where the document is expected, its long side along the region's.
 * @throws RangeError when the data does not fit the size.
 */
export function judge(frame: Frame, options: JudgeOptions = {}): Verdict {
  if (frame.data.length !== frame.width * frame.height * 4) {
    throw new RangeError(`${frame.data.length} bytes are no ${frame.width} x ${frame.height} RGBA picture`);
  }
  const region = judgedRegion(frame, options.region);
  const long = Math.max(region.width, region.height);
  const cardWidth = Math.min(long, Math.min(region.width, region.height) * ID1);
  const gray = luma(frame, region, Math.max(1, Math.round(cardWidth / BLUR_WIDTH)));
  const small = shrink(gray, Math.max(1, Math.round(Math.max(gray.width, gray.height) / LIGHT_SIDE)));
  const light = measureExposure(small);
  const cardWidthInMap = (Math.max(gray.width, gray.height) * cardWidth) / long;
  const scores = {
    sharpness: sharpnessOf(measureBlur(gray), cardWidthInMap),
    glare: measureGlare(small),
    exposure: light.exposure,
    fill: 0,
    tilt: 0,
  };
  const asked = options.region ?? { width: frame.width, height: frame.height };
  const isTooSmall =
    small.data.length === 0 ||
    Math.round(asked.width) < (options.minWidth ?? 0) ||
    Math.round(asked.height) < (options.minHeight ?? 0);
  const hint = firstHint(scores, light.contrast, isTooSmall, thresholdsFor(options));
  return { ok: hint === null, hint, outline: null, scores };
}
