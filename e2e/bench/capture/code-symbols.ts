/** Codes to print: made-up content of the two kinds that Aadhaar cards carry, drawn by zxing-wasm's writer. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';

export type CodeKind = 'secure' | 'xml';

/** A code without its quiet zone; `dark` has a 1 for each dark module, row by row. */
export interface CodeSymbol {
  readonly kind: CodeKind;
  readonly text: string;
  /** Modules a side. */
  readonly side: number;
  readonly dark: Uint8Array;
}

/** From the package's own file: by default it would come from a public host. */
const wasm = createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm');
let isReady = false;

/** Digits as random as the compressed and signed content of a Secure QR; about 3,150 make version 26 at level L. */
function secureText(next: () => number): string {
  const count = 3100 + Math.floor(next() * 100);
  return Array.from({ length: count }, (_, at) =>
    at === 0 ? 1 + Math.floor(next() * 9) : Math.floor(next() * 10),
  ).join('');
}

const names = ['Sample Person', 'Specimen Devi', 'Muster Kumar', 'परीक्षण नमूना', 'Example Bai'];
const places = ['Sample Nagar', 'Specimen Colony', 'Test Vihar', 'नमूना पुर', 'Example Marg', 'Model Town'];

/** The attributes of the older code, as XML in UTF-8. */
function xmlText(next: () => number): string {
  const pick = (from: readonly string[]): string => from[Math.floor(next() * from.length)] ?? '';
  const number = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(next() * 10)).join('');
  const attributes = Object.entries({
    uid: `0000${number(8)}`,
    name: pick(names),
    gender: pick(['M', 'F']),
    yob: `19${number(2)}`,
    co: `S/O ${pick(names)}`,
    house: number(3),
    street: pick(places),
    ...(next() < 0.7 ? { lm: pick(places), loc: pick(places) } : {}),
    ...(next() < 0.5 ? { vtc: pick(places), po: pick(places), subdist: pick(places) } : {}),
    dist: pick(places),
    state: pick(places),
    pc: number(6),
  });
  const list = attributes.map(([name, value]) => `${name}="${value}"`).join(' ');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<PrintLetterBarcodeData ${list}/>`;
}

/** @param next Uniform in 0..1; the same numbers give the same code. */
export async function makeSymbol(kind: CodeKind, next: () => number): Promise<CodeSymbol> {
  if (!isReady) prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer } });
  isReady = true;
  const text = kind === 'secure' ? secureText(next) : xmlText(next);
  const ecLevel = kind === 'secure' || next() < 0.5 ? 'L' : 'M';
  const { symbol, error } = await writeBarcode(text, { format: 'QRCode', ecLevel, addQuietZones: false });
  if (error) throw new Error(`no code was drawn: ${error}`);
  const dark = Uint8Array.from(symbol.data, (level) => (level < 128 ? 1 : 0));
  return { kind, text, side: symbol.width, dark };
}
