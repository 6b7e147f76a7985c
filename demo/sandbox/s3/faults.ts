import { ConnectionLost } from './body.ts';
import { S3Error } from './errors.ts';

/** What can be made to go wrong with uploads (PUT of an object, POST of a form), and nothing else. */
export interface Faults {
  /** Refuses the next `count` uploads with 503 SlowDown. */
  failNext(count: number): void;
  /** Reads uploads no faster than this; null lifts it. */
  slow(bytesPerSecond: number | null): void;
  /** Cuts the connection of the next `count` uploads once `afterBytes` of the body have arrived, or at its end. */
  dropNext(count: number, afterBytes: number): void;
  /** All faults off. */
  clear(): void;
}

export class FaultInjector implements Faults {
  #failures = 0;
  #drops = 0;
  #dropAfter = 0;
  #rate: number | null = null;

  constructor(readonly sleep: (milliseconds: number) => Promise<void>) {}

  failNext(count: number): void {
    this.#failures = count;
  }

  slow(bytesPerSecond: number | null): void {
    this.#rate = bytesPerSecond;
  }

  dropNext(count: number, afterBytes: number): void {
    this.#drops = count;
    this.#dropAfter = afterBytes;
  }

  clear(): void {
    this.#failures = 0;
    this.#drops = 0;
    this.#rate = null;
  }

  /** @throws S3Error SlowDown while failures are due */
  check(): void {
    if (this.#failures <= 0) return;
    this.#failures -= 1;
    throw new S3Error('SlowDown', 'Please reduce your request rate.');
  }

  /** The body as the faults let it arrive. @throws ConnectionLost */
  async *apply(chunks: AsyncIterable<Uint8Array>, upload: boolean): AsyncGenerator<Uint8Array, void> {
    const dropAfter = upload && this.#drops > 0 ? this.#dropAfter : null;
    if (dropAfter !== null) this.#drops -= 1;
    let size = 0;
    for await (const chunk of chunks) {
      size += chunk.length;
      if (dropAfter !== null && size >= dropAfter) throw new ConnectionLost();
      if (upload && this.#rate !== null) await this.sleep((chunk.length / this.#rate) * 1000);
      yield chunk;
    }
    if (dropAfter !== null) throw new ConnectionLost();
  }
}
