/** The printed card: paper with a pattern, rows of text, a portrait, and the code at its real size. */
import type { CodeSymbol } from './code-symbols.ts';

export interface Card {
  /** Where the code lies, in millimetres from the card's upper left corner. */
  readonly box: { readonly x: number; readonly y: number; readonly side: number };
  /** Whether a place, in the same units, is on the code or at its edge. */
  isCode(x: number, y: number): boolean;
  /** Level 0..255 at a place in millimetres; beyond the card lies the table. */
  levelAt(x: number, y: number): number;
}

const WIDTH = 85.6;
const HEIGHT = 53.98;
/** Raster of what is printed beside the code, in points a millimetre. */
const DENSITY = 12;

function rectangle(raster: Uint8Array, columns: number, box: readonly number[], level: number): void {
  const [x0 = 0, y0 = 0, width = 0, height = 0] = box.map((value) => Math.round(value * DENSITY));
  for (let y = Math.max(0, y0); y < Math.min(HEIGHT * DENSITY, y0 + height); y++) {
    raster.fill(level, y * columns + Math.max(0, x0), y * columns + Math.min(columns, x0 + width));
  }
}

/** Side of the table's pattern, which repeats; a power of two. */
const GROUND = 256;
/** Raster of the code, in points a module. */
const FINE = 16;

/** The code as it comes out of the printer, with a module of quiet zone around it: 1 is ink. */
function inkOf(symbol: CodeSymbol, dotGain: number): Uint8Array {
  const columns = (symbol.side + 2) * FINE;
  // Thin print is light that spreads instead.
  const spreads = dotGain >= 0 ? 1 : 0;
  const raster = new Uint8Array(columns * columns).fill(1 - spreads);
  const reach = Math.round(Math.abs(dotGain) * FINE);
  for (let row = -1; row <= symbol.side; row++) {
    for (let column = -1; column <= symbol.side; column++) {
      const isInside = row >= 0 && column >= 0 && row < symbol.side && column < symbol.side;
      const dark = isInside ? symbol.dark[row * symbol.side + column] : 0;
      if (dark !== spreads) continue;
      const from = Math.max(0, (column + 1) * FINE - reach);
      const to = Math.min(columns, (column + 2) * FINE + reach);
      const last = Math.min(columns, (row + 2) * FINE + reach);
      for (let y = Math.max(0, (row + 1) * FINE - reach); y < last; y++) {
        raster.fill(spreads, y * columns + from, y * columns + to);
      }
    }
  }
  return raster;
}

/** @param dotGain Growth of each dark module on every side, in modules. */
export function drawCard(symbol: CodeSymbol, next: () => number, dotGain: number): Card {
  const side = symbol.kind === 'secure' ? 24 + 8 * next() : 17 + 6 * next();
  const isRight = next() < 0.75;
  const x = isRight ? WIDTH - side - 4 - 6 * next() : 5 + 6 * next();
  const y = 6 + next() * (HEIGHT - side - 12);
  const paper = 205 + 45 * next();
  const ink = 15 + 60 * next();
  const columns = Math.ceil(WIDTH * DENSITY);
  const raster = new Uint8Array(columns * Math.ceil(HEIGHT * DENSITY));
  const [waveX, waveY, depth] = [0.4 + next(), 0.4 + next(), 8 * next()];
  for (let i = 0; i < raster.length; i++) {
    const [px, py] = [(i % columns) / DENSITY, Math.floor(i / columns) / DENSITY];
    raster[i] = paper - depth * (1 + Math.sin(px * waveX * 6) * Math.sin(py * waveY * 6));
  }
  rectangle(raster, columns, [0, 0, WIDTH, 3 + 2 * next()], 90 + 100 * next());
  const textX = isRight ? 5 : x + side + 4;
  const textEnd = isRight ? x - 4 : WIDTH - 5;
  for (let row = 9; row < HEIGHT - 6; row += 3.4) {
    for (let at = textX; at < textEnd - 2; at += 1.5) {
      if (next() < 0.15) continue;
      const [stroke, height] = [0.25 + 0.15 * next(), 1.6 + 0.6 * next()];
      rectangle(raster, columns, [at, row, stroke, height], ink);
      rectangle(raster, columns, [at, row + next() * (height - stroke), 1.1, stroke], ink);
      if (next() < 0.5) rectangle(raster, columns, [at + 0.8, row, stroke, height], ink);
    }
  }
  rectangle(raster, columns, [0, HEIGHT - 4, WIDTH, 0.4], ink + 40);
  // White for the quiet zone, of which cards leave less than the four modules that the standard asks for.
  const quiet = (side / symbol.side) * (2 + 2 * next());
  rectangle(
    raster,
    columns,
    [x - quiet, y - quiet, side + 2 * quiet, side + 2 * quiet],
    Math.min(255, paper + 10),
  );

  const table = 40 + 160 * next();
  const [grainX, grainY, grain] = [0.2 + next(), 0.2 + 3 * next(), 5 + 20 * next()];
  const module = side / symbol.side;
  const white = Math.min(255, paper + 10);
  const code = inkOf(symbol, dotGain);
  const codeColumns = (symbol.side + 2) * FINE;

  const ground = Uint8Array.from({ length: GROUND * GROUND }, (_, i) => {
    const [px, py] = [i % GROUND, Math.floor(i / GROUND)];
    return table + grain * Math.sin(px * grainX + 3 * Math.sin(py * grainY * 0.3)) * Math.cos(py * grainY);
  });

  return {
    box: { x, y, side },
    isCode: (px, py) => px > x - 1 && py > y - 1 && px < x + side + 1 && py < y + side + 1,
    levelAt(px, py) {
      if (px < 0 || py < 0 || px >= WIDTH || py >= HEIGHT) {
        const at = (Math.floor(py * 4) & (GROUND - 1)) * GROUND + (Math.floor(px * 4) & (GROUND - 1));
        return ground[at] as number;
      }
      const column = (px - x) / module;
      const row = (py - y) / module;
      if (column > -1 && row > -1 && column < symbol.side + 1 && row < symbol.side + 1) {
        const at = Math.floor((row + 1) * FINE) * codeColumns + Math.floor((column + 1) * FINE);
        return code[at] === 1 ? ink : white;
      }
      return raster[Math.floor(py * DENSITY) * columns + Math.floor(px * DENSITY)] as number;
    },
  };
}
