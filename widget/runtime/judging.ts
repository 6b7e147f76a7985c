import type { Step } from '../flow/types.ts';
import type { Frame, JudgeOptions, Region, Strictness } from '../quality/types.ts';
import type { Box, Size } from './camera-geometry.ts';
import type { SlotLimits } from './ports.ts';
import type { Subject } from './subject.ts';

/** Fractions of a frame as whole pixels of it. */
const pixels = (box: Box, { width, height }: Size): Region => ({
  x: Math.round(box.x * width),
  y: Math.round(box.y * height),
  width: Math.round(box.width * width),
  height: Math.round(box.height * height),
});

/** What of a picture is known before it is judged. */
export interface Sight {
  readonly frame: Frame;
  readonly quality: Strictness;
  readonly subject: Subject;
  /** Where the document is expected, as fractions of the frame; anywhere without it. */
  readonly guide: Box | null;
}

/** A still or a file, of which the frame is a smaller copy. */
export interface Whole {
  readonly limits: SlotLimits;
  /** In pixels. */
  readonly size: Size;
  /** What would be kept without an outline, as fractions; all of it where it is null. */
  readonly crop: Box | null;
}

/**
 * What the judge is asked. A live frame without an outline shows no card; a picture that was taken or chosen is not refused for
 * lying on its own colour, or for filling its file.
 *
 * @param whole What the slot asks of the size is asked of the part that is judged, in proportion.
 */
export function judgeOptionsOf({ frame, quality, subject, guide }: Sight, whole?: Whole): JudgeOptions {
  const { shape, thresholds } = subject;
  const { minWidth = 0, minHeight = 0 } = whole?.limits ?? {};
  // Of what is kept, how much is judged.
  const across = guide ? guide.width / (whole?.crop?.width ?? 1) : 1;
  const down = guide ? guide.height / (whole?.crop?.height ?? 1) : 1;
  const scale = whole ? frame.width / whole.size.width : 0;
  return {
    quality,
    ...(guide && { region: pixels(guide, frame) }),
    ...{ shape },
    ...(whole && subject.isCard && { outline: 'wanted' as const }),
    ...(thresholds && { thresholds }),
    ...(minWidth > 0 && scale > 0 && { minWidth: Math.floor(minWidth * scale * across) }),
    ...(minHeight > 0 && scale > 0 && { minHeight: Math.floor(minHeight * scale * down) }),
  };
}

export const limitsOf = ({
  accept,
  minBytes,
  maxBytes,
  minWidth,
  minHeight,
  maxWidth,
  maxHeight,
}: Step): SlotLimits => ({
  accept,
  maxBytes,
  ...(minBytes ? { minBytes } : {}),
  ...(minWidth ? { minWidth } : {}),
  ...(minHeight ? { minHeight } : {}),
  ...(maxWidth ? { maxWidth } : {}),
  ...(maxHeight ? { maxHeight } : {}),
});
