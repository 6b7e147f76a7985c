/** One channel of a picture, row by row, 0 black to 255 white. */
export interface Luma {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** A place in pixels; the middle of the first pixel is at 0.5, 0.5. */
export type Point = readonly [x: number, y: number];

/** The level between four pixels; beyond the edge that of the edge. */
export function levelAt({ data, width, height }: Luma, x: number, y: number): number {
  const px = Math.min(width - 1.001, Math.max(0, x - 0.5));
  const py = Math.min(height - 1.001, Math.max(0, y - 0.5));
  const left = Math.floor(px);
  const top = Math.floor(py);
  const at = top * width + left;
  const fx = px - left;
  const fy = py - top;
  const above = (data[at] as number) * (1 - fx) + (data[at + 1] as number) * fx;
  const below = (data[at + width] as number) * (1 - fx) + (data[at + width + 1] as number) * fx;
  return above * (1 - fy) + below * fy;
}

/** Half as wide and high, each pixel the mean of four. */
export function halve({ data, width, height }: Luma): Luma {
  const [columns, rows] = [width >> 1, height >> 1];
  const out = new Uint8ClampedArray(columns * rows);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const at = 2 * y * width + 2 * x;
      out[y * columns + x] =
        ((data[at] as number) +
          (data[at + 1] as number) +
          (data[at + width] as number) +
          (data[at + width + 1] as number) +
          2) >>
        2;
    }
  }
  return { data: out, width: columns, height: rows };
}

/**
 * Brightness against the surroundings: the level less the mean over a square of `2 * reach + 1` pixels, so that a shadow's
 * edge is no edge. Positive is light.
 */
export function againstSurroundings({ data, width, height }: Luma, reach: number): Int16Array {
  const columns = new Int32Array(width);
  const out = new Int16Array(width * height);
  for (let y = -reach; y < height; y++) {
    const enters = y + reach;
    const leaves = y - reach - 1;
    if (enters < height)
      for (let x = 0; x < width; x++)
        columns[x] = (columns[x] as number) + (data[enters * width + x] as number);
    if (leaves >= 0)
      for (let x = 0; x < width; x++)
        columns[x] = (columns[x] as number) - (data[leaves * width + x] as number);
    if (y < 0) continue;
    const rows = Math.min(height - 1, y + reach) - Math.max(0, y - reach) + 1;
    let sum = 0;
    for (let x = 0; x < Math.min(reach, width); x++) sum += columns[x] as number;
    for (let x = 0; x < width; x++) {
      if (x + reach < width) sum += columns[x + reach] as number;
      if (x - reach - 1 >= 0) sum -= columns[x - reach - 1] as number;
      const count = rows * (Math.min(width - 1, x + reach) - Math.max(0, x - reach) + 1);
      out[y * width + x] = ((data[y * width + x] as number) - sum / count) * 8;
    }
  }
  return out;
}
