import { againstSurroundings, type Luma, type Point } from './luma.ts';
import { finderLikeness } from './patterns.ts';

/** A finder pattern: the square in three corners of a QR code. */
export interface Finder {
  /** Its middle, in pixels. */
  readonly x: number;
  readonly y: number;
  /** A seventh of its extent along rows and along columns, in pixels. */
  readonly pitchX: number;
  readonly pitchY: number;
  /** Correlation with a finder pattern, in the direction that suits best, -1..1. */
  readonly likeness: number;
}

/** Dark, light, dark, light, dark along any line through the middle: 1, 1, 3, 1, 1 modules. */
const SHAPE = [1, 1, 3, 1, 1];
/** A run may differ from its due by this share of a module: print grows, blur rounds. */
const SLACK = 0.7;
/** Contrast in eighths of a level below which an edge is noise. */
const MIN_DEPTH = 40;

/** A seventh of the extent when the runs are those of a finder pattern, else 0. */
function pitchOf(runs: ArrayLike<number>, first: number): number {
  let total = 0;
  for (let i = 0; i < 5; i++) total += runs[first + i] as number;
  const pitch = total / 7;
  if (pitch < 1) return 0;
  for (let i = 0; i < 5; i++) {
    const due = SHAPE[i] as number;
    if (Math.abs((runs[first + i] as number) - due * pitch) > SLACK * pitch * (due === 3 ? 1.6 : 1)) return 0;
  }
  return pitch;
}

/** The five runs of a line through a dark place, measured outward from it; null where they are not those of a finder pattern. */
function cross(
  field: Int16Array,
  start: number,
  stride: number,
  before: number,
  after: number,
  longest: number,
): { readonly middle: number; readonly pitch: number } | null {
  if ((field[start] as number) >= 0) return null;
  const edges = [0, 0, 0, 0, 0, 0];
  for (const direction of [-1, 1] as const) {
    const room = direction < 0 ? before : after;
    let wanted = 1;
    let found = 0;
    let last = field[start] as number;
    for (let step = 1; step <= room && step <= longest && found < 3; step++) {
      const level = field[start + direction * step * stride] as number;
      if (level * wanted > 0) {
        // Where the line between two pixels passes zero.
        const edge = step - 1 + last / (last - level);
        edges[direction < 0 ? 2 - found : 3 + found] = direction * edge;
        found += 1;
        wanted = -wanted;
      }
      last = level;
    }
    if (found < 3) return null;
  }
  const runs = [0, 1, 2, 3, 4].map((i) => (edges[i + 1] as number) - (edges[i] as number));
  const pitch = pitchOf(runs, 0);
  if (pitch === 0) return null;
  // By the inner square and the whole alike: each edge has its own error.
  const middle =
    ((edges[0] as number) + (edges[5] as number) + (edges[2] as number) + (edges[3] as number)) / 4;
  return { middle, pitch };
}

/** Where a finder pattern may be. */
export type Place = Omit<Finder, 'likeness'>;

/** Places that several rows agree on. */
class Clusters {
  readonly #sums: { x: number; y: number; pitchX: number; pitchY: number; votes: number }[] = [];

  add({ x, y, pitchX, pitchY }: Place): void {
    const same = this.#sums.find((sum) => {
      const pitch = sum.pitchX / sum.votes;
      return (
        Math.abs(x - sum.x / sum.votes) < 2 * pitch &&
        Math.abs(y - sum.y / sum.votes) < 2 * pitch &&
        pitchX < pitch * 1.5 &&
        pitch < pitchX * 1.5
      );
    });
    if (!same) {
      this.#sums.push({ x, y, pitchX, pitchY, votes: 1 });
      return;
    }
    same.x += x;
    same.y += y;
    same.pitchX += pitchX;
    same.pitchY += pitchY;
    same.votes += 1;
  }

  get places(): Place[] {
    return this.#sums.map(({ votes, ...sum }) => ({
      x: sum.x / votes,
      y: sum.y / votes,
      pitchX: sum.pitchX / votes,
      pitchY: sum.pitchY / votes,
    }));
  }
}

/** The best likeness of a place over a quarter turn, after which the pattern is the same again. */
function likenessOf(picture: Luma, { x, y, pitchX, pitchY }: Place): number {
  let best = -1;
  for (let turn = 0; turn < 6; turn++) {
    const angle = (turn * Math.PI) / 12;
    const pitch = ((pitchX + pitchY) / 2) * Math.max(Math.cos(angle), Math.sin(angle));
    const across: Point = [pitch * Math.cos(angle), pitch * Math.sin(angle)];
    best = Math.max(best, finderLikeness(picture, x, y, across, [-across[1], across[0]]));
  }
  return best;
}

/**
 * Finder patterns in a picture, the likeliest first. Edges are placed between pixels, so that modules may be
 * less than two pixels wide.
 *
 * @param reaches Halves of the sides of the surroundings that decide what is dark, in pixels; three or four modules suit best.
 */
export function findFinders(picture: Luma, reaches: readonly number[], limit = 24): Finder[] {
  const places = new Clusters();
  for (const reach of reaches) scan(picture, reach, places);
  return places.places
    .map((place) => ({ ...place, likeness: likenessOf(picture, place) }))
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, limit);
}

function scan(picture: Luma, reach: number, places: Clusters): void {
  const { width, height } = picture;
  const field = againstSurroundings(picture, reach);
  const longest = Math.round(reach * 4);
  const edges = new Float64Array(width + 2);
  const depths = new Float64Array(width + 2);
  const runs = new Float64Array(width + 2);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let count = 0;
    let depth = 0;
    let last = field[row] as number;
    let sign = last >= 0 ? 1 : -1;
    const firstSign = sign;
    for (let x = 1; x < width; x++) {
      const level = field[row + x] as number;
      if (level * sign < 0) {
        edges[count] = x - 1 + last / (last - level);
        depths[count] = depth;
        count += 1;
        sign = -sign;
        depth = 0;
      }
      const size = level < 0 ? -level : level;
      if (size > depth) depth = size;
      last = level;
    }
    for (let i = 0; i + 1 < count; i++) runs[i] = (edges[i + 1] as number) - (edges[i] as number);
    // Runs that are dark lie between an edge into the dark and the next one.
    for (let i = firstSign > 0 ? 0 : 1; i + 5 < count; i += 2) {
      if ((edges[i + 5] as number) - (edges[i] as number) > longest) continue;
      const pitch = pitchOf(runs, i);
      if (pitch === 0 || (depths[i + 3] as number) < MIN_DEPTH) continue;
      const x = Math.round(((edges[i + 2] as number) + (edges[i + 3] as number)) / 2);
      const upright = cross(field, row + x, width, y, height - 1 - y, longest);
      if (!upright || upright.pitch > pitch * 1.6 || pitch > upright.pitch * 1.6) continue;
      const middleY = Math.round(y + upright.middle);
      const level = cross(field, middleY * width + x, 1, x, width - 1 - x, longest);
      if (!level) continue;
      // Edges count from the middles of pixels.
      const at = { x: x + level.middle + 0.5, y: y + upright.middle + 0.5 };
      places.add({ ...at, pitchX: level.pitch, pitchY: upright.pitch });
    }
  }
}
