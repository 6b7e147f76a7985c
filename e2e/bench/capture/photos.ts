import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { findOutline } from '../../../widget/quality/outline/index.ts';
import type { Point } from '../../../widget/quality/types.ts';
import { iou } from './iou.ts';
import { readPicture } from './pictures.ts';

const point = z.tuple([z.number(), z.number()]);

/** What is read of a `manifest.json`: pictures, their size in pixels, and four corners; whatever else lies there is passed over. */
const manifest = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      ground_truth: z
        .object({
          size: z.tuple([z.number(), z.number()]).optional(),
          quad: z.array(point).length(4).optional(),
        })
        .optional(),
    }),
  ),
});

export interface PhotoResult {
  readonly file: string;
  readonly path: string;
  /** True when all of the document is in the picture. */
  readonly isWhole: boolean;
  readonly truth: readonly Point[];
  /** At the picture's own size, and at 640 pixels as a live frame is. */
  readonly iou: number;
  readonly liveIou: number;
  readonly found: readonly Point[] | null;
}

/** Where the manifest of a folder of pictures lies: in it, or above it. Throws where there is none. */
function manifestOf(folder: string): string {
  const here = join(folder, 'manifest.json');
  const above = join(dirname(folder), 'manifest.json');
  if (existsSync(here)) return here;
  if (existsSync(above)) return above;
  throw new Error(`There is no manifest.json in ${folder}`);
}

const LIVE_SIDE = 640;

/** Finds the outline on every picture of a folder that has corners in its manifest. */
export async function benchPhotos(folder: string): Promise<readonly PhotoResult[]> {
  const path = manifestOf(resolve(folder));
  const { files } = manifest.parse(JSON.parse(readFileSync(path, 'utf8')));
  const results: PhotoResult[] = [];
  for (const { file, ground_truth: truth } of files) {
    const picture = join(dirname(path), file);
    if (!truth?.quad || !/\.(jpe?g|png|webp)$/i.test(file) || !existsSync(picture)) continue;
    const frame = await readPicture(picture);
    const live = await readPicture(picture, LIVE_SIDE);
    const scale = frame.width / (truth.size?.[0] ?? frame.width);
    const quad = truth.quad.map(([x, y]): Point => [x * scale, y * scale]);
    const small = quad.map(
      ([x, y]): Point => [(x * live.width) / frame.width, (y * live.width) / frame.width],
    );
    const found = findOutline(frame)?.outline.corners ?? null;
    const foundLive = findOutline(live)?.outline.corners ?? null;
    results.push({
      file,
      path: picture,
      isWhole: quad.every(([x, y]) => x >= 0 && y >= 0 && x <= frame.width && y <= frame.height),
      truth: quad,
      iou: found ? iou(found, quad) : 0,
      liveIou: foundLive ? iou(foundLive, small) : 0,
      found,
    });
  }
  return results;
}
