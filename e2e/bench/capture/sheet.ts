import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import sharp from 'sharp';
import type { Frame, Point } from '../../../widget/quality/types.ts';

export interface Tile {
  readonly frame: Frame;
  readonly caption: string;
  /** Green; and red. */
  readonly truth: readonly Point[] | null;
  readonly found: readonly Point[] | null;
}

const WIDTH = 380;
const HEIGHT = 330;
const CAPTION = 30;
const COLUMNS = 5;

const polygon = (points: readonly Point[] | null, colour: string, width: number): string =>
  points
    ? `<polygon points="${points.map((p) => p.join(',')).join(' ')}" fill="none" stroke="${colour}" stroke-width="${width}"/>`
    : '';

async function tileOf({ frame, caption, truth, found }: Tile): Promise<Buffer> {
  const { data, width, height } = frame;
  const thick = Math.max(width, height) / 250;
  const lines = `<svg width="${width}" height="${height}">${polygon(truth, '#3f3', thick)}${polygon(found, '#f33', thick)}</svg>`;
  const picture = await sharp(data, { raw: { width, height, channels: 4 } })
    .composite([{ input: Buffer.from(lines) }])
    .png()
    .toBuffer();
  const small = await sharp(picture)
    .resize(WIDTH, HEIGHT - CAPTION, { fit: 'contain', background: '#222' })
    .png()
    .toBuffer();
  const text = `<svg width="${WIDTH}" height="${CAPTION}"><text x="6" y="20" font-size="13" font-family="sans-serif" fill="#fff">${caption}</text></svg>`;
  return sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#222' } })
    .composite([
      { input: small, left: 0, top: 0 },
      { input: Buffer.from(text), left: 0, top: HEIGHT - CAPTION },
    ])
    .png()
    .toBuffer();
}

/** Writes pictures side by side, with what is true in green and what was found in red, to look at. */
export async function writeSheet(file: string, tiles: readonly Tile[]): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const rows = Math.max(1, Math.ceil(tiles.length / COLUMNS));
  const inputs = await Promise.all(tiles.map(tileOf));
  await sharp({ create: { width: WIDTH * COLUMNS, height: HEIGHT * rows, channels: 3, background: '#111' } })
    .composite(
      inputs.map((input, i) => ({
        input,
        left: (i % COLUMNS) * WIDTH,
        top: Math.floor(i / COLUMNS) * HEIGHT,
      })),
    )
    .png()
    .toFile(file);
}
