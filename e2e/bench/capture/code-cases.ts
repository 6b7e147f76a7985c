/** Which pictures the bench looks at: all conditions at once, each drawn from its own range. */
import { random } from '../../../widget/quality/specimens.ts';
import type { PictureOptions } from './code-pictures.ts';
import type { CodeKind } from './code-symbols.ts';

export interface CodeCase {
  readonly kind: CodeKind;
  readonly options: PictureOptions;
  /** Whether the reader is told where the card lies. */
  readonly hasOutline: boolean;
}

/** @param count Of dense codes; an eighth as many XML codes come after them. */
export function makeCases(count: number, seed: number): CodeCase[] {
  const next = random(seed);
  const between = (from: number, to: number): number => from + (to - from) * next();
  /** Zero in a share of the cases, else within a range. */
  const sometimes = (share: number, from: number, to: number): number =>
    next() < share ? between(from, to) : 0;
  return Array.from({ length: count + Math.ceil(count / 8) }, (_, index) => {
    const kind = index < count ? 'secure' : 'xml';
    // Even steps in the logarithm: small modules are where it is decided.
    const modulePx = 1.7 * (6 / 1.7) ** (next() ** 0.79);
    // A camera's blur is one of its own pixels, whatever it looks at: it weighs more on small modules.
    const defocus = sometimes(0.6, 0.1, 0.395 + 0.7 / modulePx);
    return {
      kind,
      hasOutline: next() < 0.7,
      options: {
        seed: seed * 1000 + index,
        modulePx,
        defocus,
        motion: sometimes(0.3, 0.2, 0.9),
        tilt: 28 * next() ** 1.4,
        rotation: next() < 0.6 ? between(-12, 12) : between(-180, 180),
        bend: next() < 0.3 ? between(-1, 1) : 0,
        noise: between(1, 8),
        shade: sometimes(0.5, 0.1, 0.6),
        glare: sometimes(0.25, 0.06, 0.3),
        quality: Math.round(between(55, 95)),
        dotGain: between(-0.06, 0.12),
      },
    };
  });
}
