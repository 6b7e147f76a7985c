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
  // A word holds a pixel; browsers' machines are little-endian.
  const { buffer, byteOffset } = frame.data;
  const pixels =
    byteOffset % 4 === 0
      ? new Uint32Array(buffer, byteOffset, frame.data.length >> 2)
      : new Uint32Array(frame.data.slice().buffer);
  if (factor === 1) {
    for (let row = 0, to = 0; row < height; row++) {
      const start = (region.y + row) * frame.width + region.x;
      for (let at = start; at < start + width; at++) {
        const pixel = pixels[at] as number;
        data[to++] = (77 * (pixel & 255) + 150 * ((pixel >> 8) & 255) + 29 * ((pixel >> 16) & 255)) >> 8;
      }
    }
    return { data, width, height };
  }
  const scale = 1 / (factor * factor * 256);
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let redBlue = 0;
      let green = 0;
      let at = (region.y + row * factor) * frame.width + region.x + column * factor;
      for (let inner = 0; inner < factor; inner++, at += frame.width) {
        for (let step = 0; step < factor; step++) {
          const pixel = pixels[at + step] as number;
          redBlue += pixel & 0xff00ff;
          green += (pixel >> 8) & 255;
        }
      }
      data[to++] = (77 * (redBlue & 0xffff) + 29 * (redBlue >>> 16) + 150 * green) * scale;
    }
  }
  return { data, width, height };
}

/** A smaller map, each pixel the mean of `factor` x `factor` pixels. */
export function shrink(gray: Gray, factor: number): Gray {
  if (factor === 1) return gray;
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
