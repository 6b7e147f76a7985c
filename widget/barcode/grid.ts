import { equalise, MARGIN, normalise } from './equalise.ts';
import { type Luma, levelAt } from './luma.ts';
import { layMesh } from './mesh.ts';
import { knownModules } from './symbol.ts';
import type { Located } from './timing.ts';

/** Where in a module its level is taken, in modules from its middle. */
const SPOTS = [0, 0, -0.2, -0.2, 0.2, -0.2, -0.2, 0.2, 0.2, 0.2];
/** Rounds of learning the blur from what the round before has read. */
const ROUNDS = 2;

/** The code's modules as they are read one by one: 1 dark, 0 light, row by row. */
export function readModules(picture: Luma, located: Located): Uint8Array {
  const { side } = located;
  const mesh = layMesh(picture, located);
  const stride = side + 2 * MARGIN;
  const levels = new Float32Array(stride * stride);
  for (let row = 0; row < stride; row++) {
    for (let column = 0; column < stride; column++) {
      let sum = 0;
      for (let spot = 0; spot < SPOTS.length; spot += 2) {
        const x = column - MARGIN + 0.5 + (SPOTS[spot] as number);
        const y = row - MARGIN + 0.5 + (SPOTS[spot + 1] as number);
        const [px, py] = mesh(x, y);
        sum += levelAt(picture, px, py);
      }
      levels[row * stride + column] = sum / (SPOTS.length / 2);
    }
  }
  const clean = normalise(levels, stride);
  const known = knownModules(side);
  let soft = equalise(clean, known, side);
  for (let round = 0; round < ROUNDS; round++) {
    const told = Int8Array.from(soft, (value, at) => known[at] || (value > 0 ? 1 : -1));
    soft = equalise(clean, told, side);
  }
  return Uint8Array.from(soft, (value, at) => ((known[at] || value) > 0 ? 1 : 0));
}

/** A clean print of a code, with its quiet zone. */
export function printModules(modules: Uint8Array, side: number, pixels = 4): Luma {
  const quiet = 4;
  const width = (side + 2 * quiet) * pixels;
  const data = new Uint8ClampedArray(width * width).fill(255);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      if (modules[row * side + column] !== 1) continue;
      for (let y = 0; y < pixels; y++) {
        const from = ((row + quiet) * pixels + y) * width + (column + quiet) * pixels;
        data.fill(0, from, from + pixels);
      }
    }
  }
  return { data, width, height: width };
}
