import { prepareZXingModule, type ReadResult, readBarcodes } from 'zxing-wasm/reader';
import type { Reader } from './read.ts';

/** The content as text, exactly: UTF-8 where it is, else what the code says or the library supposes. */
function textOf({ bytes, hasECI, text }: ReadResult): string {
  if (hasECI) return text;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return text;
  }
}

/**
 * zxing-wasm's reader. Rejects where the module does not start.
 *
 * @param module Compiled: by itself the library would fetch its own from a public host.
 */
export async function openWasmReader(module: WebAssembly.Module): Promise<Reader> {
  const overrides = {
    // Asked for a name in any case; nothing is fetched by it.
    locateFile: (file: string) => file,
    instantiateWasm(
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): WebAssembly.Exports {
      const instance = new WebAssembly.Instance(module, imports);
      done(instance, module);
      return instance.exports;
    },
    // What a person's document made it complain of stays out of the console.
    print() {},
    printErr() {},
  };
  await prepareZXingModule({ overrides, fireImmediately: true });
  return async ({ data, width, height }, isPrint) => {
    // It takes four channels only, and makes one of them again.
    const pixels = new Uint8ClampedArray(width * height * 4);
    for (let i = 0, at = 0; i < data.length; i++, at += 4) {
      pixels[at] = pixels[at + 1] = pixels[at + 2] = data[i] as number;
    }
    const picture = { data: pixels, width, height, colorSpace: 'srgb' } as ImageData;
    try {
      const found = await readBarcodes(picture, { formats: ['QRCode'], textMode: 'Plain', isPure: isPrint });
      const texts = found.filter(({ isValid }) => isValid).map(textOf);
      // Of several codes the one that says most.
      return texts.sort((a, b) => b.length - a.length)[0] || null;
    } catch {
      return null;
    }
  };
}
