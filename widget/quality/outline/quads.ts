import type { Point } from '../types.ts';
import type { Edges } from './edges.ts';
import type { Gradient } from './gradient.ts';
import type { Segment } from './lines.ts';
import { type Camera, type Corners, cross, dot, type Pose, poseOf, seen, type Vector } from './view.ts';

/** A line right across the map, and how much of an edge there is along it. */
export interface Line extends Segment {
  /** Sums of the weights (0..1) from the line's beginning, one to a pixel. */
  readonly sums: Float32Array;
  /** Place along the line of the first sum, and how many there are. */
  readonly start: number;
  readonly count: number;
}

export interface Quad {
  readonly corners: Corners;
  readonly pose: Pose;
  /** For each side from the first corner: share of it that is an edge, and how much the edge goes on beyond it, 0..1. */
  readonly coverage: readonly number[];
  readonly beyond: readonly number[];
  readonly score: number;
  /** How far it sticks out of the picture, as a share of the picture's long side. */
  readonly outside: number;
  /** The side that was not seen but follows from the other three; -1 where all were seen. */
  readonly guessed: number;
}

const ALIGNED = 0.82;
/** Sine of the least angle between two sides that meet, and cosine of the largest between opposite ones. */
const MEETING = 0.72;
const OPPOSITE = 0.8;
/** Least length of a side in map pixels. */
const MIN_SIDE = 14;
/** How far a corner may lie outside of the picture, as a share of its long side; farther where a side is not seen at all. */
const OUTSIDE = 0.05;
const GUESSED_OUTSIDE = 0.3;
/** How far from what was seen of a side its corner may lie: a share of that length, and pixels. */
const REACH_SHARE = 1.6;
const REACH = 12;

export function profileOf(gradient: Gradient, { weights, width, height }: Edges, segment: Segment): Line {
  const { cos, sin, offset } = segment;
  const { across, down, strength } = gradient;
  const [dx, dy] = [-sin, cos];
  const [x0, y0] = [cos * offset, sin * offset];
  let low = -1e9;
  let high = 1e9;
  for (const [at, step, limit] of [
    [x0, dx, width - 2],
    [y0, dy, height - 2],
  ] as const) {
    if (Math.abs(step) < 1e-6) continue;
    const a = (1 - at) / step;
    const b = (limit - at) / step;
    low = Math.max(low, Math.min(a, b));
    high = Math.min(high, Math.max(a, b));
  }
  const start = Math.ceil(low);
  const count = Math.max(0, Math.floor(high) - start);
  const sums = new Float32Array(count + 1);
  const side = Math.abs(cos) > Math.abs(sin) ? 1 : width;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const t = start + i;
    const at = Math.round(y0 + dy * t) * width + Math.round(x0 + dx * t);
    let best = 0;
    for (let k = -1; k <= 1; k++) {
      const place = at + k * side;
      const weight = weights[place] as number;
      if (weight <= best) continue;
      const along = (across[place] as number) * cos + (down[place] as number) * sin;
      if (Math.abs(along) >= ALIGNED * (strength[place] as number)) best = weight;
    }
    sum += best / 255;
    sums[i + 1] = sum;
  }
  const line = { ...segment, sums, start, count };
  return { ...line, from: extended(line, segment.from, -1), to: extended(line, segment.to, 1) };
}

/** Steps by which a segment is made longer, in map pixels, and the least coverage of two such steps. */
const STRETCH = 8;
const STRETCHED = 0.42;

/** How far the edge goes on beyond what was found of it: patterns on the table break it into pieces. */
function extended(line: Line, end: number, way: 1 | -1): number {
  let place = end;
  for (;;) {
    const next = place + way * 2 * STRETCH;
    if (next < line.start || next > line.start + line.count) return place;
    if (coverageOf(line, Math.min(place, next), Math.max(place, next)) < STRETCHED) return place;
    place += way * STRETCH;
  }
}

/** Mean weight of the edge between two places along a line. */
function coverageOf({ sums, start, count }: Line, low: number, high: number): number {
  const a = Math.round(low - start);
  const b = Math.round(high - start);
  const first = a < 0 ? 0 : a > count ? count : a;
  const last = b < 0 ? 0 : b > count ? count : b;
  return ((sums[last] as number) - (sums[first] as number)) / (high - low);
}

interface Corner {
  readonly x: number;
  readonly y: number;
}

export interface Side {
  readonly coverage: number;
  readonly beyond: number;
}

const measured = { coverage: 0, beyond: 0 };

/** Coverage of the side of a line between two places, and of what lies beyond them; the corners, which are round, left out. */
function measure(line: Line, from: number, to: number): void {
  const low = from < to ? from : to;
  const high = from < to ? to : from;
  const size = high - low;
  const inner = 0.05 * size;
  const ext = size > 33 ? 0.15 * size : 5;
  const skip = 1.5 + 0.02 * size;
  measured.coverage = Math.min(1, coverageOf(line, low + inner, high - inner));
  measured.beyond =
    (coverageOf(line, low - skip - ext, low - skip) + coverageOf(line, high + skip, high + skip + ext)) / 2;
}

function sideOf(line: Line, from: number, to: number): Side {
  measure(line, from, to);
  return { ...measured };
}

const placeOn = (line: Segment, x: number, y: number): number => -line.sin * x + line.cos * y;

function reaches({ from, to }: Segment, place: number): boolean {
  const gap = Math.max(from - place, place - to);
  return gap <= REACH + REACH_SHARE * (to - from);
}

/** How likely a ratio of sides is: cards and passports first, sheets of paper next, strips last. 0..1. */
export function likelihoodOf(ratio: number): number {
  const r = ratio < 1 ? 1 / ratio : ratio;
  const near = (centre: number, width: number): number => Math.exp(-(((r - centre) / width) ** 2) / 2);
  return Math.max(
    near(1.586, 0.09),
    0.85 * near(1.42, 0.08),
    0.5 * near(1.45, 0.25),
    r > 1.2 && r < 2.6 ? 0.12 : 0,
  );
}

export interface Search {
  readonly lines: readonly Line[];
  readonly camera: Camera;
  readonly width: number;
  readonly height: number;
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
const PER_PAIR = 6;
const MIN_COVERAGE = 0.2;
/** Trios that are completed by the shape of a card. */
const COMPLETED = 40;

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
  const corner = (i: number, k: number): Corner => {
    const { cos, sin, offset } = lines[i] as Line;
    const at = places[i * count + k] as number;
    return { x: cos * offset - sin * at, y: sin * offset + cos * at };
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
        if (lengthL > 2.2 * lengthK || lengthK > 2.2 * lengthL) continue;
        const ik = places[i * count + k] as number;
        const il = places[i * count + l] as number;
        const jk = places[j * count + k] as number;
        const jl = places[j * count + l] as number;
        const lengthI = Math.abs(il - ik);
        const lengthJ = Math.abs(jl - jk);
        if (lengthI < MIN_SIDE || lengthJ < MIN_SIDE || lengthI > 2.2 * lengthJ || lengthJ > 2.2 * lengthI)
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
          const [A, B, C, D] = corners.map(([x, y]) => ({ x, y })) as [Corner, Corner, Corner, Corner];
          const sideI = sideOf(a, placeOn(a, A.x, A.y), placeOn(a, D.x, D.y));
          const sideJ = sideOf(b, placeOn(b, B.x, B.y), placeOn(b, C.x, C.y));
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

/** Corners clockwise, and what a rectangle in space would look like. */
function figure(
  corners: readonly Corner[],
  sides: readonly Side[],
  { camera, width, height }: Search,
  guessed = -1,
): Quad | null {
  const sum = sides.reduce((all, { coverage }) => all + coverage, 0);
  if (sum < 1.2) return null;
  const least = Math.min(...sides.map(({ coverage }) => coverage));
  const rough = sum / 4 + 0.5 * least - 0.0625 * sides.reduce((all, { beyond }) => all + beyond, 0);
  let points = corners.map(({ x, y }): Point => [x, y]);
  let order = [0, 1, 2, 3];
  const size = signedArea(points);
  if (size < 0) {
    points = [points[0], points[3], points[2], points[1]] as Point[];
    order = [3, 2, 1, 0];
  }
  const pose = poseOf(camera, points as unknown as Corners);
  if (!pose || pose.tilt > 58 || Math.abs(pose.skew) > 0.3) return null;
  const share = Math.abs(size) / (width * height);
  if (share < 0.02) return null;
  const likely = likelihoodOf(pose.ratio);
  if (likely <= 0.02) return null;
  const score = rough + 0.35 * likely - 0.5 * Math.abs(pose.skew) + 0.06 * Math.log(share);
  return {
    corners: points as unknown as Corners,
    pose,
    coverage: order.map((i) => (sides[i] as Side).coverage),
    beyond: order.map((i) => (sides[i] as Side).beyond),
    score,
    outside: outsideOf(points, width, height),
    guessed: guessed < 0 ? -1 : order.indexOf(guessed),
  };
}

function outsideOf(points: readonly Point[], width: number, height: number): number {
  const most = points.reduce((far, [x, y]) => Math.max(far, -x, -y, x - width, y - height), 0);
  return most / Math.max(width, height);
}

export const signedArea = (points: readonly Point[]): number =>
  points.reduce((sum, [x, y], i) => {
    const [u, v] = points[(i + 1) % points.length] as Point;
    return sum + x * v - u * y;
  }, 0) / 2;

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

/** Sides of a card and of a passport, the long one to the short one (ISO/IEC 7810). */
const RATIOS = [85.6 / 53.98, 125 / 88] as const;

/** The plane through a line of the picture and the camera. */
const planeOf = ({ cos, sin, offset }: Segment, { x, y, focal }: Camera): Vector => [
  cos * focal,
  sin * focal,
  cos * x + sin * y - offset,
];

/** What is seen of three sides says where the fourth must be, as a card has one shape only. Corners: two given, two found. */
export function completed(
  i: Segment,
  k: Segment,
  j: Segment,
  camera: Camera,
  ratio: number,
  towards: number,
): Corners | null {
  const ni = planeOf(i, camera);
  const nj = planeOf(j, camera);
  const nk = planeOf(k, camera);
  // The direction in space of the two sides that face each other, and of the third, at a right angle to it in its plane.
  let along = cross(ni, nj);
  const size = Math.sqrt(dot(along, along));
  if (size < 1e-9) return null;
  along = [along[0] / size, along[1] / size, along[2] / size];
  const aside = cross(nk, along);
  const normal = cross(along, aside);
  const a = cross(ni, nk);
  const b = cross(nj, nk);
  const da = dot(normal, a);
  const db = dot(normal, b);
  if (Math.abs(da) < 1e-9 || Math.abs(db) < 1e-9) return null;
  const A: Vector = [a[0] / da, a[1] / da, a[2] / da];
  const B: Vector = [b[0] / db, b[1] / db, b[2] / db];
  const width = Math.hypot(A[0] - B[0], A[1] - B[1], A[2] - B[2]);
  const far = width * ratio * towards;
  const C: Vector = [B[0] + along[0] * far, B[1] + along[1] * far, B[2] + along[2] * far];
  const D: Vector = [A[0] + along[0] * far, A[1] + along[1] * far, A[2] + along[2] * far];
  if (A[2] * C[2] <= 0 || A[2] * D[2] <= 0 || A[2] * B[2] <= 0) return null;
  return [seen(camera, A), seen(camera, B), seen(camera, C), seen(camera, D)];
}
