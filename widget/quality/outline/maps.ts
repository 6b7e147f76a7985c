import type { Frame, Region } from '../types.ts';

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
  /** 0..1020, row by row; there may be more room than `width * height`. */
  readonly luma: Int16Array;
  /** About -1020..1020. */
  readonly chroma: Int16Array;
}

let luma = new Int16Array(0);
let blue = new Int16Array(0);
let red = new Int16Array(0);

/** Memory is kept from one frame to the next: a live picture has always the same size. */
function makeRoom(size: number): void {
  if (luma.length >= size) return;
  luma = new Int16Array(size);
  blue = new Int16Array(size);
  red = new Int16Array(size);
}

/**
 * Averages a part of a frame down. The maps are those of the last call: use them before the next.
 *
 * @param region In whole pixels, within the frame.
 */
export function mapsOf(frame: Frame, region: Region): Maps {
  const factor = Math.max(1, Math.round(Math.max(region.width, region.height) / SIDE));
  const width = Math.floor(region.width / factor);
  const height = Math.floor(region.height / factor);
  makeRoom(width * height);
  const { data } = frame;
  const pixels = new Uint32Array(data.buffer, data.byteOffset, data.length >> 2);
  // Five pixels of each square, its corners and its middle: as good as all of them for what follows.
  const east = factor - 1;
  const south = east * frame.width;
  const centre = (factor >> 1) * (frame.width + 1);
  for (let y = 0, to = 0; y < height; y++) {
    let at = (region.y + y * factor) * frame.width + region.x;
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
  mixColours(width * height);
  return { width, height, factor, luma, chroma: blue };
}

/** Turns two differences of colour into one, along the axis on which they vary most (principal components); into the first. */
function mixColours(size: number): void {
  let b = 0;
  let r = 0;
  let bb = 0;
  let rr = 0;
  let br = 0;
  let count = 0;
  for (let i = 0; i < size; i += 7) {
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
  for (let i = 0; i < size; i++) {
    blue[i] = (cos * (blue[i] as number) + sin * (red[i] as number)) >> 8;
  }
}
