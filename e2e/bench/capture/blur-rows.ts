import { assess } from '../../../widget/quality/assess.ts';
import { clampRegion, type Gray, luma } from '../../../widget/quality/luma.ts';
import { boundsOf } from '../../../widget/quality/quad.ts';
import { judge } from '../../../widget/quality/verdict.ts';
import { photographs } from './blur-set.ts';

export interface BlurRow {
  readonly width: number;
  readonly blur: number;
  readonly motion: number;
  readonly glareTruth: number;
  readonly light: number;
  readonly noise: number;
  /** With the true corners (each up to 1.2 pixels off), and with those that the product finds. */
  readonly sharpness: number;
  readonly glare: number;
  readonly hint: string | null;
  readonly foundSharpness: number;
  readonly foundGlare: number;
  readonly isFound: boolean;
  /** Variance of Laplacian and Tenengrad of the card's part of the picture. */
  readonly laplacian: number;
  readonly tenengrad: number;
  /** Milliseconds for all measures of the card, its outline given. */
  readonly time: number;
}

/** Variance of the 4-neighbour Laplacian (Pech-Pacheco et al. 2000) and mean squared Sobel gradient (Tenenbaum 1970). */
function common({ data, width, height }: Gray): readonly [laplacian: number, tenengrad: number] {
  let sum = 0;
  let squares = 0;
  let gradient = 0;
  let count = 0;
  const at = (place: number): number => data[place] as number;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const value = at(i - 1) + at(i + 1) + at(i - width) + at(i + width) - 4 * at(i);
      const [a, b, c, d] = [at(i - width - 1), at(i - width + 1), at(i + width - 1), at(i + width + 1)];
      const gx = b + d - a - c + 2 * (at(i + 1) - at(i - 1));
      const gy = c + d - a - b + 2 * (at(i + width) - at(i - width));
      sum += value;
      squares += value * value;
      gradient += gx * gx + gy * gy;
      count += 1;
    }
  }
  return [squares / count - (sum / count) ** 2, gradient / count];
}

/** For `share.ts`: everything that is measured on the pictures of a scene. */
export async function rowsOf(index: number): Promise<BlurRow[]> {
  const rows: BlurRow[] = [];
  for await (const picture of photographs(index)) {
    const { frame, corners } = picture;
    const options = { shape: picture.isPassport ? 'id3' : 'id1' } as const;
    const before = performance.now();
    const { scores, hint } = assess(frame, { corners, confidence: 1 }, options);
    const time = performance.now() - before;
    const found = judge(frame, { ...options, outline: 'wanted' });
    const [laplacian, tenengrad] = common(luma(frame, clampRegion(frame, boundsOf(corners, 0)), 1));
    rows.push({
      width: Math.max(frame.width, frame.height),
      blur: picture.blur,
      motion: picture.motion,
      glareTruth: picture.glare,
      light: picture.light,
      noise: picture.noise,
      sharpness: scores.sharpness,
      glare: scores.glare,
      hint,
      foundSharpness: found.scores.sharpness,
      foundGlare: found.scores.glare,
      isFound: found.outline !== null,
      laplacian,
      tenengrad,
      time,
    });
  }
  return rows;
}
