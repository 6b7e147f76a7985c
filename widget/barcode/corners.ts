import type { Finder } from './finders.ts';
import type { Point } from './luma.ts';

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

const length = ([x, y]: Point): number => Math.hypot(x, y);

/** A module's true size: a line across a turned square is longer than its side. */
function truePitch({ pitchX, pitchY }: Finder, along: Point): number {
  const turned = Math.max(Math.abs(along[0]), Math.abs(along[1])) / length(along);
  return ((pitchX + pitchY) / 2) * turned;
}

function judge(corner: Finder, right: Finder, below: Finder): (Corners & { readonly fault: number }) | null {
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

/** Threes that may be the corners of a code, the likeliest first. */
export function chooseCorners(finders: readonly Finder[], limit = 4): Corners[] {
  const found: { readonly corners: Corners; readonly fault: number }[] = [];
  const most = Math.max(1, ...finders.map(({ votes, pitchY }) => votes / pitchY));
  for (const corner of finders) {
    for (const right of finders) {
      for (const below of finders) {
        if (corner === right || corner === below || right === below) continue;
        const judged = judge(corner, right, below);
        if (!judged) continue;
        // A true pattern is crossed by as many rows as its inner square is high; data that looks like one by a few.
        const support = [corner, right, below].reduce((sum, { votes, pitchY }) => sum + votes / pitchY, 0);
        found.push({ corners: judged, fault: judged.fault - support / most / 2 });
      }
    }
  }
  return found
    .sort((a, b) => a.fault - b.fault)
    .slice(0, limit)
    .map(({ corners }) => corners);
}
