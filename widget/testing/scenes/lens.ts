import { createRaster, type Raster } from './raster.ts';

/** One pass along rows or columns with a kernel of odd length whose sum is 1; edges are repeated. */
function pass(from: Raster, kernel: Float32Array, isAcross: boolean): Raster {
  const { width, height, data } = from;
  const to = createRaster(width, height);
  const reach = (kernel.length - 1) / 2;
  const last = (isAcross ? width : height) - 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let k = -reach; k <= reach; k++) {
        const place = Math.min(last, Math.max(0, (isAcross ? x : y) + k));
        const at = (isAcross ? y * width + place : place * width + x) * 3;
        const weight = kernel[k + reach] as number;
        r += weight * (data[at] as number);
        g += weight * (data[at + 1] as number);
        b += weight * (data[at + 2] as number);
      }
      const at = (y * width + x) * 3;
      to.data[at] = r;
      to.data[at + 1] = g;
      to.data[at + 2] = b;
    }
  }
  return to;
}

/** Defocus and optics: a Gaussian of this standard deviation in pixels. */
export function defocus(raster: Raster, sigma: number): Raster {
  if (sigma < 0.15) return raster;
  const reach = Math.max(1, Math.ceil(sigma * 3));
  const kernel = Float32Array.from({ length: reach * 2 + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const sum = kernel.reduce((all, value) => all + value, 0);
  const unit = kernel.map((value) => value / sum);
  return pass(pass(raster, unit, true), unit, false);
}

/** A straight smear of this length in pixels, sampled twice a pixel, bilinearly. */
export function smear(from: Raster, length: number, angle: number): Raster {
  if (length < 0.5) return from;
  const { width, height, data } = from;
  const to = createRaster(width, height);
  const count = Math.max(3, Math.ceil(length * 2)) | 1;
  for (let i = 0; i < count; i++) {
    const along = (i / (count - 1) - 0.5) * length;
    const dx = along * Math.cos(angle);
    const dy = along * Math.sin(angle);
    const [ix, iy] = [Math.floor(dx), Math.floor(dy)];
    const [fx, fy] = [dx - ix, dy - iy];
    for (let y = 0; y < height; y++) {
      const y0 = Math.min(height - 1, Math.max(0, y + iy)) * width;
      const y1 = Math.min(height - 1, Math.max(0, y + iy + 1)) * width;
      for (let x = 0; x < width; x++) {
        const x0 = Math.min(width - 1, Math.max(0, x + ix));
        const x1 = Math.min(width - 1, Math.max(0, x + ix + 1));
        const at = (y * width + x) * 3;
        for (let c = 0; c < 3; c++) {
          const top =
            (data[(y0 + x0) * 3 + c] as number) * (1 - fx) + (data[(y0 + x1) * 3 + c] as number) * fx;
          const low =
            (data[(y1 + x0) * 3 + c] as number) * (1 - fx) + (data[(y1 + x1) * 3 + c] as number) * fx;
          to.data[at + c] = (to.data[at + c] as number) + (top * (1 - fy) + low * fy) / count;
        }
      }
    }
  }
  return to;
}

/** Half the size, each pixel the mean of four. */
export function halve({ data, width, height }: Raster): Raster {
  const to = createRaster(Math.floor(width / 2), Math.floor(height / 2));
  for (let y = 0; y < to.height; y++) {
    for (let x = 0; x < to.width; x++) {
      for (let c = 0; c < 3; c++) {
        const at = (y * 2 * width + x * 2) * 3 + c;
        to.data[(y * to.width + x) * 3 + c] =
          ((data[at] as number) +
            (data[at + 3] as number) +
            (data[at + width * 3] as number) +
            (data[at + width * 3 + 3] as number)) /
          4;
      }
    }
  }
  return to;
}
