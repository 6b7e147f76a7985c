import { project, projectionBetween } from './geometry.ts';
import { type Luma, levelAt, type Point } from './luma.ts';

/**
 * A four-sided part of a picture seen from straight above, `width` x `height` pixels; null where it has no area.
 *
 * @param corners In pixels, clockwise from what becomes the upper left.
 */
export function rectify(
  picture: Luma,
  corners: readonly Point[],
  width: number,
  height: number,
): Luma | null {
  const from: Point[] = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ];
  const projection = projectionBetween(from, corners);
  if (!projection) return null;
  const data = new Uint8ClampedArray(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [px, py] = project(projection, x + 0.5, y + 0.5);
      data[y * width + x] = levelAt(picture, px, py);
    }
  }
  return { data, width, height };
}

/** An upright part of a picture, at `scale` times its size. Sides in pixels; what lies outside of the picture is cut off. */
export function cutOut(
  picture: Luma,
  box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number },
  scale = 1,
): Luma {
  const left = Math.max(0, Math.floor(box.left));
  const top = Math.max(0, Math.floor(box.top));
  const right = Math.min(picture.width, Math.ceil(box.right));
  const bottom = Math.min(picture.height, Math.ceil(box.bottom));
  const width = Math.max(2, Math.round((right - left) * scale));
  const height = Math.max(2, Math.round((bottom - top) * scale));
  const data = new Uint8ClampedArray(width * height);
  for (let y = 0; y < height; y++) {
    if (scale === 1) {
      const from = (top + y) * picture.width + left;
      data.set(picture.data.subarray(from, from + width), y * width);
      continue;
    }
    for (let x = 0; x < width; x++) {
      data[y * width + x] = levelAt(picture, left + (x + 0.5) / scale, top + (y + 0.5) / scale);
    }
  }
  return { data, width, height };
}
