import { solve } from './geometry.ts';

/** Modules on each side of one that its blur reaches. */
const REACH = 2;
const WIDTH = 2 * REACH + 1;
const TAPS = WIDTH * WIDTH + 1;

/**
 * Levels against their surroundings, in units of the contrast there: uneven light and reflections fall out.
 *
 * @param levels `stride` x `stride` of them.
 */
export function normalise(levels: Float32Array, stride: number, reach = 7): Float32Array {
  const width = stride + 1;
  const sums = new Float64Array(width * width);
  const squares = new Float64Array(width * width);
  for (let y = 0; y < stride; y++) {
    let sum = 0;
    let square = 0;
    for (let x = 0; x < stride; x++) {
      const level = levels[y * stride + x] as number;
      sum += level;
      square += level * level;
      sums[(y + 1) * width + x + 1] = (sums[y * width + x + 1] as number) + sum;
      squares[(y + 1) * width + x + 1] = (squares[y * width + x + 1] as number) + square;
    }
  }
  const out = new Float32Array(levels.length);
  for (let y = 0; y < stride; y++) {
    const [top, bottom] = [Math.max(0, y - reach) * width, Math.min(stride, y + reach + 1) * width];
    for (let x = 0; x < stride; x++) {
      const [left, right] = [Math.max(0, x - reach), Math.min(stride, x + reach + 1)];
      const count = ((bottom - top) / width) * (right - left);
      const mean = over(sums, top, bottom, left, right) / count;
      const deviation = Math.sqrt(Math.max(0, over(squares, top, bottom, left, right) / count - mean * mean));
      out[y * stride + x] = ((levels[y * stride + x] as number) - mean) / (deviation + 3);
    }
  }
  return out;
}

/** The sum over a rectangle, from a table of sums over all before. */
function over(table: Float64Array, top: number, bottom: number, left: number, right: number): number {
  return (
    (table[bottom + right] as number) -
    (table[bottom + left] as number) -
    (table[top + right] as number) +
    (table[top + left] as number)
  );
}

/**
 * Undoes the blur between modules: the weights of a module's 5 x 5 surroundings that tell the known modules best (linear least
 * squares), whatever direction and shape the blur has. Then once more with what they said of all modules.
 *
 * @param levels Normalised, with `REACH` modules of margin on every side.
 * @param known 1 dark, -1 light, 0 unknown; `side` x `side`.
 * @returns Above 0 dark, below light; the further from it the surer.
 */
export function equalise(levels: Float32Array, known: ArrayLike<number>, side: number): Float32Array {
  const stride = side + 2 * REACH;
  const moment = new Float64Array(TAPS * TAPS);
  const product = new Float64Array(TAPS);
  const taps = new Float64Array(TAPS);
  let count = 0;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const wanted = known[row * side + column] as number;
      if (wanted === 0) continue;
      gather(levels, stride, row, column, taps);
      count += 1;
      for (let i = 0; i < TAPS; i++) {
        const tap = taps[i] as number;
        product[i] = (product[i] as number) + tap * wanted;
        for (let j = 0; j <= i; j++)
          moment[i * TAPS + j] = (moment[i * TAPS + j] as number) + tap * (taps[j] as number);
      }
    }
  }
  for (let i = 0; i < TAPS; i++) {
    for (let j = 0; j < i; j++) moment[j * TAPS + i] = moment[i * TAPS + j] as number;
    // A little of a ridge: without it few known modules would be learned by heart.
    moment[i * TAPS + i] = (moment[i * TAPS + i] as number) + RIDGE * count;
  }
  const weights = solve(moment, product) ?? new Float64Array(TAPS);
  const out = new Float32Array(side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      gather(levels, stride, row, column, taps);
      let sum = 0;
      for (let i = 0; i < TAPS; i++) sum += (weights[i] as number) * (taps[i] as number);
      out[row * side + column] = sum;
    }
  }
  return out;
}

const RIDGE = 0.01;

function gather(levels: Float32Array, stride: number, row: number, column: number, taps: Float64Array): void {
  let at = 0;
  for (let y = 0; y < WIDTH; y++) {
    const from = (row + y) * stride + column;
    for (let x = 0; x < WIDTH; x++) taps[at++] = levels[from + x] as number;
  }
  taps[at] = 1;
}

export const MARGIN = REACH;
