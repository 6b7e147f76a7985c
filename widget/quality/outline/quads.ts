import type { Point } from '../types.ts';
import { completed, RATIOS } from './complete.ts';
import { figure, type Place, type Quad } from './figure.ts';
import type { Segment } from './lines.ts';
import { type Line, measure, measured, type Side, sideOf } from './profile.ts';
import type { Corners } from './view.ts';

/** Sine of the least angle between two sides that meet, and cosine of the largest between opposite ones. */
const MEETING = 0.72;
const OPPOSITE = 0.8;
/** Least length of a side in map pixels, and how many times as long as its opposite one it may be. */
const MIN_SIDE = 14;
const TAPER = 2.2;
/** How far a corner may lie outside of the picture, as a share of its long side; farther where a side is not seen at all. */
const OUTSIDE = 0.05;
const GUESSED_OUTSIDE = 0.3;
/** How far from what was seen of a side its corner may lie: a share of that length, and pixels. */
const REACH_SHARE = 1.6;
const REACH = 12;

const placeOn = (line: Segment, x: number, y: number): number => -line.sin * x + line.cos * y;

function reaches({ from, to }: Segment, place: number): boolean {
  const gap = Math.max(from - place, place - to);
  return gap <= REACH + REACH_SHARE * (to - from);
}

export interface Search extends Place {
  readonly lines: readonly Line[];
}

/** Two opposite lines and one across: three sides of a figure. */
interface Trio {
  readonly i: number;
  readonly j: number;
  readonly k: number;
  readonly side: Side;
  readonly length: number;
  readonly worth: number;
}

/** Figures of one pair of opposite lines: the third sides that are tried with one another. */
const PER_PAIR = 5;
const MIN_COVERAGE = 0.2;
/** Trios that are completed by the shape of a card. */
const COMPLETED = 28;

interface Net {
  /** Where line `k` meets line `i`, as a place along `k`: at `k * count + i`; NaN where they do not. */
  readonly places: Float32Array;
  readonly trios: readonly (readonly Trio[])[];
}

/** Where lines meet, and which three can be sides of one figure. */
function netOf({ lines, width, height }: Search): Net {
  const count = lines.length;
  const places = new Float32Array(count * count).fill(Number.NaN);
  const friends: number[][] = lines.map(() => []);
  const pad = OUTSIDE * Math.max(width, height);
  for (let i = 0; i < count; i++) {
    const a = lines[i] as Line;
    for (let k = i + 1; k < count; k++) {
      const b = lines[k] as Line;
      const det = a.cos * b.sin - a.sin * b.cos;
      if (det < MEETING && det > -MEETING) continue;
      const x = (a.offset * b.sin - b.offset * a.sin) / det;
      const y = (a.cos * b.offset - b.cos * a.offset) / det;
      if (x < -pad || y < -pad || x > width + pad || y > height + pad) continue;
      const onA = placeOn(a, x, y);
      const onB = placeOn(b, x, y);
      if (!reaches(a, onA) || !reaches(b, onB)) continue;
      places[i * count + k] = onA;
      places[k * count + i] = onB;
      friends[i]?.push(k);
      friends[k]?.push(i);
    }
  }
  const trios: Trio[][] = [];
  for (let i = 0; i < count; i++) {
    const a = lines[i] as Line;
    const near = friends[i] as number[];
    for (let j = i + 1; j < count; j++) {
      const b = lines[j] as Line;
      const along = a.cos * b.cos + a.sin * b.sin;
      if (along < OPPOSITE && along > -OPPOSITE) continue;
      const list: Trio[] = [];
      for (const k of near) {
        const from = places[k * count + i] as number;
        const to = places[k * count + j] as number;
        const length = Math.abs(to - from);
        // Not true for a line that does not meet: NaN compares as false.
        if (!(length >= MIN_SIDE)) continue;
        measure(lines[k] as Line, from, to);
        if (measured.coverage < MIN_COVERAGE) continue;
        list.push({
          i,
          j,
          k,
          side: { ...measured },
          length,
          worth: measured.coverage - 0.25 * measured.beyond,
        });
      }
      if (list.length === 0) continue;
      if (list.length > PER_PAIR) {
        list.sort((x, y) => y.worth - x.worth);
        list.length = PER_PAIR;
      }
      trios.push(list);
    }
  }
  return { places, trios };
}

/** Figures of four lines. */
function ofFour(search: Search, { places, trios }: Net): Quad[] {
  const { lines } = search;
  const count = lines.length;
  const found: Quad[] = [];
  const corner = (i: number, k: number): Point => {
    const { cos, sin, offset } = lines[i] as Line;
    const at = places[i * count + k] as number;
    return [cos * offset - sin * at, sin * offset + cos * at];
  };
  for (const list of trios) {
    for (let p = 0; p < list.length; p++) {
      const { i, j, k, side: sideK, length: lengthK } = list[p] as Trio;
      const c = lines[k] as Line;
      for (let q = p + 1; q < list.length; q++) {
        const { k: l, side: sideL, length: lengthL } = list[q] as Trio;
        // Each figure comes up twice, once for either pair of sides.
        if (k < i || l < i) continue;
        const d = lines[l] as Line;
        const along = c.cos * d.cos + c.sin * d.sin;
        if (along < OPPOSITE && along > -OPPOSITE) continue;
        if (lengthL > TAPER * lengthK || lengthK > TAPER * lengthL) continue;
        const ik = places[i * count + k] as number;
        const il = places[i * count + l] as number;
        const jk = places[j * count + k] as number;
        const jl = places[j * count + l] as number;
        const lengthI = Math.abs(il - ik);
        const lengthJ = Math.abs(jl - jk);
        if (
          lengthI < MIN_SIDE ||
          lengthJ < MIN_SIDE ||
          lengthI > TAPER * lengthJ ||
          lengthJ > TAPER * lengthI
        )
          continue;
        const sideI = sideOf(lines[i] as Line, ik, il);
        if (sideI.coverage + sideK.coverage + sideL.coverage < 0.9) continue;
        const sideJ = sideOf(lines[j] as Line, jk, jl);
        const corners = [corner(i, k), corner(i, l), corner(j, l), corner(j, k)];
        const quad = figure(corners, [sideI, sideL, sideJ, sideK], search);
        if (quad) found.push(quad);
      }
    }
  }
  return found;
}

/** Figures of three lines, the fourth side where a card's or a passport's shape says that it is. */
function ofThree(search: Search, { trios }: Net): Quad[] {
  const { lines, camera, width, height } = search;
  const best = trios
    .flat()
    .sort((a, b) => b.worth * Math.sqrt(b.length) - a.worth * Math.sqrt(a.length))
    .slice(0, COMPLETED);
  const found: Quad[] = [];
  const pad = GUESSED_OUTSIDE * Math.max(width, height);
  for (const { i, j, k, side } of best) {
    const a = lines[i] as Line;
    const b = lines[j] as Line;
    for (const long of RATIOS) {
      for (const ratio of [long, 1 / long]) {
        for (const towards of [1, -1]) {
          const corners = completed(a, lines[k] as Line, b, camera, ratio, towards);
          if (!corners?.every(([x, y]) => x > -pad && y > -pad && x < width + pad && y < height + pad))
            continue;
          const [A, B, C, D] = corners;
          const sideI = sideOf(a, placeOn(a, ...A), placeOn(a, ...D));
          const sideJ = sideOf(b, placeOn(b, ...B), placeOn(b, ...C));
          if (sideI.coverage + sideJ.coverage + side.coverage < 1.2) continue;
          const last = { coverage: 0.15, beyond: 0 };
          const quad = figure([A, B, C, D], [side, sideJ, last, sideI], search, 2);
          if (quad) found.push(quad);
        }
      }
    }
  }
  return found.sort((x, y) => y.score - x.score).slice(0, 24);
}

/** Every four-sided figure that the lines make and a flat document could be, the best first. */
export function quadsOf(search: Search, most: number): Quad[] {
  const net = netOf(search);
  const four = ofFour(search, net);
  return spread(
    [...four, ...ofThree(search, net)].sort((x, y) => y.score - x.score),
    most,
  );
}

/** Leaves out what is nearly the same as a better one. */
function spread(quads: readonly Quad[], most: number): Quad[] {
  const kept: Quad[] = [];
  for (const quad of quads) {
    if (kept.length >= most) break;
    const isKnown = kept.some(({ corners }) => farthest(corners, quad.corners) < 3);
    if (!isKnown) kept.push(quad);
  }
  return kept;
}

/** The largest distance between the corners of two figures, in the best order of them. */
export function farthest(a: Corners, b: Corners): number {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 4; turn++) {
    let most = 0;
    for (let i = 0; i < 4; i++) {
      const p = a[i] as Point;
      const q = b[(i + turn) % 4] as Point;
      most = Math.max(most, Math.abs(p[0] - q[0]), Math.abs(p[1] - q[1]));
    }
    least = Math.min(least, most);
  }
  return least;
}
