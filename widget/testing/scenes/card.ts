import {
  between,
  type Colour,
  createRaster,
  fractal,
  mix,
  paint,
  paintBox,
  paintEllipse,
  paintLine,
  pick,
  type Random,
  type Raster,
  shade,
} from './raster.ts';

export type CardKind = 'mykad' | 'ktp' | 'pan' | 'aadhaar' | 'passport' | 'dark' | 'bare' | 'sheet';
export const cardKinds: readonly CardKind[] = [
  'mykad',
  'ktp',
  'pan',
  'aadhaar',
  'passport',
  'dark',
  'bare',
  'sheet',
];

/** A card as it is printed: pixels in `scale` to the millimetre, and its size in millimetres (ISO/IEC 7810). */
export interface Card {
  readonly kind: CardKind;
  readonly raster: Raster;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  /** Radius of the corners in millimetres. */
  readonly radius: number;
}

export const CARD_SCALE = 12;

const papers: Readonly<Record<CardKind, readonly Colour[]>> = {
  mykad: [
    [176, 212, 238],
    [150, 200, 225],
    [205, 222, 236],
  ],
  ktp: [
    [168, 214, 232],
    [190, 222, 240],
    [150, 205, 215],
  ],
  pan: [
    [190, 216, 206],
    [214, 226, 216],
    [196, 210, 226],
  ],
  aadhaar: [
    [248, 246, 238],
    [252, 252, 250],
    [240, 238, 228],
  ],
  passport: [
    [238, 232, 226],
    [226, 234, 240],
    [244, 240, 224],
  ],
  dark: [
    [40, 44, 60],
    [26, 60, 52],
    [70, 30, 34],
    [52, 52, 54],
  ],
  sheet: [
    [250, 250, 248],
    [236, 232, 222],
    [214, 214, 212],
  ],
  bare: [
    [236, 236, 234],
    [200, 196, 186],
    [120, 132, 150],
    [222, 206, 190],
  ],
};
const bands: readonly Colour[] = [
  [20, 70, 150],
  [180, 60, 30],
  [30, 110, 70],
  [120, 30, 60],
  [60, 60, 70],
];

/** Letters, legal papers and till receipts, in millimetres: A4, US letter, and whatever length. */
function sheetSize(next: Random): readonly [width: number, height: number] {
  const kind = next();
  if (kind < 0.4) return [210, 297];
  if (kind < 0.6) return [216, 279];
  return [80, between(next, 105, 190)];
}

/** A row of made-up letters, each a few strokes; size and stroke in pixels. */
function write(
  raster: Raster,
  next: Random,
  row: { x: number; y: number; height: number; count: number; stroke: number; ink: Colour },
): void {
  const { y, height, stroke, ink } = row;
  const step = height * 0.78;
  for (let i = 0; i < row.count; i++) {
    if (next() < 0.13) continue;
    const x = row.x + i * step;
    const wide = step * 0.62;
    const nodes: readonly (readonly [number, number])[] = [
      [x, y],
      [x + wide, y],
      [x, y + height / 2],
      [x + wide, y + height / 2],
      [x, y + height],
      [x + wide, y + height],
    ];
    const strokes = 2 + Math.floor(next() * 3);
    let from = Math.floor(next() * 6);
    for (let s = 0; s < strokes; s++) {
      const to = (from + 1 + Math.floor(next() * 5)) % 6;
      paintLine(raster, nodes[from] as [number, number], nodes[to] as [number, number], stroke, ink);
      from = to;
    }
  }
}

function portrait(raster: Raster, next: Random, x: number, y: number, width: number, height: number): void {
  const wall = mix([225, 225, 230], pick(next, bands), between(next, 0, 0.5));
  const skin = shade([222, 176, 144], between(next, 0.5, 1.05));
  const hair = shade([70, 50, 40], between(next, 0.3, 1.6));
  paintBox(raster, { x, y, width, height }, wall);
  const [cx, cy] = [x + width / 2, y + height * 0.45];
  const inside = (px: number, py: number): boolean => px > x && px < x + width && py > y && py < y + height;
  const clipped =
    (colour: Colour) =>
    (px: number, py: number): Colour => {
      if (inside(px, py)) return colour;
      const at = (Math.floor(py) * raster.width + Math.floor(px)) * 3;
      return [raster.data[at] ?? 0, raster.data[at + 1] ?? 0, raster.data[at + 2] ?? 0];
    };
  paintEllipse(raster, [cx, y + height * 1.02], [width * 0.45, height * 0.28], clipped(pick(next, bands)), {
    softness: 3,
  });
  paintEllipse(raster, [cx, cy - height * 0.05], [width * 0.33, height * 0.36], hair, { softness: 5 });
  paintEllipse(raster, [cx, cy], [width * 0.25, height * 0.29], skin, { softness: 6 });
  for (const side of [-1, 1]) {
    paintEllipse(
      raster,
      [cx + side * width * 0.1, cy - height * 0.04],
      [width * 0.04, height * 0.02],
      [40, 30, 30],
      { softness: 3 },
    );
  }
  paintEllipse(raster, [cx, cy + height * 0.15], [width * 0.08, height * 0.02], shade(skin, 0.6), {
    softness: 4,
  });
}

function code(raster: Raster, next: Random, x: number, y: number, side: number, modules: number): void {
  const size = side / modules;
  paintBox(
    raster,
    { x: x - size * 3, y: y - size * 3, width: side + size * 6, height: side + size * 6 },
    [250, 250, 250],
  );
  for (let row = 0; row < modules; row++) {
    for (let column = 0; column < modules; column++) {
      if (next() < 0.5)
        paintBox(
          raster,
          { x: x + column * size, y: y + row * size, width: size, height: size },
          [20, 20, 20],
        );
    }
  }
}

/** Draws a made-up card of a kind; the same random numbers give the same card. */
export function drawCard(kind: CardKind, next: Random, paper: Colour = pick(next, papers[kind])): Card {
  const isPassport = kind === 'passport';
  const isSheet = kind === 'sheet';
  const [width, height] = isSheet ? sheetSize(next) : isPassport ? [125, 88] : [85.6, 53.98];
  const radius = isSheet ? 0 : 3.18;
  // A sheet is seen from farther off.
  const u = isSheet ? CARD_SCALE / 3 : CARD_SCALE;
  const raster = createRaster(Math.round(width * u), Math.round(height * u));
  const tint = fractal(next, 2);
  const drift = between(next, 0, 18);
  const tone = between(next, 0, 5);
  const finer = between(next, 0.8, 3) * u;
  paint(
    raster,
    [0, 0, raster.width, raster.height],
    () => -9,
    (x, y) => {
      const ripple = Math.sin((x + 14 * u * Math.sin(y / (9 * u))) / finer) * tone;
      const shift = tint(x / (40 * u), y / (30 * u)) * drift + ripple;
      return [paper[0] + shift, paper[1] + shift * 0.8, paper[2] + shift * 0.6];
    },
  );
  const light = (paper[0] + paper[1] + paper[2]) / 3;
  const ink: Colour =
    light > 110
      ? shade([34, 34, 44], between(next, 0.3, 1.6))
      : shade([210, 205, 190], between(next, 0.8, 1.1));
  const stroke = () => between(next, 0.22, 0.5) * u;
  if (isSheet) {
    const size = between(next, 2.4, 4);
    for (let y = 14; y < height - 16; y += size * between(next, 1.5, 2.4)) {
      const count = Math.floor(
        (next() < 0.2 ? next() : between(next, 0.7, 1)) * ((width - 24) / (size * 0.78)),
      );
      write(raster, next, { x: 12 * u, y: y * u, height: size * u, count, stroke: 0.45 * u, ink });
    }
    return { kind, raster, width, height, scale: u, radius };
  }
  if (kind === 'bare') {
    const rows = Math.floor(next() * 3);
    for (let row = 0; row < rows; row++) {
      write(raster, next, {
        x: 8 * u,
        y: (15 + row * 9) * u,
        height: 3 * u,
        count: 10,
        stroke: stroke(),
        ink,
      });
    }
    return { kind, raster, width, height, scale: u, radius };
  }
  const hasBand = !isPassport && next() < 0.7;
  if (hasBand) {
    const tall = between(next, 5, 11);
    paintBox(raster, { x: 0, y: 0, width: raster.width, height: tall * u }, pick(next, bands));
    write(raster, next, {
      x: 4 * u,
      y: tall * 0.3 * u,
      height: tall * 0.4 * u,
      count: 14,
      stroke: stroke(),
      ink: [245, 245, 245],
    });
  }
  if (isPassport) {
    if (next() < 0.5) {
      for (const [ax, ay, bx, by] of [
        [4, 4, 121, 4],
        [121, 4, 121, 84],
        [121, 84, 4, 84],
        [4, 84, 4, 4],
      ]) {
        paintLine(
          raster,
          [(ax as number) * u, (ay as number) * u],
          [(bx as number) * u, (by as number) * u],
          0.4 * u,
          ink,
        );
      }
    }
    for (const row of [0, 1]) {
      write(raster, next, {
        x: 6 * u,
        y: (70 + row * 7) * u,
        height: 2.8 * u,
        count: 50,
        stroke: 0.4 * u,
        ink,
      });
    }
  }
  const faceLeft = isPassport || next() < 0.3;
  const [fw, fh] = isPassport ? [32, 40] : [between(next, 17, 22), between(next, 22, 27)];
  const fx = faceLeft ? between(next, 3, 7) : width - fw - between(next, 3, 8);
  const fy = between(next, 12, Math.min(16, height - fh - 3));
  const hasCode = kind === 'aadhaar' && next() < 0.6;
  if (hasCode) code(raster, next, (width - 34) * u, 14 * u, 31 * u, pick(next, [45, 77, 121]));
  else portrait(raster, next, fx * u, fy * u, fw * u, fh * u);
  const textX = faceLeft && !hasCode ? fx + fw + 4 : 4;
  const room = (hasCode ? width - 40 : faceLeft ? width - 3 : fx - 2) - textX;
  const rows = 3 + Math.floor(next() * 5);
  for (let row = 0; row < rows; row++) {
    const size = between(next, 1.6, 3.2);
    const y = 13 + (row * (isPassport ? 52 : height - 17)) / rows;
    const count = Math.floor(between(next, 0.3, 1) * (room / (size * 0.78)));
    write(raster, next, {
      x: textX * u,
      y: y * u,
      height: size * u,
      count,
      stroke: stroke() * (size / 3.2),
      ink,
    });
  }
  if (kind === 'mykad' && next() < 0.5) {
    paintBox(raster, { x: 8 * u, y: 20 * u, width: 12 * u, height: 10 * u, radius: 2 * u }, [205, 175, 90]);
  }
  if (kind === 'aadhaar' && next() < 0.6) {
    paintBox(raster, { x: 0, y: 0, width: raster.width, height: 2.5 * u }, [235, 140, 50]);
    paintBox(raster, { x: 0, y: (height - 2.5) * u, width: raster.width, height: 2.5 * u }, [40, 140, 70]);
  }
  if (next() < 0.4) {
    write(raster, next, {
      x: 4 * u,
      y: (height - 6) * u,
      height: 2.4 * u,
      count: 20,
      stroke: 0.35 * u,
      ink: [190, 30, 40],
    });
  }
  return { kind, raster, width, height, scale: u, radius };
}
