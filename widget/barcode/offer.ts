import type { Reader } from './read.ts';

/**
 * How a script that a worker has loaded hands over what is in it: classic workers can load scripts but, in older browsers, no modules.
 */
export interface Offers {
  readonly script: Reader;
  readonly wasm: (module: WebAssembly.Module) => Promise<Reader>;
}

const offers: { -readonly [Name in keyof Offers]?: Offers[Name] } = {};
const KEY = Symbol.for('kyc-flow codes');

/** In the loaded script, which has its own copy of this file: through the worker's global scope. */
export function offer<Name extends keyof Offers>(name: Name, value: Offers[Name]): void {
  const scope = globalThis as { [KEY]?: typeof offers };
  scope[KEY] ??= offers;
  scope[KEY][name] = value;
}

/** In the worker: loads a script once and takes what it offers. Rejects where it cannot be loaded. */
export async function take<Name extends keyof Offers>(
  name: Name,
  url: string,
  load: (url: string) => Promise<unknown>,
): Promise<Offers[Name]> {
  const scope = globalThis as { readonly [KEY]?: typeof offers };
  if (!scope[KEY]?.[name]) await load(url);
  const offered = scope[KEY]?.[name];
  if (!offered) throw new Error('The script offers something else');
  return offered;
}
