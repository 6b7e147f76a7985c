import { BrowserQRCodeReader } from '@zxing/browser';
import {
  BinaryBitmap,
  DecodeHintType,
  GlobalHistogramBinarizer,
  HybridBinarizer,
  RGBLuminanceSource,
  ZXingStringEncoding,
} from '@zxing/library';
import type { Reader } from './read.ts';

/**
 * The bytes of a code as text, exactly: UTF-8 wherever they are, whatever a guess by single letters would say.
 *
 * @param guess Name of the character set that the code names or the library supposes.
 */
function textOf(bytes: Uint8Array, guess: string): string {
  try {
    // The mark at the start is a part of the text.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder(guess).decode(bytes);
  }
}

const photograph = new Map([[DecodeHintType.TRY_HARDER, true]]);
const print = new Map([[DecodeHintType.PURE_BARCODE, true]]);

/** @zxing/browser on pixels: what it has for cameras and elements is left out of the bundle as far as it can be. */
export const readByScript: Reader = async ({ data, width, height }, isPrint) => {
  ZXingStringEncoding.customDecoder = textOf;
  const source = new RGBLuminanceSource(data, width, height);
  const binarizer = isPrint ? new GlobalHistogramBinarizer(source) : new HybridBinarizer(source);
  try {
    const reader = new BrowserQRCodeReader(isPrint ? print : photograph);
    return reader.decodeBitmap(new BinaryBitmap(binarizer)).getText() || null;
  } catch {
    // It throws where it finds nothing.
    return null;
  }
};
