import { KycError, type KycErrorCode } from '../errors.ts';
import type { EngineInfo, FaceEngine } from '../liveness/index.ts';
import type { Reading } from '../liveness/types.ts';

/** An engine that sees what it is told to see. */
export class FakeFaceEngine implements FaceEngine {
  info: EngineInfo | null = null;
  opened = 0;
  closed = 0;
  /** Codes to refuse with, one after the other; then it opens. */
  readonly refusals: KycErrorCode[] = [];
  /** While true, opening waits. */
  hold = false;
  arrive: () => void = () => undefined;
  /** What is seen, one picture after the other; then nothing is. */
  readonly readings: Reading[] = [];
  /** Fails at the next picture. */
  isBroken = false;

  async open(signal: AbortSignal, onShare?: (share: number) => void): Promise<EngineInfo> {
    onShare?.(this.info ? 1 : 0.5);
    if (this.hold) {
      await new Promise<void>((resolve) => {
        this.arrive = resolve;
      });
    }
    if (signal.aborted) throw new KycError('aborted');
    const refusal = this.refusals.shift();
    if (refusal) throw new KycError(refusal);
    if (!this.info) this.opened += 1;
    this.info = { place: 'worker', delegate: 'cpu', simd: true };
    return this.info;
  }

  async read(
    _frame: unknown,
    at: number,
    signal: AbortSignal,
  ): Promise<{ readonly reading: Reading; readonly tookMs: number }> {
    if (signal.aborted) throw new KycError('aborted');
    if (this.isBroken || !this.info) {
      this.isBroken = false;
      this.info = null;
      throw new KycError('browser_unsupported');
    }
    const light = { frame: 0.5, face: null, print: at };
    return {
      reading: this.readings.shift() ?? { at, width: 640, height: 480, faces: 0, face: null, light },
      tookMs: 20,
    };
  }

  close(): void {
    this.closed += 1;
    this.info = null;
  }
}
