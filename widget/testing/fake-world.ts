import { sendCode } from '../api/codes.ts';
import { KycError } from '../errors.ts';
import { CodeSearch } from '../runtime/code-search.ts';
import { loadPart } from '../runtime/load-part.ts';
import { createMemory } from '../runtime/memory.ts';
import type { Page } from '../runtime/page.ts';
import type { Settings, Told } from '../runtime/part.ts';
import { CaptureWorker, capturePart } from '../runtime/parts/capture-part.ts';
import { facePart } from '../runtime/parts/face-part.ts';
import { hostedPart } from '../runtime/parts/hosted-part.ts';
import type { Clock } from '../runtime/ports.ts';
import { Runtime, type RuntimePorts } from '../runtime/runtime.ts';
import { FakeCamera, FakePictures, FakeQuality } from './fake-camera.ts';
import { FakeCodes } from './fake-codes.ts';
import { FakeFaceEngine } from './fake-face.ts';
import { FakeApi, FakeUploads } from './fake-server.ts';
import { FakeStorage, FakeWindows } from './fake-windows.ts';

/** Time that passes only when it is told to. */
export class FakeClock implements Clock {
  #now = 1_000_000;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new KycError('aborted'));
      const stop = (): void => reject(new KycError('aborted'));
      const wake = (): void => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      this.#sleepers.push({ at: this.#now + ms, wake });
      signal.addEventListener('abort', stop);
    });
  }

  async advance(ms: number): Promise<void> {
    this.#now += ms;
    const due = this.#sleepers.filter(({ at }) => at <= this.#now);
    for (const sleeper of due) {
      this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
      sleeper.wake();
    }
    await settled();
  }
}

export class FakePage implements Page {
  hidden = false;
  vibrations = 0;
  #listener: (() => void) | null = null;

  isHidden(): boolean {
    return this.hidden;
  }
  onShown(listener: () => void): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = null;
    };
  }
  get isListened(): boolean {
    return this.#listener !== null;
  }
  show(): void {
    this.hidden = false;
    this.#listener?.();
  }
  vibrate(): void {
    this.vibrations += 1;
  }
}

/** Lets every promise that can settle now do so. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};

/** A runtime in a world of fakes, with a list of what it announced. */
export function makeWorld(changes: Partial<RuntimePorts> = {}) {
  const clock = new FakeClock();
  const page = new FakePage();
  const api = new FakeApi();
  const uploads = new FakeUploads();
  const camera = new FakeCamera();
  const quality = new FakeQuality();
  const pictures = new FakePictures();
  const codes = new FakeCodes();
  const face = new FakeFaceEngine();
  const windows = new FakeWindows();
  const storage = new FakeStorage();
  const memory = createMemory(
    () => storage,
    () => clock.now(),
  );
  const announced: Told[] = [];
  const settings: Settings = {
    serverUrl: 'https://kyc.example',
    token: 'sample',
    tokenProvider: null,
    assetsUrl: null,
    quality: null,
    hosted: null,
  };
  let changesSeen = 0;
  const runtime = new Runtime(
    {
      clock,
      page,
      settings,
      connect: () => api,
      memory,
      loadPart: async (name) => {
        if (name === 'hosted') return hostedPart(() => ({ windows, loadCamera: async () => camera }));
        if (name === 'face') return facePart(async () => face);
        if (name !== 'capture') return loadPart(name);
        return capturePart(() => ({
          camera,
          quality,
          pictures,
          uploadsTo: () => uploads,
          codes: async () => new CodeSearch({ codes, clock, send: sendCode }),
        }));
      },
      ...changes,
    },
    {
      changed: () => {
        changesSeen += 1;
      },
      announce: (announcement) => announced.push(announcement),
    },
  );
  return {
    runtime,
    clock,
    page,
    api,
    uploads,
    camera,
    quality,
    pictures,
    codes,
    face,
    windows,
    storage,
    memory,
    settings,
    announced,
    /** The part that takes pictures; null until it is there. */
    get capture(): CaptureWorker | null {
      const worker = runtime.workers.get('capture');
      return worker instanceof CaptureWorker ? worker : null;
    },
    /** Pictures that are held. */
    get held(): number {
      return this.capture?.pictures.size ?? 0;
    },
    get changesSeen(): number {
      return changesSeen;
    },
    /** Names of what was announced, in order. */
    get names(): string[] {
      return announced.map(({ name }) => name);
    },
  };
}
export type World = ReturnType<typeof makeWorld>;
