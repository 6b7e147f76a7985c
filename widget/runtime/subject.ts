import type { Step } from '../flow/types.ts';
import type { Shape } from './camera-geometry.ts';
import type { Facing } from './ports.ts';

/** How what a step asks for is photographed and judged. */
export interface Subject {
  readonly facing: Facing;
  readonly shape: Shape;
  /** True when its outline is looked for, drawn and cut to, and the picture may be taken without a press. */
  readonly isCard?: boolean;
  /** True when the picture is kept as it was taken, not cut to the guide. */
  readonly isWhole: boolean;
  /** Limits of the judge that are other ones than for a document (`quality/thresholds.ts`). */
  readonly thresholds?: Readonly<Record<string, number>>;
}

export const documentOf = ({ documentType }: Step): Subject => ({
  facing: 'environment',
  shape: documentType === 'passport' ? 'id3' : 'id1',
  isWhole: false,
  isCard: true,
});
