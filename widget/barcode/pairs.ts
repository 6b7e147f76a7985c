import { type Corners, judge } from './corners.ts';
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

/**
 * Corners of codes of which one finder pattern is hidden, under a stamp, a thumb or a reflection: the third is put where it looks
 * most like one, about where a square would have it. The likeliest first.
 */
export function completePairs(picture: Luma, finders: readonly Finder[], limit: number): Corners[] {
  const sure = finders.filter(({ likeness }) => likeness > SURE);
  const pairs = sure
    .flatMap((a, i) => sure.slice(i + 1).map((b) => ({ a, b, worth: a.likeness + b.likeness })))
    .filter(({ a, b }) => a.pitchX < b.pitchX * 1.4 && b.pitchX < a.pitchX * 1.4)
    .sort((one, other) => other.worth - one.worth)
    .slice(0, PAIRS);
  const found: { readonly corners: Corners; readonly worth: number }[] = [];
  for (const { a, b, worth } of pairs) {
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const distance = Math.hypot(dx, dy);
    const turned = Math.max(Math.abs(dx), Math.abs(dy)) / distance;
    const pitch = ((a.pitchX + a.pitchY + b.pitchX + b.pitchY) / 4) * turned;
    if (distance < 10 * pitch) continue;
    const along: Point = [(dx / distance) * pitch, (dy / distance) * pitch];
    for (const side of [-1, 1]) {
      const [qx, qy] = [-dy * side, dx * side];
      const thirds: readonly (readonly [x: number, y: number, order: readonly Place[]])[] = [
        [a.x + qx, a.y + qy, [a, b]],
        [b.x + qx, b.y + qy, [b, a]],
      ];
      for (const [x, y, [corner, other]] of thirds) {
        const third = search(picture, x, y, along, REACH * distance);
        if (!corner || !other) continue;
        const judged = judge(corner, other, third) ?? judge(corner, third, other);
        if (judged) found.push({ corners: judged, worth: worth + third.likeness - judged.fault * 0.15 });
      }
      // Or the two lie across from each other, and the corner is missing.
      const diagonal: Point = [
        (along[0] - along[1] * side) * Math.SQRT1_2,
        (along[1] + along[0] * side) * Math.SQRT1_2,
      ];
      const corner = search(picture, a.x + (dx + qx) / 2, a.y + (dy + qy) / 2, diagonal, REACH * distance);
      const judged = judge(corner, a, b) ?? judge(corner, b, a);
      if (judged) found.push({ corners: judged, worth: worth + corner.likeness - judged.fault * 0.15 });
    }
  }
  return found
    .sort((one, other) => other.worth - one.worth)
    .slice(0, limit)
    .map(({ corners }) => corners);
}
