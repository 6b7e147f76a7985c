import type { Step } from '../flow/types.ts';
import type { Subject } from './subject.ts';

/**
 * The judge's limits are those of printed cards. Skin has few crisp edges (a sharp webcam picture of a face has a sharpness
 * of 0.2, one with a defocus of 0.4 % of its width 0.17 at the most), its highlights are no reflections to mend, and a pale
 * wall is no fault.
 */
const face: Subject = {
  facing: 'user',
  shape: 'oval',
  isWhole: true,
  thresholds: {
    minOutline: 0,
    minSharpness: 0.15,
    maxGlare: 1,
    minExposure: 0.22,
    maxExposure: 0.95,
    minContrast: 20,
  },
};

/** A page of any size, also a scan or a screenshot, which is all white and as sharp as can be. */
const page: Subject = {
  facing: 'environment',
  shape: 'page',
  isWhole: true,
  thresholds: {
    minOutline: 0,
    minSharpness: 0.35,
    maxGlare: 1,
    minExposure: 0.22,
    maxExposure: 2,
    minContrast: 12,
  },
};

/** How faces and proofs are photographed and judged. */
export const proofSubjects: Partial<Readonly<Record<Step['kind'], Subject>>> = { selfie: face, file: page };
