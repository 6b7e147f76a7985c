import type { Edges } from './edges.ts';
import type { Gradient } from './gradient.ts';
import type { Segment } from './lines.ts';

/** A line right across the map, and how much of an edge there is along it. */
export interface Line extends Segment {
  /** Sums of the weights (0..1) from the line's beginning, one to a pixel, from `base` on. */
  readonly sums: Float32Array;
  readonly base: number;
  /** Place along the line of the first sum, and how many there are. */
  readonly start: number;
  readonly count: number;
}

/** A side of a figure: the share of it that is an edge, and how much the edge goes on beyond its ends, 0..1 each. */
export interface Side {
  readonly coverage: number;
  readonly beyond: number;
}

/** Cosine between a pixel's gradient and the line's normal. */
const ALIGNED = 0.82;
/** Steps by which a segment is made longer, in map pixels, and the least coverage of two such steps. */
const STRETCH = 8;
const STRETCHED = 0.42;
/** Longer than the diagonal of any map. */
const ROOM = 512;

let pool = new Float32Array(0);

/** Follows each segment's line right through the map. The sums are those of the last call: use them before the next. */
export function profilesOf(gradient: Gradient, edges: Edges, segments: readonly Segment[]): Line[] {
  if (pool.length < segments.length * ROOM) pool = new Float32Array(segments.length * ROOM);
  return segments.map((segment, i) => profileOf(gradient, edges, segment, i * ROOM));
}

/** From where to where a line, from a point of it on, lies in a stretch of one axis. */
function within(at: number, step: number, limit: number): readonly [number, number] {
  if (Math.abs(step) < 1e-6) return [-1e9, 1e9];
  const a = (1 - at) / step;
  const b = (limit - at) / step;
  return a < b ? [a, b] : [b, a];
}

function profileOf(gradient: Gradient, edges: Edges, segment: Segment, base: number): Line {
  const { cos, sin, offset } = segment;
  const { across, down, strength } = gradient;
  const { weights, width, height } = edges;
  const [x0, y0] = [cos * offset, sin * offset];
  const [lowX, highX] = within(x0, -sin, width - 2);
  const [lowY, highY] = within(y0, cos, height - 2);
  const start = Math.ceil(Math.max(lowX, lowY));
  const count = Math.min(ROOM - 1, Math.max(0, Math.floor(Math.min(highX, highY)) - start));
  const beside = Math.abs(cos) > Math.abs(sin) ? 1 : width;
  const sums = pool;
  let sum = 0;
  let x = x0 - sin * start + 0.5;
  let y = y0 + cos * start + 0.5;
  sums[base] = 0;
  for (let i = 1; i <= count; i++, x -= sin, y += cos) {
    const at = (y | 0) * width + (x | 0);
    let best = 0;
    for (let place = at - beside, k = 0; k < 3; k++, place += beside) {
      const weight = weights[place] as number;
      if (weight <= best) continue;
      const along = (across[place] as number) * cos + (down[place] as number) * sin;
      const least = ALIGNED * (strength[place] as number);
      if (along >= least || along <= -least) best = weight;
    }
    sum += best / 255;
    sums[base + i] = sum;
  }
  const line = { ...segment, sums, base, start, count };
  return { ...line, from: extended(line, segment.from, -1), to: extended(line, segment.to, 1) };
}

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
function coverageOf({ sums, base, start, count }: Line, low: number, high: number): number {
  const a = Math.round(low - start);
  const b = Math.round(high - start);
  const first = a < 0 ? 0 : a > count ? count : a;
  const last = b < 0 ? 0 : b > count ? count : b;
  return ((sums[base + last] as number) - (sums[base + first] as number)) / (high - low);
}

/** What `measure` found. One object for all calls: there are thousands to a frame. */
export const measured = { coverage: 0, beyond: 0 };

/** Measures the side of a line between two places, its corners left out, which are round. */
export function measure(line: Line, from: number, to: number): void {
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

export function sideOf(line: Line, from: number, to: number): Side {
  measure(line, from, to);
  return { ...measured };
}
