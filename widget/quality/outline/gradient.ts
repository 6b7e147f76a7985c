import type { Maps } from './maps.ts';

/**
 * Where brightness or colour changes: for each pixel of the map the gradient of that channel which changes more
 * (as in Dalal and Triggs 2005), by Sobel's operator. A step of one level gives about 4.
 */
export interface Gradient {
  readonly width: number;
  readonly height: number;
  readonly across: Int16Array;
  readonly down: Int16Array;
  /** Length of the gradient. */
  readonly strength: Uint16Array;
}

let across = new Int16Array(0);
let down = new Int16Array(0);
let strength = new Uint16Array(0);

function makeRoom(size: number): void {
  if (across.length >= size) return;
  across = new Int16Array(size);
  down = new Int16Array(size);
  strength = new Uint16Array(size);
}

/** The gradient of the maps. It is that of the last call: use it before the next. */
export function gradientOf({ width, height, luma, chroma }: Maps): Gradient {
  makeRoom(width * height);
  // The outermost pixels have no neighbours on one side; another picture may have left something there.
  strength.fill(0, 0, width);
  strength.fill(0, (height - 1) * width, height * width);
  for (let y = 1; y < height - 1; y++) {
    const row = y * width;
    strength[row] = 0;
    strength[row + width - 1] = 0;
    // Sums and differences of the three pixels of a column, handed on as the operator moves.
    let sum0 = 0;
    let dif0 = 0;
    let sum1 = 0;
    let dif1 = 0;
    let mixSum0 = 0;
    let mixDif0 = 0;
    let mixSum1 = 0;
    let mixDif1 = 0;
    for (let x = 0; x < width; x++) {
      const at = row + x;
      const a = luma[at - width] as number;
      const c = luma[at + width] as number;
      const sum2 = a + 2 * (luma[at] as number) + c;
      const dif2 = c - a;
      const mixA = chroma[at - width] as number;
      const mixC = chroma[at + width] as number;
      const mixSum2 = mixA + 2 * (chroma[at] as number) + mixC;
      const mixDif2 = mixC - mixA;
      if (x > 1) {
        let gx = (sum2 - sum0) >> 2;
        let gy = (dif0 + 2 * dif1 + dif2) >> 2;
        let square = gx * gx + gy * gy;
        // A difference of colour counts three quarters of one in brightness: JPEG smears it.
        const mixX = ((mixSum2 - mixSum0) * 3) >> 4;
        const mixY = ((mixDif0 + 2 * mixDif1 + mixDif2) * 3) >> 4;
        const mixed = mixX * mixX + mixY * mixY;
        if (mixed > square) {
          square = mixed;
          gx = mixX;
          gy = mixY;
        }
        across[at - 1] = gx;
        down[at - 1] = gy;
        strength[at - 1] = Math.sqrt(square);
      }
      sum0 = sum1;
      dif0 = dif1;
      sum1 = sum2;
      dif1 = dif2;
      mixSum0 = mixSum1;
      mixDif0 = mixDif1;
      mixSum1 = mixSum2;
      mixDif1 = mixDif2;
    }
  }
  return { width, height, across, down, strength };
}
