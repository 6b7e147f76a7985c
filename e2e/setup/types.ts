/** `npm run build:types`: the type declarations of the widget and of the server's library, beside what they declare. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const out = join('dist', 'types');
const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
const options = [
  '--noEmit',
  'false',
  '--declaration',
  '--emitDeclarationOnly',
  '--rootDir',
  '.',
  '--outDir',
  out,
];

for (const project of ['widget/tsconfig.json', 'server/tsconfig.json']) {
  const { status } = spawnSync(process.execPath, [compiler, '-p', project, ...options], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

// Declarations keep the `.ts` of their imports; an installed package has `.d.ts` beside them, which `.js` resolves to.
for (const file of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.d.ts')) continue;
  const path = join(out, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/(from\s+|import\s*\(?\s*)(['"])(\.{1,2}\/[^'"]*)\.ts\2/g, '$1$2$3.js$2'));
}

for (const room of ['widget', 'server']) {
  writeFileSync(join('dist', room, 'index.d.ts'), `export * from '../types/${room}/index.js';\n`);
}
