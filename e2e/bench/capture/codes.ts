/**
 * How many of the codes on drawn photographs of cards are read: by @zxing/browser alone and by zxing-wasm alone on the whole frame
 * without preparation, and by the widget. The pictures are calibrated so that zxing-wasm alone reads about 83 % of the dense ones.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readBarcodes } from 'zxing-wasm/reader';
import { readCode } from '../../../widget/barcode/read.ts';
import { readByScript } from '../../../widget/barcode/zxing.ts';
import { openWasmReader } from '../../../widget/barcode/zxing-wasm.ts';
import { random } from '../../../widget/quality/specimens.ts';
import type { Figures } from '../main.ts';
import { median, table } from '../table.ts';
import { type CodeCase, makeCases } from './code-cases.ts';
import { type CodePicture, drawCodePicture, type PictureOptions } from './code-pictures.ts';
import { makeSymbol } from './code-symbols.ts';

/** Dense codes; an eighth as many XML codes come to them. */
const COUNT = 208;
const SEED = 5;
/** Share of the dense codes that have to be read, in per cent. */
const BAR = 90;

export interface CodesBench {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly figures: Figures;
}

interface Result {
  readonly one: CodeCase;
  /** Whether the exact text was read. */
  readonly script: boolean;
  readonly wasm: boolean;
  readonly ours: boolean;
  /** Whether the widget read another text, which would be worse than none. */
  readonly wrong: boolean;
  /** Of the widget, in milliseconds. */
  readonly ms: number;
}

const wasmFile = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');

/** What the bare readers take: four channels. */
function toImageData({ data, width, height }: CodePicture): ImageData {
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let i = 0, at = 0; i < data.length; i++, at += 4) {
    const level = data[i] as number;
    pixels[at] = level;
    pixels[at + 1] = level;
    pixels[at + 2] = level;
    pixels[at + 3] = 255;
  }
  return { data: pixels, width, height, colorSpace: 'srgb' } as ImageData;
}

async function tryOne(one: CodeCase, reader: Awaited<ReturnType<typeof openWasmReader>>): Promise<Result> {
  const symbol = await makeSymbol(one.kind, random(one.options.seed + 7));
  const picture = await drawCodePicture(symbol, one.options);
  const { text } = symbol;
  const found = await readBarcodes(toImageData(picture), { formats: ['QRCode'] });
  const script = (await readByScript(picture, false)) === text;
  const start = performance.now();
  const read = await readCode(
    picture,
    one.hasOutline ? picture.outline : null,
    { native: null, script: async () => readByScript, wasm: async () => reader },
    // As in the widget's worker, but by count alone: a slow machine has to come to the same figures.
    { prints: 24, ms: Number.POSITIVE_INFINITY, now: () => 0, pause: async () => {} },
  );
  return {
    one,
    script,
    wasm: found.some((code) => code.text === text),
    ours: read === text,
    wrong: read !== null && read !== text,
    ms: performance.now() - start,
  };
}

const percent = (part: number, all: number): number => Math.round((1000 * part) / all) / 10;

function row(name: string, results: readonly Result[]): readonly (string | number)[] {
  const rate = (key: 'script' | 'wasm' | 'ours'): string | number =>
    results.length === 0 ? '' : percent(results.filter((one) => one[key]).length, results.length);
  return [name, results.length, rate('script'), rate('wasm'), rate('ours')];
}

/** The edges between which the results are told apart; the last is open. */
const groups: readonly (readonly [
  name: string,
  unit: string,
  key: keyof PictureOptions,
  edges: readonly number[],
])[] = [
  ['module', 'px', 'modulePx', [1.7, 2, 2.5, 3, 4]],
  ['defocus', 'modules', 'defocus', [0, 0.01, 0.3, 0.45]],
  ['smear', 'modules', 'motion', [0, 0.01, 0.5, 0.7]],
  ['tilt', 'degrees', 'tilt', [0, 5, 12, 20]],
  ['noise', 'levels', 'noise', [0, 3, 5]],
  ['glare', 'of the side', 'glare', [0, 0.01, 0.15, 0.22]],
];

/** Draws the pictures, reads each in all three ways, prints the tables. Sets the exit code where the bar is missed. */
export async function benchCodes(): Promise<CodesBench> {
  const reader = await openWasmReader(await WebAssembly.compile(new Uint8Array(readFileSync(wasmFile))));
  const results: Result[] = [];
  for (const one of makeCases(COUNT, SEED)) results.push(await tryOne(one, reader));
  const dense = results.filter(({ one }) => one.kind === 'secure');
  const xml = results.filter(({ one }) => one.kind === 'xml');
  const headings = ['codes', 'pictures', '@zxing/browser %', 'zxing-wasm %', 'kyc-flow %'];
  const rows = [
    row('dense (version 26)', dense),
    row('XML (versions 10 to 19)', xml),
    ...groups.flatMap(([name, unit, key, edges]) =>
      edges.map((from, at) => {
        const to = edges[at + 1] ?? Number.POSITIVE_INFINITY;
        const label = from === 0 && to === 0.01 ? 'none' : to < 100 ? `${from} to ${to}` : `${from} and more`;
        const within = dense.filter(({ one }) => one.options[key] >= from && one.options[key] < to);
        return row(`  ${name}: ${label}${label === 'none' ? '' : ` ${unit}`}`, within);
      }),
    ),
  ];
  table(headings, rows);
  const share = (of: readonly Result[], key: 'script' | 'wasm' | 'ours'): number =>
    percent(of.filter((one) => one[key]).length, of.length);
  const figures: Figures = {
    codesPictures: results.length,
    codesDenseRead: share(dense, 'ours'),
    codesDenseBar: BAR,
    codesDenseWasmAlone: share(dense, 'wasm'),
    codesDenseScriptAlone: share(dense, 'script'),
    codesXmlRead: share(xml, 'ours'),
    codesXmlWasmAlone: share(xml, 'wasm'),
    codesReadWrong: results.filter(({ wrong }) => wrong).length,
    codesMsMedian: Math.round(median(results.map(({ ms }) => ms))),
  };
  if (share(dense, 'ours') < BAR) {
    console.error(`Of the dense codes ${share(dense, 'ours')} % were read; ${BAR} % have to be.`);
    process.exitCode = 1;
  }
  return { headings, rows, figures };
}
