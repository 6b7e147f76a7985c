import type { Luma } from './luma.ts';
import type { Reader } from './read.ts';

/** The Shape Detection API, as far as it is used: no library of types has it. */
interface Detector {
  detect(picture: ImageData): Promise<readonly { readonly rawValue: string }[]>;
}

interface DetectorClass {
  new (options: { readonly formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

const FORMAT = 'qr_code';

/** Grey pixels in the four channels that browsers take. */
export function toImageData({ data, width, height }: Luma): ImageData {
  const picture = new ImageData(width, height);
  const pixels = new Uint32Array(picture.data.buffer);
  // The same whichever end of a number comes first: three equal bytes, and an opaque one where it belongs.
  const isLittle = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
  for (let i = 0; i < data.length; i++) {
    const level = data[i] as number;
    pixels[i] = isLittle ? 0xff000000 | (level * 0x10101) : (level * 0x1010100) | 0xff;
  }
  return picture;
}

/** The browser's own reader; null where it has none or knows no QR codes (the class alone says nothing: on Linux no format is known). */
export async function openNative(): Promise<Reader | null> {
  const { BarcodeDetector } = globalThis as { readonly BarcodeDetector?: DetectorClass };
  try {
    if (!BarcodeDetector || !(await BarcodeDetector.getSupportedFormats()).includes(FORMAT)) return null;
    const detector = new BarcodeDetector({ formats: [FORMAT] });
    // Some have the class but not the system's service behind it, and say so only here.
    await detector.detect(new ImageData(8, 8));
    return async (picture) => {
      try {
        const texts = (await detector.detect(toImageData(picture))).map(({ rawValue }) => rawValue);
        // Of several codes the one that says most.
        return texts.sort((a, b) => b.length - a.length)[0] || null;
      } catch {
        return null;
      }
    };
  } catch {
    return null;
  }
}
