import moduleScript from '@mediapipe/tasks-vision/vision_wasm_module_internal.js?url';
import moduleWasm from '@mediapipe/tasks-vision/vision_wasm_module_internal.wasm?url';
import classicScript from '@mediapipe/tasks-vision/vision_wasm_nosimd_internal.js?url';
import classicWasm from '@mediapipe/tasks-vision/vision_wasm_nosimd_internal.wasm?url';
import { KycError } from '../errors.ts';
import type { Frame } from '../quality/types.ts';
import type { createBridge as bridgeMaker } from '../worker-bridge.ts';
import { chooseDelegate, type Trial, trialOf } from './delegate.ts';
import workerUrl from './face.worker.ts?worker&url';
import pageUrl from './face-page.ts?worker&url';
import { fetchExact, fetchWasm, type OnShare, wasmSupport } from './files.ts';
import { FACE_MODEL } from './model.ts';
import { PAGE_OFFER, type PageOffer } from './page-offer.ts';
import type { Answer, Ingredients, Question } from './question.ts';
import type { Reading } from './types.ts';

export interface EngineOptions {
  /** That of `worker-bridge.ts`, which the caller has already. */
  readonly createBridge: typeof bridgeMaker;
  /** Absolute address of the model. */
  readonly modelUrl: string;
  /** Folder with the built files, when they do not lie beside this one; relative to the page. */
  readonly assetsUrl?: string | null;
  /** Runs the script that looks for faces in the page; `import()` without it. */
  readonly load?: (url: string) => Promise<unknown>;
  /** What the model has to be, where it is another one than the widget's own. */
  readonly model?: { readonly sha256: string; readonly bytes: number };
  /** Longest wait for the landmarker to be made, once its files are there, in milliseconds. */
  readonly openMs?: number;
}

/** How faces are looked for. */
export interface EngineInfo {
  readonly place: 'worker' | 'page';
  readonly delegate: 'cpu' | 'gpu';
  readonly simd: boolean;
}

/** Finds faces in pictures; in a worker where the browser can, else in the page. */
export interface FaceEngine {
  /**
   * Fetches what is needed and makes it ready; again and again the same, until `close`. A failure is forgotten, so that the next call
   * tries anew. Rejects with `network`, `timeout`, `browser_unsupported` or `aborted`.
   */
  open(signal: AbortSignal, onShare?: OnShare): Promise<EngineInfo>;
  /**
   * What is seen in a picture. Pictures come in the order of their times. Rejects with `browser_unsupported` when the engine is not
   * open or has broken, and with `aborted`.
   *
   * @param at When it was taken, in milliseconds of a clock that never goes back.
   */
  read(
    frame: Frame,
    at: number,
    signal: AbortSignal,
  ): Promise<{ readonly reading: Reading; readonly tookMs: number }>;
  readonly info: EngineInfo | null;
  /** Ends the worker and gives up what was fetched. */
  close(): void;
}

interface Place {
  ask(question: Question, signal: AbortSignal): Promise<Answer>;
  close(): void;
}

/** Bytes of the WebAssembly, to the nearest hundred thousand; and its part of what is shown as progress, beside the model. */
const WASM_BYTES = 11_100_000;
const WASM_SHARE = 0.6;
const OPEN_MS = 20_000;
/** A worker without pictures is ended after this: warmed for a step that comes in a few minutes. Milliseconds. */
const IDLE_MS = 600_000;

/** An absolute address: a worker's own would be the base of a relative one. */
function locate(file: string, assetsUrl: string | null | undefined): string {
  if (!assetsUrl) return new URL(file, location.href).href;
  const folder = new URL(assetsUrl.replace(/\/*$/, '/'), document.baseURI);
  return new URL(file.slice(file.lastIndexOf('/') + 1), folder).href;
}

/** `work`, but no longer than `ms`; what comes later is handed to `orphan`. */
function bounded<T>(work: Promise<T>, ms: number, orphan: (late: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(new KycError('timeout'));
    }, ms);
    work.then(
      (value) => {
        clearTimeout(timer);
        if (isLate) orphan(value);
        else resolve(value);
      },
      (thrown: unknown) => {
        clearTimeout(timer);
        reject(thrown);
      },
    );
  });
}

export function createFaceEngine(options: EngineOptions): FaceEngine {
  return new Engine(options);
}

class Engine implements FaceEngine {
  info: EngineInfo | null = null;
  private readonly _options: EngineOptions;
  private _opening: Promise<EngineInfo> | null = null;
  private _place: Place | null = null;
  private _ingredients: Ingredients | null = null;
  private _trial: Trial | null = null;
  private _share = 0;
  private readonly _listeners = new Set<OnShare>();
  /** Fires when everything is given up. */
  private _end = new AbortController();

  constructor(options: EngineOptions) {
    this._options = options;
  }

  async open(signal: AbortSignal, onShare?: OnShare): Promise<EngineInfo> {
    if (onShare) {
      this._listeners.add(onShare);
      onShare(this._share);
    }
    let leave = (): void => undefined;
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(new KycError('aborted'));
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave);
    });
    try {
      this._opening ??= this._open(this._end.signal).catch((thrown: unknown) => {
        this._opening = null;
        this._share = 0;
        throw thrown;
      });
      return await Promise.race([this._opening, left]);
    } finally {
      signal.removeEventListener('abort', leave);
      if (onShare) this._listeners.delete(onShare);
    }
  }

  async read(
    frame: Frame,
    at: number,
    signal: AbortSignal,
  ): Promise<{ readonly reading: Reading; readonly tookMs: number }> {
    const place = this._place;
    if (!place) throw new KycError('browser_unsupported');
    const answer = await place.ask({ type: 'read', frame, at }, signal).catch((thrown: unknown) => {
      // Broken, not busy: the next `open` makes another one.
      if (!signal.aborted && place === this._place) this._forget();
      throw thrown;
    });
    if (answer.type !== 'reading') throw new KycError('browser_unsupported');
    this._weigh(answer.tookMs, answer.reading.face !== null);
    return answer;
  }

  close(): void {
    this._end.abort();
    this._end = new AbortController();
    this._forget();
    this._ingredients = null;
  }

  private _forget(): void {
    this._place?.close();
    this._place = null;
    this._opening = null;
    this._share = 0;
    this._trial = null;
    this.info = null;
  }

  private _tell(share: number): void {
    this._share = share;
    for (const listener of this._listeners) listener(share);
  }

  private async _open(signal: AbortSignal): Promise<EngineInfo> {
    const support = await wasmSupport();
    if (!support) throw new KycError('browser_unsupported');
    this._ingredients ??= await this._fetch(support.simd, signal);
    const ingredients = this._ingredients;
    const { place, name, hasGpu } = await this._settle(ingredients, signal);
    if (signal.aborted) {
      place.close();
      throw new KycError('aborted');
    }
    this._place = place;
    this.info = { place: name, delegate: ingredients.delegate, simd: support.simd };
    this._trial = hasGpu && name === 'worker' ? trialOf() : null;
    return this.info;
  }

  private async _fetch(simd: boolean, signal: AbortSignal): Promise<Ingredients> {
    const { assetsUrl, modelUrl, model: expected = FACE_MODEL } = this._options;
    const shares = { wasm: 0, model: 0 };
    const tell = (part: keyof typeof shares) => (share: number) => {
      shares[part] = share;
      this._tell(shares.wasm * WASM_SHARE + shares.model * (1 - WASM_SHARE));
    };
    const [wasm, model] = await Promise.all([
      fetchWasm(locate(simd ? moduleWasm : classicWasm, assetsUrl), WASM_BYTES, tell('wasm'), signal),
      fetchExact(modelUrl, expected, tell('model'), signal),
    ]);
    const script = locate(simd ? moduleScript : classicScript, assetsUrl);
    return { wasm, model, script, isModule: simd, delegate: 'cpu' };
  }

  /** The first place where a picture can be looked at. */
  private async _settle(
    ingredients: Ingredients,
    signal: AbortSignal,
  ): Promise<{ readonly place: Place; readonly name: EngineInfo['place']; readonly hasGpu: boolean }> {
    const places = [
      { name: 'worker', make: () => this._worker() },
      { name: 'page', make: () => this._page() },
    ] as const;
    let last: unknown = new KycError('browser_unsupported');
    for (const { name, make } of places) {
      const { openMs = OPEN_MS } = this._options;
      let place: Place | null = null;
      try {
        place = await make();
        const made = place;
        const opened = await bounded(made.ask({ type: 'open', ...ingredients }, signal), openMs, () =>
          made.close(),
        );
        return { place: made, name, hasGpu: opened.type === 'opened' && opened.hasGpu };
      } catch (thrown) {
        place?.close();
        if (signal.aborted) throw new KycError('aborted');
        last = thrown;
      }
    }
    throw last instanceof KycError ? last : new KycError('browser_unsupported', { cause: last });
  }

  private _worker(): Place {
    return this._options.createBridge<Question, Answer>({
      url: locate(workerUrl, this._options.assetsUrl),
      // The page is a place of its own, tried after this one.
      inPage: async () => {
        throw new KycError('browser_unsupported');
      },
      fallbackCode: 'browser_unsupported',
      idleMs: IDLE_MS,
    });
  }

  private async _page(): Promise<Place> {
    const { assetsUrl, load = (url) => import(/* @vite-ignore */ /* webpackIgnore: true */ url) } =
      this._options;
    const scope = globalThis as { readonly [PAGE_OFFER]?: PageOffer };
    if (!scope[PAGE_OFFER]) await load(locate(pageUrl, assetsUrl));
    const offered = scope[PAGE_OFFER]?.();
    if (!offered) throw new KycError('browser_unsupported');
    return { ask: (question, signal) => offered.answer(question, signal), close: () => offered.close() };
  }

  /** On a device whose processor is slow the graphics one is tried, and kept where it is faster. */
  private _weigh(tookMs: number, hasFace: boolean): void {
    if (!this._trial || !hasFace) return;
    this._trial = chooseDelegate(this._trial, tookMs);
    const { wants } = this._trial;
    if (!wants || !this._ingredients || !this._place) return;
    const ingredients = { ...this._ingredients, delegate: wants };
    this._trial = { ...this._trial, wants: null };
    // Pictures wait behind it, in the worker's order.
    this._place.ask({ type: 'open', ...ingredients }, this._end.signal).then(
      () => {
        if (this.info) this.info = { ...this.info, delegate: wants };
      },
      // The one that was there is still there.
      () => {
        this._trial = null;
      },
    );
  }
}
