/**
 * `npm run size`: holds the weight of what a merchant's page loads, brotli at quality 11, which is what a CDN sends.
 * Reads the built files in `dist/widget`; a failure says which file grew and what to look at.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const folder = join('dist', 'widget');
const budgets = {
  firstScreen: 20 * 1024,
  documentStep: 60 * 1024,
  codes: 35 * 1024,
  lastCodes: 330 * 1024,
  face: 20 * 1024,
  faceEngine: 40 * 1024,
};

const brotli = (file: string): number =>
  brotliCompressSync(readFileSync(join(folder, file)), {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
  }).length;

/** The files that `entry` pulls in before it runs: its static imports, theirs, and so on. */
function loadedWith(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const text = readFileSync(join(folder, entry), 'utf8');
  for (const [, file] of text.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) {
    if (file) loadedWith(file, seen);
  }
  return seen;
}

const built = readdirSync(folder);
/** MediaPipe's own files, of a pinned version: their size is theirs, and compressing them takes longer than all the rest. */
const isEngine = (file: string): boolean => /^kyc-vision_wasm_\w*internal-[\w-]{8}\.(js|wasm)$/.test(file);
const files = built.filter((file) => file.endsWith('.js') && !isEngine(file));
const wasm = built.filter((file) => file.endsWith('.wasm') && !isEngine(file));
const sizes = new Map([...files, ...wasm].map((file) => [file, brotli(file)]));
const sum = (names: Iterable<string>): number =>
  [...names].reduce((all, file) => all + (sizes.get(file) ?? 0), 0);

const first = loadedWith('kyc-flow.js');
const locales = files.filter((file) =>
  /^kyc-(?:locale-)?[a-z]{2}(?:-[A-Z]{2})?-[\w-]{8}\.js$/.test(basename(file)),
);
/** Instead of the workers, where none can be started, and of the browser's own SHA-256 on insecure pages; for addresses. */
const substitutes = files.filter((file) =>
  /^kyc-(verdict|page|hashes|upright|codes-page|face-page|zxing|zxing-wasm)-/.test(file),
);
/** Parts of flows in which the widget takes no pictures, or asks for more than pictures. */
const otherParts = files.filter((file) => /^kyc-(form|proof|hosted)-/.test(file));
/** Where a step asks for a document with a code; the second where the first has read nothing and the page's policy allows it. */
const codes = files.filter((file) => /^kyc-(codes|codes\.worker|zxing\.worker)-[\w-]{8}\.js$/.test(file));
const lastCodes = [...files.filter((file) => /^kyc-zxing-wasm\.worker-/.test(file)), ...wasm];
/** Where a step asks for a face. */
const face = files.filter((file) => /^kyc-face-[\w-]{8}\.js$/.test(file));
const faceEngine = files.filter((file) => /^kyc-face\.worker-/.test(file));
const elsewhere = [...locales, ...substitutes, ...otherParts, ...codes, ...lastCodes, ...face, ...faceEngine];
const documentStep = new Set(files.filter((file) => !elsewhere.includes(file)));

const kb = (bytes: number): string => `${(bytes / 1024).toFixed(2)} KB`;
const list = (names: Iterable<string>): string =>
  [...names]
    .sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0))
    .map((file) => `    ${kb(sizes.get(file) ?? 0).padStart(9)}  ${file}`)
    .join('\n');

const checks = [
  {
    name: 'first screen',
    names: first,
    budget: budgets.firstScreen,
    advice: 'Load it later with import(), or find which new import of the element pulled it in.',
  },
  {
    name: 'document step with all checks',
    names: documentStep,
    budget: budgets.documentStep,
    advice:
      'Look for a dependency that came in twice (page and worker) or a part that a later step could load.',
  },
  {
    name: 'reading codes',
    names: codes,
    budget: budgets.codes,
    advice:
      'See whether all of @zxing came in again: only what reads QR codes may (`treeshake` in vite.config.ts).',
  },
  {
    name: 'following a face',
    names: face,
    budget: budgets.face,
    advice: 'Only what decides and shows belongs here; what looks for faces is in the worker.',
  },
  {
    name: 'looking for faces, beside WebAssembly and model',
    names: faceEngine,
    budget: budgets.faceEngine,
    advice: 'See whether more than the FaceLandmarker came in.',
  },
  {
    name: 'reading codes that the above could not',
    names: lastCodes,
    budget: budgets.lastCodes,
    advice: 'See which build of zxing-wasm came in: the reader alone is wanted.',
  },
];

/**
 * A file that could not be fetched is tried again under another address, which is no help to what it imports in turn: a
 * later file may import nothing but what the first screen has brought already. (Substitutes are fetched by a part that is there.)
 */
for (const file of files.filter((name) => !first.has(name) && !substitutes.includes(name))) {
  const shared = [...loadedWith(file)].filter((name) => name !== file && !first.has(name));
  if (shared.length === 0) continue;
  console.error(
    `\n${file} imports ${shared.join(', ')}: import() it on its own, or let the first screen have it.\n`,
  );
  process.exitCode = 1;
}

for (const { name, names, budget, advice } of checks) {
  const total = sum(names);
  console.log(`${name}: ${kb(total)} of ${kb(budget)} brotli\n${list(names)}`);
  if (total <= budget) continue;
  console.error(`\n${name} is ${kb(total - budget)} over its budget. ${advice}\n`);
  process.exitCode = 1;
}
