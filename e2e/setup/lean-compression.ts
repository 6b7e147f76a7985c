import type { Plugin } from 'vite';

/** A stretch of the library's text that is left out, by how it begins and what follows it. */
interface Cut {
  readonly what: string;
  readonly from: string;
  /** The first text that stays. */
  readonly to: string;
  readonly instead: string;
}

/**
 * What of `browser-image-compression` 2.0.2 is never run here, most of it. Only JPEG without metadata is given to it (a PNG would
 * take it a minute), and its own worker, whose code it loads from a public CDN, is never asked for. What stands in their place
 * fails with an error, or does the work where it is called, as the library itself does when its worker fails.
 */
const cuts: readonly Cut[] = [
  {
    what: 'copying of metadata',
    from: 'function copyExifWithoutOrientation(e,t){return new Promise(',
    to: 'var e={},t={get exports()',
    instead: 'function copyExifWithoutOrientation(){throw new Error("This build copies no metadata")}',
  },
  {
    what: 'PNG encoder',
    from: 'var e={},t={get exports(){return e},set exports(t){e=t}};!function(e){var r,i,UZIP={}',
    to: 'const r={toArrayBuffer(e,t){',
    instead: 'const UPNG={encode(){throw new Error("This build encodes no PNG")}};',
  },
  {
    what: 'BMP encoder',
    from: 'const r={toArrayBuffer(e,t){',
    to: 'var i={CHROME:',
    instead: 'const r={toBlob(){throw new Error("This build encodes no BMP")}};',
  },
  {
    what: 'worker',
    from: 'const l="\\nlet scriptImported = false',
    to: 'function imageCompression(e,t){',
    instead: 'function compressOnWebWorker(){return Promise.reject(new Error("This build has no worker"))}',
  },
  {
    what: 'address of the CDN',
    from: 'o.libURL=o.libURL||"https://cdn.',
    to: 'compressOnWebWorker(e,o).then(',
    instead: '',
  },
  {
    what: 'list of helpers for others',
    from: 'imageCompression.getDataUrlFromFile=',
    to: 'export{imageCompression as default}',
    instead: '',
  },
];

const library = /browser-image-compression[\\/]dist[\\/]browser-image-compression\.mjs/;
/** In no built file: the code that loads from elsewhere, and the encoder. */
const unwanted = /cdn\.jsdelivr\.net|importScripts\(imageCompression|UPNG\.quantize/;

/**
 * The library's text without what is never run.
 *
 * @throws Error when a stretch is not there exactly once: the library has changed, and the cuts with it have to be looked at.
 */
export function leanLibrary(text: string): string {
  return cuts.reduce((whole, { what, from, to, instead }) => {
    const start = whole.indexOf(from);
    const end = whole.indexOf(to, start);
    if (start < 0 || end < 0 || whole.indexOf(from, start + 1) >= 0) {
      throw new Error(`browser-image-compression has changed: its ${what} is not where it was (${from})`);
    }
    return whole.slice(0, start) + instead + whole.slice(end);
  }, text);
}

/** Leaves what is never run out of the compression library; a build with either in it fails. */
export function leanCompression(): Plugin {
  return {
    name: 'lean-compression',
    enforce: 'pre',
    transform: (code, id) => (library.test(id) ? { code: leanLibrary(code), map: null } : null),
    renderChunk(code, { fileName }) {
      const found = unwanted.exec(code);
      if (found) this.error(`${fileName} has "${found[0]}" in it: the compression library was not made lean`);
      return null;
    },
  };
}
