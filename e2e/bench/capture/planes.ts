/** One channel in levels 0..255, and what lenses do to it. */
export interface Plane {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

const clamp = (value: number, last: number): number => (value < 0 ? 0 : value > last ? last : value);

/** Defocus: the mean over a disc. `radius` in pixels; below a third of one nothing happens. */
export function blurDisc({ data, width, height }: Plane, radius: number): Plane {
  if (radius < 0.33) return { data, width, height };
  const reach = Math.ceil(radius);
  // The disc's width in each row, taken at a third and two thirds of it; the last pixel of a row counts by its share.
  const halves = Array.from({ length: reach * 2 + 1 }, (_, i) => {
    const chord = (y: number): number => Math.sqrt(Math.max(0, radius * radius - y * y));
    return (chord(i - reach - 0.25) + chord(i - reach + 0.25)) / 2;
  });
  const total = halves.reduce((sum, half) => sum + 2 * half, 0);
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < halves.length; i++) {
      const half = halves[i] as number;
      if (half <= 0) continue;
      const row = clamp(y + i - reach, height - 1) * width;
      const whole = Math.max(0, Math.floor(half - 0.5));
      const share = half <= 0.5 ? 0 : half - 0.5 - whole;
      const middle = half <= 0.5 ? 2 * half : 1;
      let inner = 0;
      for (let x = -whole; x <= whole; x++) inner += data[row + clamp(x, width - 1)] as number;
      for (let x = 0; x < width; x++) {
        const ends =
          (data[row + clamp(x - whole - 1, width - 1)] as number) +
          (data[row + clamp(x + whole + 1, width - 1)] as number);
        const at = y * width + x;
        out[at] = (out[at] as number) + (inner * middle + share * ends) / total;
        inner +=
          (data[row + clamp(x + whole + 1, width - 1)] as number) -
          (data[row + clamp(x - whole, width - 1)] as number);
      }
    }
  }
  return { data: out, width, height };
}

/** A straight smear of `length` pixels; `angle` in radians. */
export function smear({ data, width, height }: Plane, length: number, angle: number): Plane {
  const steps = Math.ceil(length * 2);
  if (steps < 2) return { data, width, height };
  const out = new Float32Array(width * height);
  for (let i = 0; i < steps; i++) {
    const along = ((i + 0.5) / steps - 0.5) * length;
    const [dx, dy] = [along * Math.cos(angle), along * Math.sin(angle)];
    const [left, top] = [Math.floor(dx), Math.floor(dy)];
    const [fx, fy] = [dx - left, dy - top];
    for (let y = 0; y < height; y++) {
      const upper = clamp(y + top, height - 1) * width;
      const lower = clamp(y + top + 1, height - 1) * width;
      for (let x = 0; x < width; x++) {
        const a = clamp(x + left, width - 1);
        const b = clamp(x + left + 1, width - 1);
        const above = (data[upper + a] as number) * (1 - fx) + (data[upper + b] as number) * fx;
        const below = (data[lower + a] as number) * (1 - fx) + (data[lower + b] as number) * fx;
        const at = y * width + x;
        out[at] = (out[at] as number) + (above * (1 - fy) + below * fy) / steps;
      }
    }
  }
  return { data: out, width, height };
}

/** `sigma` in pixels. */
export function blurGauss(plane: Plane, sigma: number): Plane {
  const { width, height } = plane;
  const reach = Math.ceil(sigma * 3);
  const weights = Array.from({ length: reach * 2 + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const wide = new Float32Array(width * height);
  const out = new Float32Array(width * height);
  // Each row by itself, and then whole rows into one another: the memory is gone through in its own order.
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let tap = -reach; tap <= reach; tap++) {
        sum += (weights[tap + reach] as number) * (plane.data[row + clamp(x + tap, width - 1)] as number);
      }
      wide[row + x] = sum / total;
    }
  }
  for (let y = 0; y < height; y++) {
    for (let tap = -reach; tap <= reach; tap++) {
      const from = clamp(y + tap, height - 1) * width;
      const weight = (weights[tap + reach] as number) / total;
      for (let x = 0, at = y * width; x < width; x++, at++) {
        out[at] = (out[at] as number) + weight * (wide[from + x] as number);
      }
    }
  }
  return { data: out, width, height };
}
