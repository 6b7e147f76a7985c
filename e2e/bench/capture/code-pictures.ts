/**
 * Photographs of cards with a code on them, drawn from a seed: the card's plane in perspective, print with dot gain,
 * defocus and smear, uneven light, a lamp's reflection, sensor noise, JPEG.
 */
import sharp from 'sharp';
import { random } from '../../../widget/quality/specimens.ts';
import { type Card, drawCard } from './code-card.ts';
import type { CodeSymbol } from './code-symbols.ts';
import { blurDisc, blurGauss, type Plane, smear } from './planes.ts';

type Point = readonly [x: number, y: number];

export interface PictureOptions {
  readonly seed: number;
  /** Pixels a module, in the middle of the code. */
  readonly modulePx: number;
  /** Radius of the disc of defocus, in modules. */
  readonly defocus: number;
  /** Length of a straight smear, in modules. */
  readonly motion: number;
  /** Between the card's normal and the camera's axis, in degrees. */
  readonly tilt: number;
  /** In the picture's plane, in degrees. */
  readonly rotation: number;
  /** Deflection of the card in the middle, in percent of its width: paper and thin plastic bend. */
  readonly bend: number;
  /** Standard deviation of the sensor noise, in levels. */
  readonly noise: number;
  /** Share of the light that is missing at the dark end of the code. */
  readonly shade: number;
  /** Diameter of a reflection on the code, as a share of the code's side; 0 none. */
  readonly glare: number;
  /** JPEG quality, 1..100. */
  readonly quality: number;
  /** Growth of each dark module on every side, in modules; negative: thin print. */
  readonly dotGain: number;
}

export interface CodePicture {
  /** Luma, row by row, as decoded from the JPEG. */
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly jpeg: Buffer;
  /** The card's corners as fractions of the picture, top left first, clockwise in the card's own orientation. */
  readonly outline: readonly Point[];
}

const CARD = { width: 85.6, height: 53.98 };
/** Noise to take from: six uniforms add up to a Gaussian near enough, and their variance is a half. */
const GRAINS = (() => {
  const next = random(1);
  return Float32Array.from(
    { length: 1 << 16 },
    () => (next() + next() + next() + next() + next() + next() - 3) / Math.SQRT1_2,
  );
})();
/** Between camera and card, in widths of the card. */
const DISTANCE = 2.6;

export async function drawCodePicture(symbol: CodeSymbol, options: PictureOptions): Promise<CodePicture> {
  const next = random(options.seed);
  const card = drawCard(symbol, next, options.dotGain);
  const { box } = card;
  const moduleMm = box.side / symbol.side;
  const turn = (options.rotation * Math.PI) / 180;
  const tilt = (options.tilt * Math.PI) / 180;
  const axis = next() * Math.PI * 2;
  const [axisX, axisY] = [Math.cos(axis), Math.sin(axis)];
  const bendAlong = next() < 0.7;

  /** From millimetres on the card, from its middle, to the picture's plane at a distance of 1. */
  const project = (x: number, y: number): Point => {
    const rest = bendAlong ? (2 * x) / CARD.width : (2 * y) / CARD.height;
    const lift = (options.bend / 100) * CARD.width * (1 - rest * rest);
    // Rodrigues' rotation about an axis in the card's plane.
    const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
    const along = (axisX * x + axisY * y) * (1 - cos);
    const px = x * cos + axisY * lift * sin + axisX * along;
    const py = y * cos - axisX * lift * sin + axisY * along;
    const pz = lift * cos + (axisX * y - axisY * x) * sin;
    const depth = DISTANCE * CARD.width - pz;
    const [u, v] = [px / depth, py / depth];
    return [u * Math.cos(turn) - v * Math.sin(turn), u * Math.sin(turn) + v * Math.cos(turn)];
  };

  const middle: Point = [box.x + box.side / 2 - CARD.width / 2, box.y + box.side / 2 - CARD.height / 2];
  const at = project(...middle);
  const right = project(middle[0] + moduleMm, middle[1]);
  const below = project(middle[0], middle[1] + moduleMm);
  const area = Math.abs((right[0] - at[0]) * (below[1] - at[1]) - (right[1] - at[1]) * (below[0] - at[0]));
  const scale = options.modulePx / Math.sqrt(area);

  const edge: Point[] = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([x = 0, y = 0]) => project((x * CARD.width) / 2, (y * CARD.height) / 2));
  const xs = edge.map(([x]) => x * scale);
  const ys = edge.map(([, y]) => y * scale);
  const margin = (0.04 + 0.12 * next()) * CARD.width * (options.modulePx / moduleMm);
  const left = Math.min(...xs) - margin;
  const top = Math.min(...ys) - margin;
  const width = Math.round(Math.max(...xs) - left + margin);
  const height = Math.round(Math.max(...ys) - top + margin);

  let plane = render(
    { width, height },
    (x, y) => invert(project, (x + left) / scale, (y + top) / scale),
    card,
  );
  plane = blurDisc(plane, options.defocus * options.modulePx);
  plane = smear(plane, options.motion * options.modulePx, next() * Math.PI);
  // Lens, anti-aliasing filter and demosaicing spread even a sharp edge.
  plane = blurGauss(plane, 0.5 + 0.15 * next());
  const centre: Point = [at[0] * scale - left, at[1] * scale - top];
  light(plane, next, options, centre, symbol.side * options.modulePx);
  const raw = Buffer.alloc(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    let grain = Math.floor(next() * GRAINS.length);
    for (let x = 0; x < width; x++, at++, grain++) {
      const level = (plane.data[at] as number) + options.noise * (GRAINS[grain % GRAINS.length] as number);
      raw[at] = level < 0 ? 0 : level > 255 ? 255 : level;
    }
  }
  const jpeg = await sharp(raw, { raw: { width, height, channels: 1 } })
    .jpeg({ quality: options.quality })
    .toBuffer();
  const decoded = await sharp(jpeg).greyscale().raw().toBuffer();
  const outline = edge.map(([x, y]): Point => [(x * scale - left) / width, (y * scale - top) / height]);
  return { data: new Uint8ClampedArray(decoded), width, height, jpeg, outline };
}

/** Newton's method on the projection; it is smooth and nearly linear, so a few steps do. Millimetres from the card's middle. */
function invert(project: (x: number, y: number) => Point, u: number, v: number): Point {
  let [x, y] = [u * DISTANCE * CARD.width, v * DISTANCE * CARD.width];
  for (let step = 0; step < 8; step++) {
    const at = project(x, y);
    const right = project(x + 0.5, y);
    const below = project(x, y + 0.5);
    const [a, b] = [(right[0] - at[0]) * 2, (below[0] - at[0]) * 2];
    const [c, d] = [(right[1] - at[1]) * 2, (below[1] - at[1]) * 2];
    const [du, dv] = [u - at[0], v - at[1]];
    const determinant = a * d - b * c;
    const [dx, dy] = [(d * du - b * dv) / determinant, (a * dv - c * du) / determinant];
    x += dx;
    y += dy;
    if (dx * dx + dy * dy < 1e-6) break;
  }
  return [x, y];
}

/** Where in a pixel the card is looked at: a rotated grid. */
const TAPS = [0.2, 0.35, 0.65, 0.2, 0.35, 0.8, 0.8, 0.65];

/** Inverts the projection on a coarse grid and interpolates between; averages four points of the code for each pixel. */
function render(
  { width, height }: { readonly width: number; readonly height: number },
  cardAt: (x: number, y: number) => Point,
  card: Card,
): Plane {
  const step = 8;
  const columns = Math.ceil(width / step) + 2;
  const rows = Math.ceil(height / step) + 2;
  const gridX = new Float32Array(columns * rows);
  const gridY = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [x, y] = cardAt(column * step, row * step);
      gridX[row * columns + column] = x + CARD.width / 2;
      gridY[row * columns + column] = y + CARD.height / 2;
    }
  }
  const mix = (grid: Float32Array, at: number, fx: number, fy: number): number => {
    const above = (grid[at] as number) * (1 - fx) + (grid[at + 1] as number) * fx;
    const below = (grid[at + columns] as number) * (1 - fx) + (grid[at + columns + 1] as number) * fx;
    return above * (1 - fy) + below * fy;
  };
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      let taps = 0;
      do {
        const gx = (x + (TAPS[taps * 2] as number)) / step;
        const gy = (y + (TAPS[taps * 2 + 1] as number)) / step;
        const column = Math.floor(gx);
        const row = Math.floor(gy);
        const at = row * columns + column;
        const cardX = mix(gridX, at, gx - column, gy - row);
        const cardY = mix(gridY, at, gx - column, gy - row);
        sum += card.levelAt(cardX, cardY);
        taps += 1;
        // Beside the code one look is enough.
        if (taps === 1 && !card.isCode(cardX, cardY)) break;
      } while (taps < 4);
      data[y * width + x] = sum / taps;
    }
  }
  return { data, width, height };
}

/** Falls off to one side, and a reflection with a soft edge somewhere on the code. */
function light(
  plane: Plane,
  next: () => number,
  options: PictureOptions,
  [x0, y0]: Point,
  side: number,
): void {
  const angle = next() * Math.PI * 2;
  const [ax, ay] = [Math.cos(angle) / side, Math.sin(angle) / side];
  const exposure = 0.75 + 0.3 * next();
  const spot = { x: x0 + (next() - 0.5) * side * 0.7, y: y0 + (next() - 0.5) * side * 0.7 };
  const radius = (options.glare * side) / 2;
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < plane.width; x++) {
      const along = Math.min(1, Math.max(0, 0.5 + ax * (x - x0) + ay * (y - y0)));
      const at = y * plane.width + x;
      let level = (plane.data[at] as number) * exposure * (1 - options.shade * along);
      const beyond = radius > 0 ? ((x - spot.x) ** 2 + (y - spot.y) ** 2) / radius ** 2 : 9;
      if (beyond < 3) level += 260 * Math.exp(-0.7 * beyond * beyond);
      plane.data[at] = level;
    }
  }
}
