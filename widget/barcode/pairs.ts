import { type Corners, type Judged, judge } from './corners.ts';
import type { Finder, Place } from './finders.ts';
import type { Luma, Point } from './luma.ts';
import { finderLikeness } from './patterns.ts';

/** Correlation from which a finder pattern is certain enough to look for the others from it. */
const SURE = 0.6;
/** Pairs that are looked at. */
const PAIRS = 6;
/** How far the third may be from where a square would have it, as a share of the distance of the two. */
const REACH = 0.14;

/** The likeliest place near `x`, `y`; `along` is one module along the line through the other two. */
function search(picture: Luma, x: number, y: number, along: Point, reach: number): Finder {
  const pitch = Math.hypot(along[0], along[1]);
  const down: Point = [-along[1], along[0]];
  let best = { x, y, likeness: -1 };
  const look = (px: number, py: number): void => {
    const likeness = finderLikeness(picture, px, py, along, down);
    if (likeness > best.likeness) best = { x: px, y: py, likeness };
  };
  for (let dy = -reach; dy <= reach; dy += 0.7 * pitch) {
    for (let dx = -reach; dx <= reach; dx += 0.7 * pitch) look(x + dx, y + dy);
  }
  for (const step of [0.35 * pitch, 0.15 * pitch]) {
    const { x: cx, y: cy } = best;
    for (const dy of [-step, 0, step]) for (const dx of [-step, 0, step]) look(cx + dx, cy + dy);
  }
  // As long along rows and columns as a square turned like this.
  const across = pitch / (Math.max(Math.abs(along[0]), Math.abs(along[1])) / pitch);
  return { ...best, pitchX: across, pitchY: across };
}

/** One module of the code that two patterns are in, if its rows lie in a direction. */
function moduleAlong(a: Place, b: Place, x: number, y: number): Point {
  const length = Math.hypot(x, y);
  const mean = (a.pitchX + a.pitchY + b.pitchX + b.pitchY) / 4;
  // A line across a turned square is longer than its side.
  const pitch = mean * (Math.max(Math.abs(x), Math.abs(y)) / length);
  return [(x / length) * pitch, (y / length) * pitch];
}

/**
 * Corners of codes of which one finder pattern is hidden, under a stamp, a thumb or a reflection: the third is put where it looks
 * most like one, about where a square would have it. The likeliest first.
 */
export function completePairs(picture: Luma, finders: readonly Finder[], limit: number): Corners[] {
  const sure = finders.filter(({ likeness }) => likeness > SURE);
  const pairs = sure
    .flatMap((a, i) => sure.slice(i + 1).map((b) => ({ a, b, worth: a.likeness + b.likeness })))
    .filter(({ a, b }) => a.pitchX < b.pitchX * 1.4 && b.pitchX < a.pitchX * 1.4)
    .filter(({ a, b }) => Math.hypot(b.x - a.x, b.y - a.y) > 10 * a.pitchX)
    .sort((one, other) => other.worth - one.worth)
    .slice(0, PAIRS);
  const found: { readonly corners: Corners; readonly worth: number }[] = [];
  for (const { a, b, worth } of pairs) {
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const reach = REACH * Math.hypot(dx, dy);
    const keep = (third: Finder, judged: Judged | null): void => {
      if (judged) found.push({ corners: judged, worth: worth + third.likeness - judged.fault * 0.15 });
    };
    for (const side of [-1, 1]) {
      // As long as the way from one to the other, at a right angle to it.
      const [qx, qy] = [-dy * side, dx * side];
      const along = moduleAlong(a, b, dx, dy);
      for (const [corner, other] of [
        [a, b],
        [b, a],
      ] as const) {
        const third = search(picture, corner.x + qx, corner.y + qy, along, reach);
        keep(third, judge(corner, other, third) ?? judge(corner, third, other));
      }
      // Or the two lie across from each other, and the one at the right angle is missing.
      const slanted = moduleAlong(a, b, dx + qx, dy + qy);
      const corner = search(picture, a.x + (dx + qx) / 2, a.y + (dy + qy) / 2, slanted, reach);
      keep(corner, judge(corner, a, b) ?? judge(corner, b, a));
    }
  }
  return found
    .sort((one, other) => other.worth - one.worth)
    .slice(0, limit)
    .map(({ corners }) => corners);
}
