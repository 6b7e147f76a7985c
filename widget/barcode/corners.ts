import type { Finder, Place } from './finders.ts';
import type { Luma, Point } from './luma.ts';
import { finderLikeness } from './patterns.ts';

/** The three finder patterns of one code: the one at the right angle, the one clockwise of it, the third. */
export interface Corners {
  readonly topLeft: Point;
  readonly topRight: Point;
  readonly bottomLeft: Point;
  /** Modules a side, as far as the patterns' own sizes tell: good to a few per cent. */
  readonly side: number;
  /** Pixels a module. */
  readonly pitch: number;
}

/** Correlation below which a place is taken for data. */
const MIN_LIKENESS = 0.5;

const length = ([x, y]: Point): number => Math.hypot(x, y);

/** A module's true size: a line across a turned square is longer than its side. */
function truePitch({ pitchX, pitchY }: Place, along: Point): number {
  const turned = Math.max(Math.abs(along[0]), Math.abs(along[1])) / length(along);
  return ((pitchX + pitchY) / 2) * turned;
}

export interface Judged extends Corners {
  /** 0 for a square seen from above. */
  readonly fault: number;
}

export function judge(corner: Place, right: Place, below: Place): Judged | null {
  const across: Point = [right.x - corner.x, right.y - corner.y];
  const down: Point = [below.x - corner.x, below.y - corner.y];
  const [wide, high] = [length(across), length(down)];
  const sine = (across[0] * down[1] - across[1] * down[0]) / (wide * high);
  // Clockwise about 90 degrees; 60 to 120 where it is seen from the side.
  if (!(sine > 0.85)) return null;
  const pitches = [truePitch(corner, across), truePitch(right, across), truePitch(below, down)];
  const pitch = (pitches[0] as number) / 3 + (pitches[1] as number) / 3 + (pitches[2] as number) / 3;
  const spread = Math.max(...pitches) / Math.min(...pitches);
  const stretch = wide > high ? wide / high : high / wide;
  if (spread > 1.5 || stretch > 1.6) return null;
  const side = (wide + high) / 2 / pitch + 7;
  if (side < 17 || side > 200) return null;
  const fault = (1 - sine) * 2 + (spread - 1) + (stretch - 1) * 0.5;
  return {
    topLeft: [corner.x, corner.y],
    topRight: [right.x, right.y],
    bottomLeft: [below.x, below.y],
    side,
    pitch,
    fault,
  };
}

/** The least likeness of the three, in the directions that the code then has. */
function likenessOf(picture: Luma, corners: Corners): number {
  const { topLeft, topRight, bottomLeft, side } = corners;
  const steps = side - 7;
  const across: Point = [(topRight[0] - topLeft[0]) / steps, (topRight[1] - topLeft[1]) / steps];
  const down: Point = [(bottomLeft[0] - topLeft[0]) / steps, (bottomLeft[1] - topLeft[1]) / steps];
  const all = [topLeft, topRight, bottomLeft].map(([x, y]) => finderLikeness(picture, x, y, across, down));
  return Math.min(...all);
}

/** Threes that may be the corners of a code, the likeliest first. */
export function chooseCorners(picture: Luma, finders: readonly Finder[], limit = 6): Corners[] {
  const found: { readonly corners: Corners; readonly worth: number }[] = [];
  for (const corner of finders) {
    for (const right of finders) {
      for (const below of finders) {
        if (corner === right || corner === below || right === below) continue;
        const judged = judge(corner, right, below);
        if (!judged) continue;
        const likeness = likenessOf(picture, judged);
        if (likeness < MIN_LIKENESS) continue;
        found.push({ corners: judged, worth: likeness - judged.fault * 0.15 });
      }
    }
  }
  return found
    .sort((a, b) => b.worth - a.worth)
    .slice(0, limit)
    .map(({ corners }) => corners);
}
