import { build } from 'vite';
import type { Asset } from './line.ts';

/** A script of `pages/`, built as the widget is. Throws where it cannot be built. */
export async function bundle(name: string): Promise<Asset> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: { write: false, rolldownOptions: { input: `e2e/bench/pages/${name}.ts` }, modulePreload: false },
  });
  const outputs = Array.isArray(result) ? result : [result];
  for (const output of outputs) {
    if (!('output' in output)) continue;
    const [entry] = output.output;
    if (entry) return { type: 'text/javascript', body: entry.code };
  }
  throw new Error(`${name} was not built`);
}
