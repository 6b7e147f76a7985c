import type { Luma } from './luma.ts';
import { type Outline, prepare, type Try } from './tries.ts';

/** What finds and decodes a code in a picture; null where it finds none. Never rejects. */
export type Reader = (picture: Luma, isPrint: boolean) => Promise<string | null>;

export interface Readers {
  /** The browser's own, where it has one. */
  readonly native: Reader | null;
  /** Written in script; asked where there is no native one. */
  readonly script: () => Promise<Reader | null>;
  /** WebAssembly; asked for only when the others have read nothing. */
  readonly wasm: () => Promise<Reader | null>;
}

export interface Bounds {
  /** Prints of module grids to try at most. */
  readonly prints: number;
  /** No new try is begun after this long, in milliseconds. */
  readonly ms: number;
  readonly now: () => number;
  /** Called between tries: lets others run, rejects when the work is no longer wanted. */
  readonly pause: () => Promise<void>;
}

/** Takes from an iterator what is within the bounds. */
async function firstOf(
  tries: Iterable<Try | null>,
  reader: Reader,
  limit: number,
  bounds: Bounds & { readonly until: number },
): Promise<string | null> {
  let count = 0;
  for (const one of tries) {
    await bounds.pause();
    const text = one && (await reader(one.picture, one.isPrint));
    if (text) return text;
    if (one) count += 1;
    if (count >= limit || bounds.now() >= bounds.until) return null;
  }
  return null;
}

/**
 * The text of a code in a photograph, or null. By yield for the time: the browser's reader on the photograph, prints of the module
 * grid, then WebAssembly on the photograph.
 */
export async function readCode(
  photograph: Luma,
  outline: Outline | null,
  readers: Readers,
  bounds: Bounds,
): Promise<string | null> {
  const timed = { ...bounds, until: bounds.now() + bounds.ms };
  const prepared = prepare(photograph, outline);
  const { native } = readers;
  const first = native && (await firstOf([prepared.whole], native, 1, timed));
  if (first) return first;
  const reader = native ?? (await readers.script());
  const printed = reader && (await firstOf(prepared.prints(), reader, bounds.prints, timed));
  if (printed) return printed;
  const wasm = bounds.now() < timed.until ? await readers.wasm() : null;
  if (wasm) return firstOf(prepared.views(), wasm, Number.POSITIVE_INFINITY, timed);
  return reader && firstOf(prepared.views(), reader, 3, timed);
}
