import type { Frame, Outline } from '../quality/types.ts';
import type { Size } from './limits.ts';

/** Four corners, top left first, clockwise. */
export type Corners = Outline['corners'];

/**
 * The projective map from the unit square to a quadrilateral: (u, v) goes to ((a u + b v + c) / w, (d u + e v + f) / w) with
 * w = g u + h v + 1 (P. Heckbert, Fundamentals of Texture Mapping and Image Warping, 1989, section 2.2.3).
 */
export function squareTo([p0, p1, p2, p3]: Corners): readonly number[] {
  const [dx1, dy1] = [p1[0] - p2[0], p1[1] - p2[1]];
  const [dx2, dy2] = [p3[0] - p2[0], p3[1] - p2[1]];
  const [sx, sy] = [p0[0] - p1[0] + p2[0] - p3[0], p0[1] - p1[1] + p2[1] - p3[1]];
  const area = dx1 * dy2 - dx2 * dy1;
  const g = (sx * dy2 - dx2 * sy) / area;
  const h = (dx1 * sy - sx * dy1) / area;
  return [
    p1[0] - p0[0] + g * p1[0],
    p3[0] - p0[0] + h * p3[0],
    p0[0],
    p1[1] - p0[1] + g * p1[1],
    p3[1] - p0[1] + h * p3[1],
    p0[1],
    g,
    h,
  ];
}

/**
 * Looks straight at a card: what lies within `corners` becomes a rectangle of `card` pixels, with `margin` pixels of what lies
 * around it on every side. Bilinear, so `source` should not be much finer than `card`. Beyond the edge of the source its
 * last pixels go on.
 *
 * @param source RGBA, `width * height * 4` bytes. It is read only.
 * @param corners In pixels of the source; the centre of its first pixel is (0.5, 0.5).
 * @returns RGBA, `card` and twice the margin in size.
 */
export function warp(source: Frame, corners: Corners, card: Size, margin: number): Frame {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = squareTo(corners);
  const width = card.width + 2 * margin;
  const height = card.height + 2 * margin;
  const { data: from, width: stride } = source;
  const lastX = source.width - 1;
  const lastY = source.height - 1;
  const data = new Uint8ClampedArray(width * height * 4);
  let at = 0;
  for (let row = 0; row < height; row++) {
    const v = (row + 0.5 - margin) / card.height;
    for (let column = 0; column < width; column++) {
      const u = (column + 0.5 - margin) / card.width;
      const w = g * u + h * v + 1;
      const x = Math.min(Math.max((a * u + b * v + c) / w - 0.5, 0), lastX);
      const y = Math.min(Math.max((d * u + e * v + f) / w - 0.5, 0), lastY);
      const left = Math.floor(x);
      const top = Math.floor(y);
      const tx = x - left;
      const ty = y - top;
      const near = (top * stride + left) * 4;
      const right = left < lastX ? 4 : 0;
      const below = top < lastY ? stride * 4 : 0;
      for (let channel = 0; channel < 4; channel++) {
        const one = near + channel;
        const upper = (from[one] ?? 0) * (1 - tx) + (from[one + right] ?? 0) * tx;
        const lower = (from[one + below] ?? 0) * (1 - tx) + (from[one + below + right] ?? 0) * tx;
        data[at++] = upper * (1 - ty) + lower * ty;
      }
    }
  }
  return { data, width, height };
}
