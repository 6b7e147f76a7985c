import { assess, outlineWanted } from './assess.ts';
import { findOutline } from './outline/index.ts';
import { thresholdsFor } from './thresholds.ts';
import type { Frame, JudgeOptions, Outline, Verdict } from './types.ts';

/** The document's outline in a frame, where one is looked for and found with enough confidence. */
function outlineOf(frame: Frame, options: JudgeOptions): Outline | null {
  if (outlineWanted(options) === 'none') return null;
  const { shape } = options;
  const outline = findOutline(frame, shape === 'id1' || shape === 'id3' ? shape : undefined)?.outline;
  return outline && outline.confidence >= thresholdsFor(options).minOutline ? outline : null;
}

/**
 * Judges whether a document in a picture can be read: where it lies, light, reflections, blur. Pure, and the same in a page,
 * in a worker and in Node.
 *
 * @param frame RGBA, `width * height * 4` bytes. It is read only.
 * @param options What is photographed and where it is expected; see `JudgeOptions`.
 * @throws RangeError when the data does not fit the size.
 */
export function judge(frame: Frame, options: JudgeOptions = {}): Verdict {
  if (frame.data.length !== frame.width * frame.height * 4) {
    throw new RangeError(`${frame.data.length} bytes are no ${frame.width} x ${frame.height} RGBA picture`);
  }
  return assess(frame, outlineOf(frame, options), options);
}
