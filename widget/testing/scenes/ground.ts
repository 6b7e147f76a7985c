import type { Point } from '../../quality/types.ts';
import {
  between,
  type Colour,
  createRaster,
  fractal,
  mix,
  normal,
  paint,
  paintBox,
  paintEllipse,
  paintLine,
  pick,
  type Random,
  type Raster,
  shade,
} from './raster.ts';

export type GroundKind = 'plain' | 'grained' | 'striped' | 'tiled' | 'cluttered' | 'photographed';
export const groundKinds: readonly GroundKind[] = [
  'plain',
  'grained',
  'striped',
  'tiled',
  'cluttered',
  'photographed',
];

const tones: readonly Colour[] = [
  [226, 196, 160],
  [92, 62, 42],
  [40, 28, 22],
  [236, 234, 230],
  [190, 188, 184],
  [120, 116, 112],
  [62, 62, 66],
  [24, 24, 28],
  [86, 110, 84],
  [60, 78, 120],
  [150, 70, 60],
  [206, 180, 120],
  [170, 140, 110],
];

/** Things that lie about, in whatever colour; no rectangle that could be a card without print. */
function thing(raster: Raster, next: Random): void {
  const { width, height } = raster;
  const unit = Math.max(width, height);
  const at: Point = [next() * width, next() * height];
  const colour: Colour =
    next() < 0.5
      ? shade(pick(next, tones), between(next, 0.6, 1.2))
      : [next() * 255, next() * 255, next() * 255];
  const turn = next() * Math.PI;
  const size = unit * between(next, 0.03, 0.3);
  const kind = next();
  if (kind < 0.4) {
    const box = {
      x: at[0],
      y: at[1],
      width: size,
      height: size * (next() < 0.6 ? between(next, 0.15, 0.48) : between(next, 0.86, 1.1)),
      turn,
      radius: next() < 0.5 ? 0 : size * 0.05,
    };
    paintBox(raster, { ...box, x: box.x + 3, y: box.y + 4 }, [10, 10, 10], { opacity: 0.35, softness: 8 });
    paintBox(raster, box, colour);
    if (next() < 0.4) {
      const lines = 3 + Math.floor(next() * 8);
      for (let i = 0; i < lines; i++) {
        const y = box.y + (box.height * (i + 1)) / (lines + 1);
        paintLine(raster, [box.x + 2, y], [box.x + box.width - 2, y], 1.2, shade(colour, 0.6));
      }
    }
  } else if (kind < 0.6) {
    paintEllipse(raster, at, [size * 0.5, size * between(next, 0.3, 0.5)], colour);
    if (next() < 0.5) paintEllipse(raster, at, [size * 0.4, size * 0.3], shade(colour, 0.7));
  } else {
    const to: Point = [at[0] + Math.cos(turn) * size * 2, at[1] + Math.sin(turn) * size * 2];
    paintLine(raster, at, to, between(next, 1, unit * 0.02), colour);
  }
}

/** Dead leaves: things of all sizes over one another, which has the statistics of photographs (Lee, Mumford, Huang 2001). */
function leaves(raster: Raster, next: Random): void {
  const unit = Math.max(raster.width, raster.height);
  const hue = pick(next, tones);
  const spread = between(next, 0.2, 0.9);
  for (let i = 0; i < 500; i++) {
    const size = unit * 0.012 * next() ** -0.6;
    const at: Point = [next() * raster.width, next() * raster.height];
    const colour = mix(hue, [next() * 255, next() * 255, next() * 255], spread * next());
    const grain = fractal(next, 2);
    const textured = (x: number, y: number): Colour => shade(colour, 1 + 0.12 * grain(x / 6, y / 6));
    const look = { softness: between(next, 1, 4) };
    if (next() < 0.6) paintEllipse(raster, at, [size, size * between(next, 0.4, 1)], textured, look);
    else
      paintBox(
        raster,
        { x: at[0], y: at[1], width: size * 1.6, height: size * between(next, 0.5, 2), turn: next() * 3 },
        textured,
        look,
      );
  }
}

/** Draws what a card lies on; `tone` is its colour. A photograph may be given for that kind. */
export function drawGround(
  kind: GroundKind,
  size: { readonly width: number; readonly height: number },
  next: Random,
  tone: Colour = shade(pick(next, tones), between(next, 0.75, 1.15)),
  photograph?: Raster,
): Raster {
  const raster = createRaster(size.width, size.height);
  const unit = Math.max(size.width, size.height) / 640;
  const soft = fractal(next, 3);
  const drift = between(next, 2, 14);
  const all = [0, 0, raster.width, raster.height] as const;
  const fill = (colourAt: (x: number, y: number) => number | Colour): void =>
    paint(
      raster,
      all,
      () => -9,
      (x, y) => {
        const value = colourAt(x, y);
        return typeof value === 'number' ? [tone[0] + value, tone[1] + value, tone[2] + value * 0.9] : value;
      },
    );
  const turn = next() * Math.PI;
  const along = (x: number, y: number): number => (x * Math.cos(turn) + y * Math.sin(turn)) / unit;
  const across = (x: number, y: number): number => (-x * Math.sin(turn) + y * Math.cos(turn)) / unit;
  if (kind === 'photographed' && photograph) {
    const scale =
      Math.min(photograph.width / size.width, photograph.height / size.height) * between(next, 0.5, 1);
    const x0 = next() * (photograph.width - size.width * scale);
    const y0 = next() * (photograph.height - size.height * scale);
    fill((x, y) => {
      const at = (Math.floor(y0 + y * scale) * photograph.width + Math.floor(x0 + x * scale)) * 3;
      return [photograph.data[at] ?? 0, photograph.data[at + 1] ?? 0, photograph.data[at + 2] ?? 0];
    });
    return raster;
  }
  if (kind === 'plain') fill((x, y) => soft(x / (220 * unit), y / (220 * unit)) * drift + normal(next) * 1.5);
  else if (kind === 'grained') {
    const fibre = fractal(next, 4, 0.65);
    const wild = between(next, 8, 34);
    const stretch = pick(next, [1, 12, 30]);
    fill(
      (x, y) => fibre(along(x, y) / (6 * stretch), across(x, y) / 6) * wild + soft(x / 200, y / 200) * drift,
    );
  } else if (kind === 'striped') {
    const period = between(next, 7, 60);
    const other = next() < 0.5 ? shade(tone, between(next, 0.6, 0.92)) : mix(tone, pick(next, tones), 0.5);
    const duty = between(next, -0.6, 0.6);
    const check = next() < 0.3;
    fill((x, y) => {
      const a = Math.sin((across(x, y) * 2 * Math.PI) / period) > duty;
      const b = check && Math.sin((along(x, y) * 2 * Math.PI) / period) > duty;
      const base = a !== b ? other : tone;
      const shift = soft(x / 200, y / 200) * drift;
      return [base[0] + shift, base[1] + shift, base[2] + shift];
    });
  } else if (kind === 'tiled') {
    const side = between(next, 40, 190);
    const ratio = between(next, 0.4, 1);
    const gap = between(next, 1, 6);
    const line = shade(tone, next() < 0.6 ? between(next, 0.4, 0.85) : between(next, 1.1, 1.4));
    const shiftX = next() * side;
    fill((x, y) => {
      const row = Math.floor(across(x, y) / (side * ratio));
      const u = (((along(x, y) + shiftX + (row & 1) * side * 0.5) % side) + side) % side;
      const v = ((across(x, y) % (side * ratio)) + side * ratio) % (side * ratio);
      const lump = soft(x / (40 * unit), y / (40 * unit)) * drift;
      const base = u < gap || v < gap ? line : tone;
      return [base[0] + lump, base[1] + lump, base[2] + lump];
    });
  } else {
    fill((x, y) => soft(x / (150 * unit), y / (150 * unit)) * drift);
    if (kind === 'photographed') leaves(raster, next);
    else for (let i = 4 + Math.floor(next() * 12); i > 0; i--) thing(raster, next);
  }
  return raster;
}
