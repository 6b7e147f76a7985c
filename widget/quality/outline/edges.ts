import type { Gradient } from './gradient.ts';

/** A straight edge: the points p with `cos * x + sin * y = offset`, between two places along (-sin, cos). Map pixels. */
export interface Segment {
  readonly cos: number;
  readonly sin: number;
  readonly offset: number;
  readonly from: number;
  readonly to: number;
  /** Sum of the weights of its pixels. */
  readonly weight: number;
}

/** Side of the squares whose mean change says how much a change counts there, as a shift. */
const CELL = 4;
/** A gradient below this is noise at any light: a step of about 1.2 levels. */
const FLOOR = 4;
/** How much change there is around each place, so that a faint edge on a calm table counts as much as a strong one on cloth. */
function localMeans({ width, height, strength }: Gradient): {
  readonly means: Float32Array;
  readonly columns: number;
} {
  const columns = (width >> CELL) + 1;
  const rows = (height >> CELL) + 1;
  const sums = new Float32Array(columns * rows);
  for (let y = 1; y < height - 1; y += 2) {
    const base = (y >> CELL) * columns;
    for (let x = 1 + (y & 2); x < width - 1; x += 3) {
      const cell = base + (x >> CELL);
      sums[cell] = (sums[cell] as number) + (strength[y * width + x] as number);
    }
  }
  const perCell = (1 << (2 * CELL)) / 6;
  const means = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      let count = 0;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const [r, c] = [row + dy, column + dx];
          if (r < 0 || c < 0 || r >= rows || c >= columns) continue;
          sum += sums[r * columns + c] as number;
          count += 1;
        }
      }
      means[row * columns + column] = sum / (count * perCell);
    }
  }
  return { means, columns };
}

export interface Edges {
  /** 0 where there is no edge, else 1..255: its weight. */
  readonly weights: Uint8Array;
  readonly width: number;
  readonly height: number;
}

let weights = new Uint8Array(0);

/** Ridges of the gradient (non-maximum suppression as in Canny 1986), each weighed by what is around it. */
export function edgesOf(gradient: Gradient): Edges {
  const { width, height, across, down, strength } = gradient;
  const { means, columns } = localMeans(gradient);
  const size = width * height;
  if (weights.length < size) weights = new Uint8Array(size);
  weights.fill(0, 0, size);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const here = strength[at] as number;
      if (here < FLOOR) continue;
      const mean = means[(y >> CELL) * columns + (x >> CELL)] as number;
      if (here < mean * 1.0) continue;
      const gx = across[at] as number;
      const gy = down[at] as number;
      const ax = gx < 0 ? -gx : gx;
      const ay = gy < 0 ? -gy : gy;
      let step: number;
      if (ax > 2.414 * ay) step = 1;
      else if (ay > 2.414 * ax) step = width;
      else step = gx > 0 === gy > 0 ? width + 1 : width - 1;
      if (here < (strength[at - step] as number) || here <= (strength[at + step] as number)) continue;
      weights[at] = (255 * here) / (here + mean + 8);
    }
  }
  return { weights, width, height };
}
