import type { Frame } from '../types.ts';

/** Long side in pixels of the map in which lines are looked for. */
const SIDE = 214;
const RED_BLUE = 0xff00ff;

/**
 * The picture, smaller, in two channels: brightness, and that mixture of colours which varies most. Values are four times
 * those of a pixel: noise averages out below a level, and so do the faint edges of a card on its own colour.
 */
export interface Maps {
  readonly width: number;
  readonly height: number;
  /** Pixels of the frame to one of the map. */
  readonly factor: number;
  /** 0..1020, `width * height`. */
  readonly luma: Int16Array;
  /** About -1020..1020, `width * height`. */
  readonly chroma: Int16Array;
}

let scratch: (Maps & { readonly red: Int16Array }) | null = null;

/** Memory is kept from one frame to the next: a live picture has always the same size. */
function roomFor(width: number, height: number, factor: number): NonNullable<typeof scratch> {
  if (scratch?.width === width && scratch.height === height && scratch.factor === factor) return scratch;
  const size = width * height;
  scratch = {
    width,
    height,
    factor,
    luma: new Int16Array(size),
    chroma: new Int16Array(size),
    red: new Int16Array(size),
  };
  return scratch;
}

/** Averages a frame down. The maps are those of the last call: use them before the next. */
export function mapsOf(frame: Frame): Maps {
  const factor = Math.max(1, Math.round(Math.max(frame.width, frame.height) / SIDE));
  const width = Math.floor(frame.width / factor);
  const height = Math.floor(frame.height / factor);
  const maps = roomFor(width, height, factor);
  const { luma, chroma: blue, red } = maps;
  const { data } = frame;
  const pixels = new Uint32Array(data.buffer, data.byteOffset, data.length >> 2);
  // Five pixels of each square, its corners and its middle: as good as all of them for what follows.
  const east = factor - 1;
  const south = east * frame.width;
  const centre = (factor >> 1) * (frame.width + 1);
  for (let y = 0, to = 0; y < height; y++) {
    let at = y * factor * frame.width;
    for (let x = 0; x < width; x++, at += factor, to++) {
      const a = pixels[at] as number;
      const b = pixels[at + east] as number;
      const c = pixels[at + south] as number;
      const d = pixels[at + south + east] as number;
      const e = pixels[at + centre] as number;
      // Red and blue share a word, sixteen bits each: a browser's machines are little-endian.
      const both = (a & RED_BLUE) + (b & RED_BLUE) + (c & RED_BLUE) + (d & RED_BLUE) + (e & RED_BLUE);
      const green =
        ((a >> 8) & 255) + ((b >> 8) & 255) + ((c >> 8) & 255) + ((d >> 8) & 255) + ((e >> 8) & 255);
      const r = both & 0xffff;
      const bl = both >>> 16;
      // Weights of BT.601 in 1/320: the five become four.
      const light = ((77 * r + 150 * green + 29 * bl) * 205) >> 16;
      luma[to] = light;
      blue[to] = ((bl * 205) >> 8) - light;
      red[to] = ((r * 205) >> 8) - light;
    }
  }
  mixColours(blue, red);
  return maps;
}

/** Turns two differences of colour into one, along the axis on which they vary most (principal components); into the first. */
function mixColours(blue: Int16Array, red: Int16Array): void {
  let b = 0;
  let r = 0;
  let bb = 0;
  let rr = 0;
  let br = 0;
  let count = 0;
  for (let i = 0; i < blue.length; i += 7) {
    const u = blue[i] as number;
    const v = red[i] as number;
    b += u;
    r += v;
    bb += u * u;
    rr += v * v;
    br += u * v;
    count += 1;
  }
  const turn = 0.5 * Math.atan2(2 * (br - (b * r) / count), bb - (b * b) / count - (rr - (r * r) / count));
  const cos = Math.round(256 * Math.cos(turn));
  const sin = Math.round(256 * Math.sin(turn));
  for (let i = 0; i < blue.length; i++) {
    blue[i] = (cos * (blue[i] as number) + sin * (red[i] as number)) >> 8;
  }
}
