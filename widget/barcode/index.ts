import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { KycError } from '../errors.ts';
import type { Codes } from '../runtime/ports.ts';
import type { createBridge as bridgeMaker } from '../worker-bridge.ts';
import workerUrl from './codes.worker.ts?worker&url';
import type { Answer, Question } from './question.ts';
import scriptUrl from './zxing.worker.ts?worker&url';
import wasmScriptUrl from './zxing-wasm.worker.ts?worker&url';

export interface CodesOptions {
  /** That of `worker-bridge.ts`, which the caller has already. */
  readonly createBridge: typeof bridgeMaker;
  /** Folder with the built files, when they do not lie beside this one; relative to the page. */
  readonly assetsUrl?: string | null;
  /** Address of the worker's script; over `assetsUrl`, like the next one. */
  readonly workerUrl?: string;
  /** Address of the WebAssembly. */
  readonly wasmUrl?: string;
  /** The worker ends after this long without a picture, in milliseconds. */
  readonly idleMs?: number;
}

/** Where WebAssembly failed in this page: its policy stays the same as long as it lives. */
const failed = new Set<string>();

/** An absolute address: a worker's own would be the base of a relative one. */
function locate(file: string, assetsUrl: string | null | undefined): string {
  if (!assetsUrl) return new URL(file, location.href).href;
  const folder = new URL(assetsUrl.replace(/\/*$/, '/'), document.baseURI);
  return new URL(file.slice(file.lastIndexOf('/') + 1), folder).href;
}

/** Reads QR codes in a worker, and in the page where no worker can be started or has no canvas. */
export function createCodes(settings: CodesOptions): Codes {
  const { assetsUrl, idleMs, createBridge } = settings;
  const wasm = settings.wasmUrl ?? locate(wasmUrl, assetsUrl);
  const scripts = { script: locate(scriptUrl, assetsUrl), wasm: locate(wasmScriptUrl, assetsUrl) };
  const { warm, ask, close } = createBridge<Question, Answer>({
    url: settings.workerUrl ?? locate(workerUrl, assetsUrl),
    inPage: async () => (await import('./codes-page.ts')).answerInPage,
    fallbackCode: 'browser_unsupported',
    ...(idleMs === undefined ? {} : { idleMs }),
  });

  return {
    warm,
    close,
    async read(picture, { outline }, signal) {
      try {
        const question = { picture, outline, scripts, wasm: failed.has(wasm) ? null : wasm };
        const { text, wasmFailed } = await ask(question, signal);
        if (wasmFailed) failed.add(wasm);
        return text;
      } catch (thrown) {
        // A code that cannot be read is no error: the provider reads the picture itself.
        if (signal.aborted || (thrown instanceof KycError && thrown.code === 'aborted'))
          throw new KycError('aborted');
        return null;
      }
    },
  };
}
