import type { CodeFields } from '../../server/contract/flow.ts';
import type { Clock, Codes, Server } from './ports.ts';
import type { Original } from './room.ts';

/** A code that is not read this long after its picture was delivered is done without, in milliseconds. */
export const CODE_PATIENCE_MS = 3_000;

export interface CodeSearchOptions {
  readonly codes: Codes;
  readonly clock: Clock;
  /** Tells the server what was read; null where it makes nothing of it. Rejects with `aborted` only. */
  readonly send: (
    server: Server,
    slot: string,
    text: string,
    signal: AbortSignal,
  ) => Promise<{ readonly fields: CodeFields } | null>;
}

/**
 * Reads the code on a document while the person looks at their picture, and tells the server when they have sent it: a
 * picture that is taken again tells nothing. A help, whose failure stops nobody.
 */
export class CodeSearch {
  private readonly _options: CodeSearchOptions;
  private _reading: Promise<string | null> = Promise.resolve(null);
  private _run = new AbortController();

  constructor(options: CodeSearchOptions) {
    this._options = options;
  }

  /** Fetches and starts what reading needs. */
  warm(): void {
    this._options.codes.warm();
  }

  /** Reads this picture, and no longer another. */
  begin({ blob, corners }: Original): void {
    this.forget();
    const { signal } = this._run;
    this._reading = this._options.codes.read(blob, { outline: corners }, signal).catch(() => null);
  }

  /** What the picture said goes with it. */
  forget(): void {
    this._run.abort();
    this._run = new AbortController();
    this._reading = Promise.resolve(null);
  }

  /** The picture was delivered: what its code says for a form, once the server has it. Rejects with `aborted` only. */
  async deliver(server: Server, slot: string, signal: AbortSignal): Promise<CodeFields | null> {
    const { clock, send } = this._options;
    const late = clock.sleep(CODE_PATIENCE_MS, signal).then(() => null);
    const text = await Promise.race([this._reading, late]);
    // One of the two is not waited for any more.
    late.catch(() => undefined);
    this.forget();
    return text ? ((await send(server, slot, text, signal))?.fields ?? null) : null;
  }

  /** Ends the worker; it starts again when it is needed. */
  close(): void {
    this.forget();
    this._options.codes.close();
  }
}
