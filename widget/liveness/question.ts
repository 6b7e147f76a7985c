import type { Frame } from '../quality/types.ts';
import type { Reading } from './types.ts';

export type Delegate = 'cpu' | 'gpu';

/** What a landmarker is made of, fetched and compiled by the page. */
export interface Ingredients {
  /** Compiled; instantiating it costs no second download. */
  readonly wasm: WebAssembly.Module;
  /** Absolute address of the script that belongs to the WebAssembly. */
  readonly script: string;
  /** The script is a module; without SIMD there is a classic one only. */
  readonly isModule: boolean;
  readonly model: Uint8Array;
  readonly delegate: Delegate;
}

export type Question =
  | ({ readonly type: 'open' } & Ingredients)
  | { readonly type: 'read'; readonly frame: Frame; readonly at: number };

export type Answer =
  /** `gpu`: a graphics processor that is worth a try stands behind WebGL. */
  | { readonly type: 'opened'; readonly hasGpu: boolean }
  | { readonly type: 'reading'; readonly reading: Reading; readonly tookMs: number };
