import { type KycErrorCode, toKycError } from '../errors.ts';
import type { FlowEvent } from '../flow/types.ts';

export type Lane = 'server' | 'camera' | 'part' | 'window';
export type Work = (signal: AbortSignal) => Promise<FlowEvent | null>;

/** Runs work, one at a time to a lane: a new run aborts the older, whose late answer is dropped. */
export class Lanes {
  private readonly _runs = new Map<Lane, AbortController>();
  private readonly _report: (event: FlowEvent) => void;

  constructor(report: (event: FlowEvent) => void) {
    this._report = report;
  }

  /** `fallback` names a failure that has no code of its own. */
  run(lane: Lane, fallback: KycErrorCode, work: Work): void {
    this.abort(lane);
    const run = new AbortController();
    this._runs.set(lane, run);
    work(run.signal).then(
      (event) => {
        if (event && !run.signal.aborted) this._report(event);
      },
      (thrown: unknown) => {
        if (run.signal.aborted) return;
        const { code, retryAfterMs, paths } = toKycError(thrown, fallback);
        this._report({
          type: 'failed',
          // Nobody here aborted it, so something below gave up.
          code: code === 'aborted' ? fallback : code,
          ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
          ...(paths?.length ? { paths } : {}),
        });
      },
    );
  }

  abort(lane: Lane): void {
    this._runs.get(lane)?.abort();
    this._runs.delete(lane);
  }

  abortAll(): void {
    for (const lane of [...this._runs.keys()]) this.abort(lane);
  }
}
