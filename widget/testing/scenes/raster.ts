import type { Point } from '../../quality/types.ts';

export { random } from '../../quality/specimens.ts';

/** A picture in the making: RGB, one float a channel in levels 0..255, `width * height * 3` long. */
export interface Raster {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

export type Colour = readonly [red: number, green: number, blue: number];
export type Random = () => number;

export const createRaster = (width: number, height: number): Raster => ({
  data: new Float32Array(width * height * 3),
  width,
  height,
});

export const between = (next: Random, low: number, high: number): number => low + (high - low) * next();
export const pick = <T>(next: Random, from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
/** Normal, mean 0, deviation 1 (Box and Muller). */
export const normal = (next: Random): number =>
  Math.sqrt(-2 * Math.log(next() + 1e-9)) * Math.cos(2 * Math.PI * next());

export const shade = ([r, g, b]: Colour, factor: number): Colour => [r * factor, g * factor, b * factor];
export const mix = (a: Colour, b: Colour, share: number): Colour => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];

export function blend({ data }: Raster, pixel: number, [r, g, b]: Colour, share: number): void {
  const at = pixel * 3;
  data[at] = (data[at] as number) * (1 - share) + r * share;
  data[at + 1] = (data[at + 1] as number) * (1 - share) + g * share;
  data[at + 2] = (data[at + 2] as number) * (1 - share) + b * share;
}

/**
 * Paints what lies inside of a signed distance (negative inside, in pixels), with an edge one pixel wide times
 * `softness`, within a box.
 */
export function paint(
  raster: Raster,
  box: readonly [x0: number, y0: number, x1: number, y1: number],
  distance: (x: number, y: number) => number,
  colour: Colour | ((x: number, y: number) => Colour),
  { opacity = 1, softness = 1 }: { readonly opacity?: number; readonly softness?: number } = {},
): void {
  const pad = 1 + softness;
  const x0 = Math.max(0, Math.floor(box[0] - pad));
  const x1 = Math.min(raster.width - 1, Math.ceil(box[2] + pad));
  const y0 = Math.max(0, Math.floor(box[1] - pad));
  const y1 = Math.min(raster.height - 1, Math.ceil(box[3] + pad));
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      const share = 0.5 - distance(x + 0.5, y + 0.5) / softness;
      if (share <= 0) continue;
      const level = typeof colour === 'function' ? colour(x + 0.5, y + 0.5) : colour;
      blend(raster, y * raster.width + x, level, Math.min(1, share) * opacity);
    }
  }
}

/** A rectangle with rounded corners, turned about its centre. */
export function paintBox(
  raster: Raster,
  box: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly turn?: number;
    readonly radius?: number;
  },
  colour: Colour | ((x: number, y: number) => Colour),
  look: { readonly opacity?: number; readonly softness?: number } = {},
): void {
  const { x, y, width, height, turn = 0, radius = 0 } = box;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [cx, cy] = [x + width / 2, y + height / 2];
  const reachX = (Math.abs(cos) * width + Math.abs(sin) * height) / 2;
  const reachY = (Math.abs(sin) * width + Math.abs(cos) * height) / 2;
  const distance = (px: number, py: number): number => {
    const u = Math.abs((px - cx) * cos + (py - cy) * sin) - width / 2 + radius;
    const v = Math.abs(-(px - cx) * sin + (py - cy) * cos) - height / 2 + radius;
    return Math.hypot(Math.max(u, 0), Math.max(v, 0)) + Math.min(Math.max(u, v), 0) - radius;
  };
  paint(raster, [cx - reachX, cy - reachY, cx + reachX, cy + reachY], distance, colour, look);
}

/** A stroke with round ends. */
export function paintLine(
  raster: Raster,
  [ax, ay]: Point,
  [bx, by]: Point,
  thickness: number,
  colour: Colour,
  look: { readonly opacity?: number; readonly softness?: number } = {},
): void {
  const length = Math.hypot(bx - ax, by - ay) ** 2 || 1;
  const half = thickness / 2;
  const distance = (x: number, y: number): number => {
    const along = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
    return Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)) - half;
  };
  const box = [
    Math.min(ax, bx) - half,
    Math.min(ay, by) - half,
    Math.max(ax, bx) + half,
    Math.max(ay, by) + half,
  ] as const;
  paint(raster, box, distance, colour, look);
}

export function paintEllipse(
  raster: Raster,
  [cx, cy]: Point,
  [rx, ry]: Point,
  colour: Colour | ((x: number, y: number) => Colour),
  look: { readonly opacity?: number; readonly softness?: number } = {},
): void {
  const least = Math.min(rx, ry);
  const distance = (x: number, y: number): number => (Math.hypot((x - cx) / rx, (y - cy) / ry) - 1) * least;
  paint(raster, [cx - rx, cy - ry, cx + rx, cy + ry], distance, colour, look);
}

/** Value noise: smooth, mean 0, about -1..1, one lump to `size` pixels. */
export function lumps(next: Random): (x: number, y: number) => number {
  const table = Float32Array.from({ length: 4096 }, () => next() * 2 - 1);
  const at = (x: number, y: number): number => table[(x * 57 + y * 131 + x * y * 7) & 4095] as number;
  return (x, y) => {
    const [i, j] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [x - i, y - j];
    const [s, t] = [u * u * (3 - 2 * u), v * v * (3 - 2 * v)];
    const top = at(i, j) * (1 - s) + at(i + 1, j) * s;
    return top * (1 - t) + (at(i, j + 1) * (1 - s) + at(i + 1, j + 1) * s) * t;
  };
}

/** Several octaves of lumps, each half as large and `rough` as strong. */
export function fractal(next: Random, octaves: number, rough = 0.5): (x: number, y: number) => number {
  const layers = Array.from({ length: octaves }, () => lumps(next));
  return (x, y) => {
    let sum = 0;
    let weight = 1;
    let scale = 1;
    for (const layer of layers) {
      sum += layer(x * scale, y * scale) * weight;
      weight *= rough;
      scale *= 2;
    }
    return sum;
  };
}
