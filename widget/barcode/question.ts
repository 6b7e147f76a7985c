import { KycError } from '../errors.ts';
import { decode, type OpenCanvas } from './decode.ts';
import { openNative } from './native.ts';
import { type Bounds, type Reader, readCode } from './read.ts';
import type { Outline } from './tries.ts';

/** What the page asks. */
export interface Question {
  readonly picture: Blob;
  readonly outline: Outline | null;
  /** Addresses of the scripts with the readers, for workers. */
  readonly scripts: { readonly script: string; readonly wasm: string };
  /** Address of the WebAssembly; null where it is known not to work in this page. */
  readonly wasm: string | null;
}

export interface Answer {
  readonly text: string | null;
  /** True when WebAssembly was wanted but could not be fetched or is not allowed. */
  readonly wasmFailed: boolean;
}

/** What differs between a worker and a page. */
export interface Surroundings {
  readonly open: OpenCanvas;
  readonly bounds: Pick<Bounds, 'prints' | 'ms'>;
  /** Loads the reader in script. */
  readonly script: (url: string) => Promise<Reader>;
  /** Loads what makes a reader of a WebAssembly module. */
  readonly wasm: (url: string) => Promise<(module: WebAssembly.Module) => Promise<Reader>>;
}

/** The least module there is: a policy without 'wasm-unsafe-eval' refuses it like any other, before anything is fetched. */
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** Rejects where WebAssembly cannot be had. */
async function compile(url: string): Promise<WebAssembly.Module> {
  await WebAssembly.compile(EMPTY);
  const answer = await fetch(url, { credentials: 'omit' });
  if (!answer.ok) throw new Error('No WebAssembly there');
  return WebAssembly.compile(await answer.arrayBuffer());
}

/** Started readers, by the address of their WebAssembly. */
const started = new Map<string, Promise<Reader>>();

/** Answers in a worker or in the page. Rejects with `aborted` only. */
export async function answerIn(
  { open, bounds, script, wasm }: Surroundings,
  question: Question,
  signal: AbortSignal,
): Promise<Answer> {
  const pause = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) throw new KycError('aborted');
  };
  const photograph = await decode(question.picture, open);
  await pause();
  if (!photograph) return { text: null, wasmFailed: false };
  let wasmFailed = false;
  const { scripts, wasm: file } = question;
  const readers = {
    native: await openNative(),
    script: () => script(scripts.script).catch(() => null),
    async wasm() {
      if (!file) return null;
      const starting =
        started.get(file) ??
        Promise.all([compile(file), wasm(scripts.wasm)]).then(([module, make]) => make(module));
      started.set(file, starting);
      try {
        return await starting;
      } catch {
        // Not kept; whoever asks is told and asks no more.
        started.delete(file);
        wasmFailed = true;
        return null;
      }
    },
  };
  const outline = photograph.isUpright ? question.outline : null;
  const now = (): number => performance.now();
  const text = await readCode(photograph.luma, outline, readers, { ...bounds, now, pause });
  return { text, wasmFailed };
}
