import { KycError } from '../errors.ts';
import type { FaceEngine } from '../liveness/index.ts';
import type { PartHost } from './part.ts';

/** What the face's part needs of the world: an engine for a model at an address. */
export type MakeEngine = (modelUrl: string, host: PartHost) => Promise<FaceEngine>;

/** The one engine of a flow. */
export class FaceLoader {
  private readonly _make: MakeEngine;
  private readonly _host: PartHost;
  private _engine: { readonly url: string; readonly made: Promise<FaceEngine> } | null = null;

  constructor(make: MakeEngine, host: PartHost) {
    this._make = make;
    this._host = host;
  }

  /** The engine, ready. Rejects with its codes; a failure is forgotten. */
  async open(url: string, signal: AbortSignal, onShare?: (share: number) => void): Promise<FaceEngine> {
    if (this._engine?.url !== url) {
      this.close();
      const made = this._make(url, this._host);
      this._engine = { url, made };
      made.catch(() => {
        this._engine = null;
      });
    }
    const engine = await this._engine?.made;
    if (!engine) throw new KycError('aborted');
    await engine.open(signal, onShare);
    return engine;
  }

  close(): void {
    this._engine?.made.then(
      (engine) => engine.close(),
      () => undefined,
    );
    this._engine = null;
  }
}
