import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { leanLibrary } from '../setup/lean-compression.ts';

const file = fileURLToPath(import.meta.resolve('browser-image-compression'));
const library = readFileSync(file.replace(/\.js$/, '.mjs'), 'utf8');

test('what is left is a third of the library, whole, and knows no other host', () => {
  const lean = leanLibrary(library);
  expect(lean.length).toBeLessThan(library.length * 0.4);
  expect(library).toMatch(/https?:\/\/cdn\./);
  expect(lean.replace(/^\s*\/\*[\s\S]*?\*\//, '')).not.toMatch(/https?:\/\//);
  expect(lean).not.toMatch(/importScripts|UZIP/);
  expect(lean).toContain('export{imageCompression as default}');
});

test('what was cut out is answered for', async () => {
  const lean = leanLibrary(library).replace(
    'export{imageCompression as default}',
    'return{UPNG,compressOnWebWorker}',
  );
  // The library looks at its surroundings only when it is asked to compress.
  const { UPNG, compressOnWebWorker } = new Function(lean)() as {
    readonly UPNG: { encode(): unknown };
    compressOnWebWorker(): Promise<unknown>;
  };
  expect(() => UPNG.encode()).toThrow('no PNG');
  await expect(compressOnWebWorker()).rejects.toThrow('no worker');
});

test.each(['const r={toArrayBuffer', 'scriptImported', 'o.libURL=o.libURL||'])(
  'a library without "%s" is not cut blindly',
  (text) => {
    expect(() => leanLibrary(library.replaceAll(text, 'changed'))).toThrow(/has changed/);
  },
);
