import { coveredShare } from './cover.ts';
import { clampRegion } from './luma.ts';
import { type Measures, measure } from './measure.ts';
import { cameraOf, type Pose, poseOf } from './outline/view.ts';
import { areaOf, longSideOf, type Quad, quadOf, sizes } from './quad.ts';
import { type Thresholds, thresholdsFor } from './thresholds.ts';
import type { Frame, Hint, JudgeOptions, Outline, Region, Verdict } from './types.ts';

/** Without an outline and a region: the part of the frame, about its centre, that is looked at. */
const CENTRE = 0.75;
/** Of the long side to the short one: below it is a passport's page, above a card. */
const BETWEEN_SHAPES = 1.48;
/** And from here on it is a card even where a passport is wanted: its millimetres are others. */
const SURELY_CARD = 1.53;
/** A document that is cut off and covers more of the frame than this is too near. */
const NEAR = 0.55;
/** How far beyond the frame a corner of a scan may seem to lie, as a share of the long side. */
const SCAN_MARGIN = 0.02;
/** Exposure below which it is for lack of light that no edge stands out, and below which noise is. */
const DIM = 0.3;
const DARK = 0.22;
/** Pixels to the millimetre below which a lens's own blur is more than can be read: nearer helps, not holding still. */
const FINE_ENOUGH = 3;
/** So much blur, in millimetres, is told before what lies over the card. */
const HEAVY = 0.5;

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

/** The nearest distance of a corner from the frame's edge, in pixels; negative beyond it. */
const marginOf = (quad: Quad, { width, height }: Frame): number =>
  Math.min(...quad.map(([x, y]) => Math.min(x, y, width - x, height - y)));

/** Pixels to the millimetre of what is judged; in a region of any shape that of a card which fills it. */
function scaleOf(quad: Quad, pose: Pose | null, { shape }: JudgeOptions, isFound: boolean): number {
  const long = longSideOf(quad);
  if (!isFound) {
    const [width, height] = sizes.id1;
    return Math.min(long / width, areaOf(quad) / Math.max(1, long) / height);
  }
  const ratio = pose?.ratio ?? Number.POSITIVE_INFINITY;
  const seen = Math.max(ratio, 1 / ratio);
  const isPassport = shape !== 'id1' && seen < (shape === 'id3' ? SURELY_CARD : BETWEEN_SHAPES);
  return long / sizes[isPassport ? 'id3' : 'id1'][0];
}

interface Place {
  readonly fill: number;
  readonly guideFill: number;
  readonly tilt: number;
  /** Share of the frame's long side. */
  readonly margin: number;
  readonly covered: number;
}

/** What is wrong with where the document lies. */
function placeHint({ fill, guideFill, tilt, margin, covered }: Place, limits: Thresholds): Hint | null {
  if (margin < limits.minMargin) return fill > NEAR ? 'move_back' : 'cut_off';
  if (fill < limits.minFill || guideFill < limits.minGuideFill) return 'move_closer';
  if (tilt > limits.maxTilt) return 'tilted';
  if (covered > limits.maxCovered) return 'covered';
  return null;
}

/** What is wrong with the light. A bare card has no contrast of its own: where its border is sharp, it needs none. */
function lightHint(
  { exposure, contrast, signal, blur }: Measures,
  isFound: boolean,
  limits: Thresholds,
): Hint | null {
  const isLost = blur === Number.POSITIVE_INFINITY;
  if (exposure < limits.minExposure) return 'too_dark';
  if (exposure < DIM && (isLost || (exposure < DARK && signal < limits.minSignal))) return 'too_dark';
  if (exposure > limits.maxExposure) return 'too_bright';
  return contrast < limits.minContrast && (isLost || !isFound) ? 'low_contrast' : null;
}

/** What is wrong with the picture of the document itself. */
function pictureHint(measures: Measures, scale: number, limits: Thresholds): Hint | null {
  const { sharpness, blur, isSmeared, glare } = measures;
  const isGlaring = glare > limits.maxGlare;
  if (isGlaring && blur < HEAVY) return 'glare';
  if (sharpness < limits.minSharpness) {
    if (isSmeared) return 'hold_still';
    return blur < HEAVY && scale < FINE_ENOUGH ? 'move_closer' : 'blurred';
  }
  return isGlaring ? 'glare' : null;
}

/**
 * The verdict on a frame in which a document's outline was found, or was not. Pure.
 *
 * One hint at a time, that which helps most: too small a picture; nothing there; what cannot be seen for lack of light; where
 * it lies; then contrast, sharpness, reflections.
 *
 * @param outline In pixels of the frame; null: none was found or looked for.
 */
export function assess(frame: Frame, outline: Outline | null, options: JudgeOptions): Verdict {
  const limits = thresholdsFor(options);
  const quad = outline?.corners ?? quadOf(judgedRegion(frame, options.region));
  const pose = outline && poseOf(cameraOf(frame.width, frame.height), quad);
  const scale = scaleOf(quad, pose, options, outline !== null);
  const measures = measure(frame, quad, scale);
  const area = outline ? areaOf(quad) : 0;
  const asked = options.region ?? { width: frame.width, height: frame.height };
  const scores = {
    sharpness: measures.sharpness,
    glare: measures.glare,
    exposure: measures.exposure,
    fill: Math.min(1, area / Math.max(1, frame.width * frame.height)),
    tilt: outline ? (pose?.tilt ?? 90) : 0,
  };
  const isTooSmall =
    !(scale > 0) ||
    Math.round(asked.width) < (options.minWidth ?? 0) ||
    Math.round(asked.height) < (options.minHeight ?? 0);
  const light = lightHint(measures, outline !== null, limits);
  const place = outline && {
    fill: scores.fill,
    guideFill: options.region ? area / Math.max(1, asked.width * asked.height) : 1,
    tilt: scores.tilt,
    // A scan ends where its document does.
    margin:
      marginOf(quad, frame) / Math.max(frame.width, frame.height) +
      (options.outline === 'wanted' ? SCAN_MARGIN : 0),
    covered: coveredShare(frame, quad, scale),
  };
  const isMissing = !outline && outlineWanted(options) === 'required';
  const hint =
    (isTooSmall ? 'too_small' : null) ??
    (isMissing ? (light === 'too_dark' || light === 'too_bright' ? light : 'no_document') : null) ??
    (place && placeHint(place, limits)) ??
    light ??
    pictureHint(measures, scale, limits);
  return { ok: hint === null, hint, outline, scores };
}

/** Whether an outline is to be looked for, and what follows when there is none. */
export function outlineWanted(options: JudgeOptions): 'required' | 'wanted' | 'none' {
  if (thresholdsFor(options).minOutline <= 0) return 'none';
  const isCard = options.shape === undefined || options.shape === 'id1' || options.shape === 'id3';
  return options.outline ?? (isCard ? 'required' : 'none');
}
