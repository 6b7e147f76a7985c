import sharp from 'sharp';
import type { Frame } from '../../../widget/quality/types.ts';
import { cardKinds } from '../../../widget/testing/scenes/card.ts';
import { groundKinds } from '../../../widget/testing/scenes/ground.ts';
import { defocus, smear } from '../../../widget/testing/scenes/lens.ts';
import type { Corners } from '../../../widget/testing/scenes/pose.ts';
import {
  between,
  createRaster,
  pick,
  type Random,
  type Raster,
  random,
} from '../../../widget/testing/scenes/raster.ts';
import { drawScene, type Scene } from '../../../widget/testing/scenes/scene.ts';

/** A picture of the set, and the truth about it. */
export interface BlurPicture {
  readonly frame: Frame;
  readonly corners: Corners;
  readonly isPassport: boolean;
  /** Whole blur in millimetres on the card. */
  readonly blur: number;
  readonly motion: number;
  /** Share of the card under a reflection. */
  readonly glare: number;
  readonly light: number;
  readonly noise: number;
  readonly jpeg: number | null;
}

/** Scenes are drawn once, dim enough that nothing burns out, and photographed many times: drawing is what takes time. */
const DRAWN_LIGHT = 0.45;
const DRAWN_OPTICS = 0.45;
/** Scenes of 960 and of 1920 pixels, and the factors by which each photograph is smaller than its scene. */
const SMALL_SCENES = 47;
const LARGE_SCENES = 10;
const SMALLER = [1, 1, 1, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 2, 2, 2];
const LARGER = [1, 1.5, 2, 3];

export const SCENES = SMALL_SCENES + LARGE_SCENES;
export const PICTURES = SMALL_SCENES * SMALLER.length + LARGE_SCENES * LARGER.length;

/** Sheets are of any size: nothing is readable or not by the millimetre on them. */
const cards = cardKinds.filter((kind) => kind !== 'sheet');

const isLarge = (index: number): boolean => index % Math.floor(SCENES / LARGE_SCENES) === 0 && index < 50;

function drawBase(index: number, next: Random): Scene {
  const [width, height] = isLarge(index)
    ? [1920, 1280]
    : pick(next, [
        [960, 720],
        [960, 720],
        [960, 540],
        [720, 960],
      ]);
  return drawScene({
    seed: 90_000 + index,
    width: width as number,
    height: height as number,
    card: cards[index % cards.length] ?? 'mykad',
    ground: pick(
      next,
      groundKinds.filter((kind) => kind !== 'photographed'),
    ),
    fill: isLarge(index) ? between(next, 0.2, 0.65) : between(next, 0.08, 0.6),
    turn: next() < 0.5 ? between(next, -6, 6) : between(next, -40, 40),
    tilt: next() < 0.4 ? 0 : between(next, 0, 25),
    likeness: next() < 0.2 ? between(next, 0.7, 0.95) : 0,
    light: DRAWN_LIGHT,
    defocus: 0,
    motion: 0,
    optics: DRAWN_OPTICS,
    noise: 0,
    glare: next() < 0.3 ? between(next, 3, 11) : 0,
    hasShadow: next() < 0.2,
    hasFinger: next() < 0.2,
    hasNeighbour: next() < 0.2,
    cut: 0,
  });
}

/** A smaller picture, each pixel the mean of the area that it covers. */
function smaller(frame: Frame, factor: number): Raster {
  const width = Math.floor(frame.width / factor);
  const height = Math.floor(frame.height / factor);
  const to = createRaster(width, height);
  const along = (size: number, count: number): (readonly [number, number][])[] =>
    Array.from({ length: count }, (_, i) => {
      const parts: [number, number][] = [];
      for (let at = Math.floor(i * factor); at < Math.min(size, (i + 1) * factor); at++) {
        parts.push([at, (Math.min(at + 1, (i + 1) * factor) - Math.max(at, i * factor)) / factor]);
      }
      return parts;
    });
  const columns = along(frame.width, width);
  const rows = along(frame.height, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = (y * width + x) * 3;
      for (const [row, weightY] of rows[y] ?? []) {
        for (const [column, weightX] of columns[x] ?? []) {
          const from = (row * frame.width + column) * 4;
          const weight = weightX * weightY;
          for (let c = 0; c < 3; c++) {
            to.data[place + c] = (to.data[place + c] as number) + weight * (frame.data[from + c] as number);
          }
        }
      }
    }
  }
  return to;
}

/** Light, noise and eight bits. */
function expose({ data, width, height }: Raster, light: number, noise: number, next: Random): Frame {
  const out = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) {
      const grain = noise * 2 * (next() + next() + next() - 1.5);
      out[i * 4 + c] = ((data[i * 3 + c] as number) * light) / DRAWN_LIGHT + grain;
    }
  }
  return { data: out, width, height };
}

async function throughJpeg({ data, width, height }: Frame, quality: number): Promise<Frame> {
  const file = await sharp(Buffer.from(data.buffer), { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .jpeg({ quality })
    .toBuffer();
  const raw = await sharp(file).ensureAlpha().raw().toBuffer();
  return { data: new Uint8ClampedArray(raw), width, height };
}

/** All photographs of the `index`-th scene: 0.05 to 1 mm of defocus, of motion or of both, a third with the lens's own alone. */
export async function* photographs(index: number): AsyncGenerator<BlurPicture> {
  const next = random(index * 7919 + 31);
  const scene = drawBase(index, next);
  if (!scene.corners) return;
  for (const factor of isLarge(index) ? LARGER : SMALLER) {
    const scale = scene.scale / factor;
    const kind = next();
    const amount = 0.05 * 20 ** next();
    const share = kind < 0.35 ? 0 : kind < 0.6 ? 1 : kind < 0.85 ? 0 : next();
    const lens = kind < 0.35 ? 0 : amount * Math.sqrt(share);
    const motion = kind < 0.35 ? 0 : amount * Math.sqrt(12 * (1 - share));
    const optics = between(next, 0.45, 0.8);
    const light = next() < 0.3 ? between(next, 0.15, 0.4) : between(next, 0.5, 1.05);
    const noise = next() < 0.35 ? between(next, 3, 9) : between(next, 0.5, 3);
    const jpeg = pick(next, [null, null, 50, 70, 80, 90]);
    const added = Math.sqrt(Math.max(0, optics ** 2 - (DRAWN_OPTICS / factor) ** 2));
    const seen = smear(
      defocus(smaller(scene.frame, factor), Math.hypot(added, lens * scale)),
      motion * scale,
      next() * Math.PI,
    );
    const frame = expose(seen, light, noise, next);
    const jitter = (): number => between(next, -1.2, 1.2);
    yield {
      frame: jpeg === null ? frame : await throughJpeg(frame, jpeg),
      corners: scene.corners.map(([x, y]) => [
        x / factor + jitter(),
        y / factor + jitter(),
      ]) as unknown as Corners,
      isPassport: scene.options.card === 'passport',
      blur: Math.hypot(optics / scale, lens, motion / Math.sqrt(12)),
      motion,
      glare: scene.glare,
      light,
      noise,
      jpeg,
    };
  }
}
