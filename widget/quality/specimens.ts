import type { Frame, Region } from './types.ts';

/**
 * Test code only: draws cards that look to a measure of sharpness like documents do, from nothing but a seed. Text-like
 * strokes of 0.25 to 0.5 mm, a soft portrait, a faint wave pattern, plain areas, on a varied background.
 */
export interface SpecimenOptions {
  readonly seed: number;
  /** Long side of the frame in pixels; the frame is 4:3. */
  readonly longSide: number;
  /** Standard deviation of the defocus, in percent of the card's width. */
  readonly defocus?: number;
  /** Length of a straight smear, in percent of the card's width. */
  readonly motion?: number;
  /** Standard deviation of the sensor noise, in levels. */
  readonly noise?: number;
  /** Factor on the light, 1 as drawn. */
  readonly light?: number;
  /** Radius of a lamp's reflection in percent of the card's width; its soft edge is as wide again. */
  readonly glare?: number;
  /** Contrast of the print, 1 as drawn, 0 none. */
  readonly contrast?: number;
  /** A sheet as white as paper gets instead of a tinted card. */
  readonly white?: boolean;
}

export interface Specimen {
  readonly frame: Frame;
  /** Where the card is, with a little of the background: what a guide would say. */
  readonly region: Region;
}

/** A small seeded generator (mulberry32): uniform in 0..1. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const CARD_MM = 85.6;
const ASPECT = 85.6 / 53.98;

/** A canvas of one channel in levels, 0..255. */
interface Plane {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

function fill(plane: Plane, x0: number, y0: number, x1: number, y1: number, level: number, slant = 0): void {
  for (let y = Math.max(0, Math.floor(y0)); y < Math.min(plane.height, Math.ceil(y1)); y++) {
    const shift = slant * (y - y0);
    const coverY = Math.min(y + 1, y1) - Math.max(y, y0);
    const from = Math.max(0, x0 + shift);
    const to = Math.min(plane.width, x1 + shift);
    for (let x = Math.floor(from); x < Math.ceil(to); x++) {
      const cover = coverY * (Math.min(x + 1, to) - Math.max(x, from));
      const at = y * plane.width + x;
      plane.data[at] = (plane.data[at] as number) * (1 - cover) + level * cover;
    }
  }
}

/** A row of made-up letters: a few upright, level or slanted strokes each. */
function text(
  plane: Plane,
  next: () => number,
  box: { x: number; y: number; height: number; count: number; stroke: number; ink: number },
): void {
  const pitch = box.height * 0.8;
  for (let letter = 0; letter < box.count; letter++) {
    const x = box.x + letter * pitch;
    if (next() < 0.12) continue;
    const strokes = 2 + Math.floor(next() * 2);
    for (let stroke = 0; stroke < strokes; stroke++) {
      const kind = next();
      const along = next() * (pitch * 0.6 - box.stroke);
      if (kind < 0.5) fill(plane, x + along, box.y, x + along + box.stroke, box.y + box.height, box.ink);
      else if (kind < 0.85) {
        const y = box.y + next() * (box.height - box.stroke);
        fill(plane, x, y, x + pitch * 0.6, y + box.stroke, box.ink);
      } else fill(plane, x, box.y, x + box.stroke, box.y + box.height, box.ink, (pitch * 0.5) / box.height);
    }
  }
}

const SINE = Float32Array.from({ length: 1024 }, (_, i) => Math.sin((i * Math.PI) / 512));
const sine = (turns: number): number => SINE[Math.floor((turns - Math.floor(turns)) * 1024)] ?? 0;

/** Smooth random waves: wood, cloth, or the soft tones of a portrait. */
function waves(next: () => number, count: number, finest: number): (x: number, y: number) => number {
  const parts = Array.from({ length: count }, () => {
    const length = finest * 2 * Math.PI * (1 + 6 * next());
    const angle = next() * Math.PI;
    return [Math.cos(angle) / length, Math.sin(angle) / length, next(), next()] as const;
  });
  return (x, y) => {
    let sum = 0;
    for (const [a, b, phase, weight] of parts) sum += weight * sine(a * x + b * y + phase);
    return sum;
  };
}

function blur(plane: Plane, sigma: number): Plane {
  if (sigma <= 0.05) return plane;
  const radius = Math.ceil(sigma * 3);
  const kernel = Array.from({ length: radius * 2 + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  return convolve(convolve(plane, kernel, 1, 0), kernel, 0, 1);
}

function convolve(plane: Plane, kernel: readonly number[], dx: number, dy: number): Plane {
  const { width, height, data } = plane;
  const total = kernel.reduce((sum, value) => sum + value, 0);
  const radius = (kernel.length - 1) / 2;
  const out = new Float32Array(width * height);
  kernel.forEach((weight, i) => {
    const offsetX = Math.round((i - radius) * dx);
    const offsetY = Math.round((i - radius) * dy);
    const part = weight / total;
    for (let y = 0; y < height; y++) {
      const row = Math.min(height - 1, Math.max(0, y + offsetY)) * width;
      for (let x = 0; x < width; x++) {
        const from = x + offsetX;
        const at = row + (from < 0 ? 0 : from >= width ? width - 1 : from);
        out[y * width + x] = (out[y * width + x] as number) + part * (data[at] as number);
      }
    }
  });
  return { data: out, width, height };
}

function drawCard(plane: Plane, next: () => number, card: Region, options: SpecimenOptions): void {
  const unit = card.width / CARD_MM;
  const paper = options.white ? 255 : 150 + 80 * next();
  const ink = paper + (20 + 40 * next() - paper) * (options.contrast ?? 1);
  const ripple = waves(next, 3, unit * 0.7);
  const face = waves(next, 5, unit * 1.5);
  const tint = options.white ? 0 : 6;
  for (let y = Math.floor(card.y); y < card.y + card.height; y++) {
    for (let x = Math.floor(card.x); x < card.x + card.width; x++) {
      const at = y * plane.width + x;
      if (at < plane.data.length) plane.data[at] = paper + ripple(x, y) * tint * (options.contrast ?? 1);
    }
  }
  if (next() < 0.7) fill(plane, card.x, card.y, card.x + card.width, card.y + unit * 8, ink + 40);
  const portrait = { x: card.x + unit * 61, y: card.y + unit * 13, width: unit * 19, height: unit * 25 };
  for (let y = Math.floor(portrait.y); y < portrait.y + portrait.height; y++) {
    for (let x = Math.floor(portrait.x); x < portrait.x + portrait.width; x++) {
      plane.data[y * plane.width + x] = paper * 0.6 + face(x, y) * 22 * (options.contrast ?? 1);
    }
  }
  const rows = 3 + Math.floor(next() * 5);
  for (let row = 0; row < rows; row++) {
    const height = unit * (2 + next() * 1.2);
    text(plane, next, {
      x: card.x + unit * 4,
      y: card.y + unit * (12 + row * 5),
      height,
      count: 6 + Math.floor(next() * 16),
      stroke: unit * (0.25 + next() * 0.25),
      ink,
    });
  }
}

function addGlare(plane: Plane, card: Region, next: () => number, radius: number): void {
  const centreX = card.x + card.width * (0.25 + 0.5 * next());
  const centreY = card.y + card.height * (0.3 + 0.4 * next());
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < plane.width; x++) {
      const beyond = Math.hypot(x - centreX, (y - centreY) * 1.4) / radius;
      const at = y * plane.width + x;
      plane.data[at] =
        (plane.data[at] as number) + 330 * Math.exp(-((beyond / 1.3) ** 4) / 1.2 - beyond * 0.25);
    }
  }
}

/** Draws one picture of a card; the same options give the same picture. */
export function drawSpecimen(options: SpecimenOptions): Specimen {
  const next = random(options.seed);
  const width = options.longSide;
  const height = Math.round((width * 3) / 4);
  const cardWidth = width * (0.78 + 0.12 * next());
  const card = {
    x: Math.round((width - cardWidth) * (0.3 + 0.4 * next())),
    y: Math.round((height - cardWidth / ASPECT) * (0.4 + 0.2 * next())),
    width: Math.round(cardWidth),
    height: Math.round(cardWidth / ASPECT),
  };
  let plane: Plane = { data: new Float32Array(width * height), width, height };
  const ground = waves(next, 6, width * (0.004 + 0.02 * next()));
  const base = 40 + 150 * next();
  const strength = 2 + 14 * next();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) plane.data[y * width + x] = base + ground(x, y) * strength;
  }
  drawCard(plane, next, card, options);
  // Even a sharp lens and sensor spread an edge over about a pixel.
  plane = blur(plane, Math.hypot(0.6, ((options.defocus ?? 0) * card.width) / 100));
  const smear = ((options.motion ?? 0) * card.width) / 100;
  if (smear > 1) {
    const angle = next() * Math.PI;
    const kernel = new Array<number>(Math.round(smear / 2) * 2 + 1).fill(1);
    plane = convolve(plane, kernel, Math.cos(angle), Math.sin(angle));
  }
  if (options.glare) addGlare(plane, card, next, (options.glare * card.width) / 100);
  const data = new Uint8ClampedArray(width * height * 4);
  const light = options.light ?? 1;
  const noise = options.noise ?? 1.5;
  const slope = 0.15 * (next() - 0.5);
  for (let i = 0; i < width * height; i++) {
    const shade = light * (1 + slope * ((i % width) / width - 0.5));
    // Twelve uniforms add up to a Gaussian; three are near enough here.
    const level = (plane.data[i] as number) * shade + noise * 2 * (next() + next() + next() - 1.5);
    data[i * 4] = level;
    data[i * 4 + 1] = level;
    data[i * 4 + 2] = level;
    data[i * 4 + 3] = 255;
  }
  return { frame: { data, width, height }, region: card };
}
