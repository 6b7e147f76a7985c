import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import sharp from 'sharp';
import type { Frame } from '../../../widget/quality/types.ts';
import type { Raster } from '../../../widget/testing/scenes/raster.ts';

const frameOf = (data: Buffer, width: number, height: number): Frame => ({
  data: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length),
  width,
  height,
});

/** A picture from a file, upright; no larger than `longSide` where that is given. */
export async function readPicture(file: string, longSide?: number): Promise<Frame> {
  let picture = sharp(file).rotate().ensureAlpha();
  if (longSide) picture = picture.resize(longSide, longSide, { fit: 'inside', withoutEnlargement: true });
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return frameOf(data, info.width, info.height);
}

/** A frame as it comes back from JPEG of this quality, 1..100, colours at half the size as cameras have them. */
export async function throughJpeg({ data, width, height }: Frame, quality: number): Promise<Frame> {
  const jpeg = await sharp(data, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .jpeg({ quality })
    .toBuffer();
  const { data: back } = await sharp(jpeg).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return frameOf(back, width, height);
}

/** Photographs that lie beside the project, for grounds; none in a clone of its own. */
const photographs = [
  'no_face_coffee.jpg',
  'no_face_cat.jpg',
  'woman_c_head_tilted_down.jpg',
  'two_people.jpg',
  'astronaut.png',
].map((name) => resolve('..', 'shared', 'fixtures', 'faces', name));

export async function readGrounds(): Promise<readonly Raster[]> {
  const grounds: Raster[] = [];
  for (const file of photographs.filter((path) => existsSync(path))) {
    const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    grounds.push({ data: Float32Array.from(data), width: info.width, height: info.height });
  }
  return grounds;
}
