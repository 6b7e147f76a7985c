/** Pictures of codes, drawn in the browser. */
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import wasm from 'zxing-wasm/writer/zxing_writer.wasm?url';

export interface SpecimenOptions {
  /** Pixels a module. */
  readonly pitch?: number;
  /** Degrees. */
  readonly turn?: number;
  /** Of the picture, in pixels. */
  readonly width?: number;
  readonly height?: number;
  /** Where the code's middle is, as fractions of the picture. */
  readonly at?: readonly [x: number, y: number];
  /** Light on dark, which the readers written in script do not know. */
  readonly isInverted?: boolean;
  readonly quality?: number;
}

/** A JPEG of a code on a table. */
export async function drawCode(text: string, options: SpecimenOptions = {}): Promise<Blob> {
  const { pitch = 3, turn = 7, width = 900, height = 680, at = [0.5, 0.5] } = options;
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
  const { symbol } = await writeBarcode(text, { format: 'QRCode', ecLevel: 'L', addQuietZones: false });
  const side = symbol.width;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = '#8a7a66';
  context.fillRect(0, 0, width, height);
  context.translate(at[0] * width, at[1] * height);
  context.rotate((turn * Math.PI) / 180);
  context.scale(pitch, pitch);
  context.translate(-side / 2, -side / 2);
  const [paper, ink] = options.isInverted ? ['#222', '#eee'] : ['#eee', '#222'];
  context.fillStyle = paper;
  context.fillRect(-4, -4, side + 8, side + 8);
  context.fillStyle = ink;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      // A little larger than a module, or the seams between turned squares shine through.
      if ((symbol.data[row * side + column] ?? 255) < 128) context.fillRect(column, row, 1.02, 1.02);
    }
  }
  return canvas.convertToBlob({ type: 'image/jpeg', quality: options.quality ?? 0.85 });
}

/** As many digits as a Secure QR has, the same for the same seed. */
export function digits(count: number, seed = 1): string {
  let state = seed;
  return Array.from({ length: count }, (_, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return i === 0 ? 1 + ((state >>> 24) % 9) : (state >>> 24) % 10;
  }).join('');
}
