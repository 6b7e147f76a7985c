import type { Edges } from './edges.ts';
import type { Gradient } from './gradient.ts';

/** A straight edge: the points p with `cos * x + sin * y = offset`, between two places along (-sin, cos). Map pixels. */
export interface Segment {
  readonly cos: number;
  readonly sin: number;
  readonly offset: number;
  readonly from: number;
  readonly to: number;
  /** Sum of the weights of its pixels, 0..1 each. */
  readonly weight: number;
}

/** A chain of pixels as sums, so that two of them can be fitted as one. */
interface Chain {
  n: number;
  x: number;
  y: number;
  xx: number;
  xy: number;
  yy: number;
  weight: number;
  line: Segment;
}

/** Least pixels of a chain; farthest that its pixels may lie beside its line, as a root mean square. */
const MIN_PIXELS = 5;
const MAX_SPREAD = 0.8;
/** Cosine between a pixel's gradient and the normal of the chain so far. */
const ALIGNED = 0.9;
/** Chains that are kept for joining. */
const MAX_CHAINS = 360;

const stack = { x: new Int16Array(2048), y: new Int16Array(2048), w: new Uint8Array(2048) };
let used = new Uint8Array(0);

/** The principal axis of a chain's pixels. `from` and `to` are left for the caller. */
function axisOf(sums: Omit<Chain, 'line'>): { cos: number; sin: number; offset: number; spread: number } {
  const { n, x, y, xx, xy, yy } = sums;
  const mx = x / n;
  const my = y / n;
  const sxx = xx / n - mx * mx;
  const syy = yy / n - my * my;
  const sxy = xy / n - mx * my;
  const turn = 0.5 * Math.atan2(2 * sxy, sxx - syy);
  // Along the line; the normal is a quarter turn on.
  const dx = Math.cos(turn);
  const dy = Math.sin(turn);
  const spread = Math.sqrt(Math.max(0, sxx * dy * dy - 2 * sxy * dx * dy + syy * dx * dx));
  const [cos, sin] = [dy, -dx];
  return { cos, sin, offset: cos * mx + sin * my, spread };
}

/** Fits the pixels `first` to `last` of the stack; null where they are too few or not on a line. */
function chainOf(first: number, last: number, canSplit: boolean, out: Chain[]): void {
  const count = last - first;
  if (count < MIN_PIXELS) return;
  const sums = { n: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0, weight: 0 };
  for (let i = first; i < last; i++) {
    const x = stack.x[i] as number;
    const y = stack.y[i] as number;
    sums.n += 1;
    sums.x += x;
    sums.y += y;
    sums.xx += x * x;
    sums.xy += x * y;
    sums.yy += y * y;
    sums.weight += stack.w[i] as number;
  }
  const { cos, sin, offset, spread } = axisOf(sums);
  if (spread > MAX_SPREAD) {
    if (!canSplit) return;
    const middle = (first + last) >> 1;
    chainOf(first, middle, count > 24, out);
    chainOf(middle, last, count > 24, out);
    return;
  }
  const a = -sin * (stack.x[first] as number) + cos * (stack.y[first] as number);
  const b = -sin * (stack.x[last - 1] as number) + cos * (stack.y[last - 1] as number);
  sums.weight /= 255;
  out.push({
    ...sums,
    line: { cos, sin, offset, from: Math.min(a, b), to: Math.max(a, b), weight: sums.weight },
  });
}

/** Follows the ridge from a pixel in one direction; pixels go on the stack. Returns the new height of the stack. */
function follow(
  gradient: Gradient,
  { weights, width, height }: Edges,
  start: number,
  sign: number,
  top: number,
): number {
  const { across, down, strength } = gradient;
  const force = strength[start] as number;
  let nx = ((across[start] as number) / force) * sign;
  let ny = ((down[start] as number) / force) * sign;
  let size = 1;
  let at = start;
  let height0 = top;
  for (;;) {
    // Along the edge: a quarter turn from the mean normal.
    const tx = -ny / size;
    const ty = nx / size;
    const sx = tx > 0.383 ? 1 : tx < -0.383 ? -1 : 0;
    const sy = ty > 0.383 ? 1 : ty < -0.383 ? -1 : 0;
    const ahead = sy * width + sx;
    // The two beside the pixel ahead, as the octants lie.
    const isDiagonal = sx !== 0 && sy !== 0;
    const left = isDiagonal ? sx : sx === 0 ? ahead - 1 : ahead - width;
    const right = isDiagonal ? sy * width : sx === 0 ? ahead + 1 : ahead + width;
    let next = -1;
    let best = 0;
    for (let k = 0; k < 4; k++) {
      const place = at + (k === 0 ? ahead : k === 1 ? left : k === 2 ? right : 2 * ahead);
      if (k === 3 && next >= 0) break;
      const weight = weights[place] ?? 0;
      if (weight <= best || used[place] === 1) continue;
      const along = ((across[place] as number) * nx + (down[place] as number) * ny) / size;
      if ((along < 0 ? -along : along) < ALIGNED * (strength[place] as number)) continue;
      best = weight;
      next = place;
    }
    if (next < 0) return height0;
    used[next] = 1;
    const gx = across[next] as number;
    const gy = down[next] as number;
    const length = strength[next] as number;
    const turn = gx * nx + gy * ny < 0 ? -1 / length : 1 / length;
    nx = nx * 0.9 + gx * turn;
    ny = ny * 0.9 + gy * turn;
    size = Math.sqrt(nx * nx + ny * ny) || 1;
    const y = (next / width) | 0;
    const x = next - y * width;
    stack.x[height0] = x;
    stack.y[height0] = y;
    stack.w[height0] = best;
    height0 += 1;
    at = next;
    if (x < 2 || y < 2 || x > width - 3 || y > height - 3 || height0 > 2000) return height0;
  }
}

function reverse(count: number): void {
  for (let i = 0, j = count - 1; i < j; i++, j--) {
    for (const list of [stack.x, stack.y, stack.w]) {
      const kept = list[i] as number;
      list[i] = list[j] as number;
      list[j] = kept;
    }
  }
}

/** Chains of edge pixels that lie on a line, longest first (in the manner of edge drawing, Akinlar and Topal 2011). */
function chainsOf(gradient: Gradient, edges: Edges): Chain[] {
  const { weights, width, height } = edges;
  if (used.length < weights.length) used = new Uint8Array(weights.length);
  used.fill(0, 0, width * height);
  const chains: Chain[] = [];
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2; x < width - 2; x++) {
      const at = y * width + x;
      const weight = weights[at] as number;
      if (weight === 0 || used[at] === 1) continue;
      used[at] = 1;
      const back = follow(gradient, edges, at, 1, 0);
      reverse(back);
      stack.x[back] = x;
      stack.y[back] = y;
      stack.w[back] = weight;
      const top = follow(gradient, edges, at, -1, back + 1);
      chainOf(0, top, true, chains);
    }
  }
  return chains.sort((a, b) => b.weight - a.weight).slice(0, MAX_CHAINS);
}

/** Sine of the largest angle between two chains of one line, and how far beside it the other may lie, in map pixels. */
const SAME_ANGLE = 0.05;
const SAME_OFFSET = 1.1;
/** The longest gap, as a share of the line so far, and in pixels. */
const GAP_SHARE = 0.5;
const GAP = 8;

/** Chains that others are joined to, the heaviest, and how often they are gone through. */
const SEEDS = 90;
const ROUNDS = 2;

/** The chains as columns of numbers, so that tens of thousands of pairs are looked at in no time. */
const column = {
  cos: new Float32Array(MAX_CHAINS),
  sin: new Float32Array(MAX_CHAINS),
  x: new Float32Array(MAX_CHAINS),
  y: new Float32Array(MAX_CHAINS),
  length: new Float32Array(MAX_CHAINS),
  slack: new Float32Array(MAX_CHAINS),
};

/** Joins chains of one line: a finger, a word or noise has broken it. */
function join(chains: readonly Chain[]): Chain[] {
  const { cos, sin, x, y, length, slack } = column;
  const count = chains.length;
  for (let i = 0; i < count; i++) {
    const { n, x: sumX, y: sumY, line } = chains[i] as Chain;
    cos[i] = line.cos;
    sin[i] = line.sin;
    x[i] = sumX / n;
    y[i] = sumY / n;
    length[i] = line.to - line.from;
    slack[i] = SAME_ANGLE + 0.9 / (line.to - line.from);
  }
  const joined: Chain[] = [];
  const isTaken = new Uint8Array(count);
  for (let i = 0; i < count && i < SEEDS; i++) {
    if (isTaken[i] === 1) continue;
    let chain = chains[i] as Chain;
    for (let round = 0; round < ROUNDS; round++) {
      let { cos: c, sin: s, offset, from, to } = chain.line;
      for (let j = i + 1; j < count; j++) {
        const beside = c * (x[j] as number) + s * (y[j] as number) - offset;
        if (beside > SAME_OFFSET || beside < -SAME_OFFSET || isTaken[j] === 1) continue;
        const turn = c * (sin[j] as number) - s * (cos[j] as number);
        const limit = slack[j] as number;
        if (turn > limit || turn < -limit) continue;
        const at = -s * (x[j] as number) + c * (y[j] as number);
        const gap = Math.max(from - at, at - to) - (length[j] as number) / 2;
        if (gap >= GAP + GAP_SHARE * Math.min(to - from, 60)) continue;
        isTaken[j] = 1;
        chain = together(chain, chains[j] as Chain);
        ({ cos: c, sin: s, offset, from, to } = chain.line);
      }
    }
    joined.push(chain);
  }
  return joined;
}

function together(a: Chain, b: Chain): Chain {
  const sums = {
    n: a.n + b.n,
    x: a.x + b.x,
    y: a.y + b.y,
    xx: a.xx + b.xx,
    xy: a.xy + b.xy,
    yy: a.yy + b.yy,
    weight: a.weight + b.weight,
  };
  const { cos, sin, offset } = axisOf(sums);
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { line } of [a, b]) {
    for (const end of [line.from, line.to]) {
      const x = line.cos * line.offset - line.sin * end;
      const y = line.sin * line.offset + line.cos * end;
      const at = -sin * x + cos * y;
      from = Math.min(from, at);
      to = Math.max(to, at);
    }
  }
  return { ...sums, line: { cos, sin, offset, from, to, weight: sums.weight } };
}

/** Directions over half a turn in which lines are counted, and the most that are kept of one. */
const DIRECTIONS = 12;
const PER_DIRECTION = 14;

/** The straight edges of a map, the heaviest first; of many alike, as on a striped cloth, only some. */
export function segmentsOf(gradient: Gradient, edges: Edges, most: number): Segment[] {
  const counts = new Uint8Array(DIRECTIONS);
  const kept: Segment[] = [];
  const joined = join(chainsOf(gradient, edges)).sort((a, b) => b.weight - a.weight);
  for (const { line, weight } of joined) {
    if (weight < 5 || kept.length >= most) break;
    let angle = Math.atan2(line.sin, line.cos);
    if (angle < 0) angle += Math.PI;
    const direction = Math.floor((angle / Math.PI) * DIRECTIONS) % DIRECTIONS;
    if ((counts[direction] as number) >= PER_DIRECTION) continue;
    counts[direction] = (counts[direction] as number) + 1;
    kept.push(line);
  }
  return kept;
}
