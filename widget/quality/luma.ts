import type { Frame, Region } from './types.ts';

/** Brightness alone: one byte per pixel, row by row, `width * height` bytes. */
export interface Gray {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The part of `region` that lies in the frame, in whole pixels, maybe none; the whole frame without a region. */
export function clampRegion(frame: Pick<Frame, 'width' | 'height'>, region: Region | undefined): Region {
  if (!region) return { x: 0, y: 0, width: frame.width, height: frame.height };
  const within = (value: number, low: number, high: number): number =>
    Math.min(Math.max(Math.round(value) || 0, low), high);
  const left = within(region.x, 0, frame.width);
  const top = within(region.y, 0, frame.height);
  const right = within(region.x + region.width, left, frame.width);
  const bottom = within(region.y + region.height, top, frame.height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * Luma (ITU-R BT.601, full range) of a region of an RGBA frame, each output pixel the mean of `factor` x `factor` input
 * pixels. Averaging, not picking: it takes sensor noise out and does not alias.
 *
 * @param region In whole pixels and inside of the frame (see `clampRegion`).
 * @param factor A whole number, 1 or more. Columns and rows that do not fill a square are left out.
 */
export function luma(frame: Frame, region: Region, factor: number): Gray {
  const width = Math.floor(region.width / factor);
  const height = Math.floor(region.height / factor);
  const data = new Uint8Array(width * height);
  const source = frame.data;
  if (factor === 1) {
    for (let row = 0, to = 0; row < height; row++) {
      let at = ((region.y + row) * frame.width + region.x) * 4;
      for (let column = 0; column < width; column++, at += 4) {
        data[to++] =
          (77 * (source[at] as number) +
            150 * (source[at + 1] as number) +
            29 * (source[at + 2] as number)) >>
          8;
      }
    }
    return { data, width, height };
  }
  const area = factor * factor * 256;
  const sums = new Uint32Array(width);
  for (let row = 0; row < height; row++) {
    sums.fill(0);
    for (let inner = 0; inner < factor; inner++) {
      let at = ((region.y + row * factor + inner) * frame.width + region.x) * 4;
      for (let column = 0; column < width; column++) {
        let sum = 0;
        for (let step = 0; step < factor; step++, at += 4) {
          sum +=
            77 * (source[at] as number) + 150 * (source[at + 1] as number) + 29 * (source[at + 2] as number);
        }
        sums[column] = (sums[column] as number) + sum;
      }
    }
    const start = row * width;
    for (let column = 0; column < width; column++) data[start + column] = (sums[column] as number) / area;
  }
  return { data, width, height };
}

/** A smaller map, each pixel the mean of `factor` x `factor` pixels. */
export function shrink(gray: Gray, factor: number): Gray {
  const width = Math.floor(gray.width / factor);
  const height = Math.floor(gray.height / factor);
  const data = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let sum = 0;
      for (let inner = 0; inner < factor; inner++) {
        const at = (row * factor + inner) * gray.width + column * factor;
        for (let step = 0; step < factor; step++) sum += gray.data[at + step] as number;
      }
      data[row * width + column] = sum / (factor * factor);
    }
  }
  return { data, width, height };
}
