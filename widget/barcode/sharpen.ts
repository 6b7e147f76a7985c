import type { Luma } from './luma.ts';

/** Mean over a square of `2 * reach + 1` pixels, along one axis and then the other. */
function boxMean({ data, width, height }: Luma, reach: number): Uint8ClampedArray {
  const pass = (
    from: Uint8ClampedArray,
    count: number,
    along: number,
    lines: number,
    across: number,
  ): Uint8ClampedArray => {
    const out = new Uint8ClampedArray(from.length);
    for (let line = 0; line < lines; line++) {
      const start = line * across;
      const at = (i: number): number =>
        from[start + (i < 0 ? 0 : i >= count ? count - 1 : i) * along] as number;
      let sum = 0;
      for (let i = -reach; i <= reach; i++) sum += at(i);
      for (let i = 0; i < count; i++) {
        out[start + i * along] = sum / (2 * reach + 1);
        sum += at(i + reach + 1) - at(i - reach);
      }
    }
    return out;
  };
  return pass(pass(data, width, 1, height, width), height, width, width, 1);
}

/**
 * Unsharp mask: adds `amount` times what differs from the surroundings, which are two box means of `reach` pixels, near enough to a
 * Gaussian of standard deviation `reach`.
 */
export function sharpen(picture: Luma, reach: number, amount: number): Luma {
  const { width, height, data } = picture;
  const once = boxMean(picture, reach);
  const soft = boxMean({ data: once, width, height }, reach);
  const out = new Uint8ClampedArray(data.length);
  for (let i = 0; i < out.length; i++) {
    const level = data[i] as number;
    out[i] = level + amount * (level - (soft[i] as number));
  }
  return { data: out, width, height };
}
