import type { Quad } from './figure.ts';
import type { InkAround } from './ink.ts';
import type { SideEvidence } from './refine.ts';
import type { Pose } from './view.ts';

/** What is known of a figure before its sides are looked at in the whole picture. */
export interface Rough {
  readonly quad: Quad;
  readonly ink: InkAround;
  /** Share of the picture that it covers, 0..1. */
  readonly share: number;
}

const sorted = (values: readonly number[]): [number, number, number, number] =>
  [...values].sort((a, b) => a - b) as [number, number, number, number];

const near = (value: number, centre: number, width: number): number =>
  Math.exp(-(((value - centre) / width) ** 2) / 2);

/** The shape: how near to a card, to a passport, to anything that is carried about. */
function shapeOf({ ratio, skew, tilt }: Pose): number[] {
  const r = ratio < 1 ? 1 / ratio : ratio;
  return [
    near(r, 1.586, 0.06),
    near(r, 1.586, 0.13),
    near(r, 1.42, 0.06),
    Math.min(1, 3 * Math.max(0, Math.abs(Math.log(r / 1.5)) - 0.08)),
    5 * Math.abs(skew),
    tilt / 30,
    (tilt / 30) ** 2,
  ];
}

/** For the first choice, by which the figures are put in order. */
export function roughFeatures({ quad, ink, share }: Rough): number[] {
  const coverage = sorted(quad.coverage);
  const beyond = sorted(quad.beyond);
  return [
    coverage[0],
    coverage[1],
    (coverage[2] + coverage[3]) / 2,
    (beyond[0] + beyond[1] + beyond[2] + beyond[3]) / 4,
    beyond[3],
    4 * ink.inside,
    4 * ink.outside,
    4 * ink.beyond,
    Math.log(share),
    10 * quad.outside,
    ...shapeOf(quad.pose),
  ];
}

/** For the last word, with what the sides are like. */
export function fineFeatures(rough: Rough, pose: Pose, sides: readonly SideEvidence[]): number[] {
  const of = (value: (side: SideEvidence) => number): [number, number, number] => {
    const [a, b, c, d] = sorted(sides.map(value));
    return [a, b, (c + d) / 2];
  };
  return [
    ...roughFeatures({ ...rough, quad: { ...rough.quad, pose } }),
    ...of(({ support }) => support),
    ...of(({ agreement }) => agreement),
    ...of(({ significance }) => significance / 5),
    ...of(({ step }) => step),
  ];
}
