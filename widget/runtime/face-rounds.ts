import type { LivenessReport, LivenessRound } from '../../server/contract/liveness.ts';
import { reportLiveness } from '../api/liveness.ts';
import { toKycError } from '../errors.ts';
import type { Step } from '../flow/types.ts';
import { sha256Of } from '../liveness/files.ts';
import type { Server } from './ports.ts';

/** The rounds of a flow's faces: which one is to be done, and what the server is told of it. */
export class FaceRounds {
  /** By slot, where it is another one than the step came with. */
  private readonly _known = new Map<string, LivenessRound | null>();
  private readonly _server: () => Server;

  constructor(server: () => Server) {
    this._server = server;
  }

  /** The round to be done; null where none is left. */
  of({ slot = '', liveness }: Step): LivenessRound | null {
    const known = this._known.get(slot);
    return known === undefined ? (liveness?.round ?? null) : known;
  }

  /**
   * Tells the server how a round went, and learns which one is next. `isOver`: this one was over already, by another page or by an answer
   * that was lost on its way. Rejects with the server's codes.
   */
  async tell(
    report: LivenessReport,
    signal: AbortSignal,
  ): Promise<{ readonly next: LivenessRound | null; readonly isOver: boolean }> {
    const { slot, sha256, route } = report;
    const server = this._server();
    try {
      const next = await server.call(reportLiveness(report), signal);
      // With a picture the round stays open, for another one.
      if (!sha256 && route === 'guided') this._known.set(slot, next);
      return { next, isOver: false };
    } catch (thrown) {
      if (toKycError(thrown, 'network').code !== 'liveness_round_over') throw thrown;
      const { steps } = await server.flow(signal);
      const next = steps.find((other) => other.slot === slot)?.liveness?.round ?? null;
      this._known.set(slot, next);
      return { next, isOver: true };
    }
  }

  clear(): void {
    this._known.clear();
  }
}

/** SHA-256 in lowercase hex; null on insecure pages, where no camera can be had either. */
export async function digestOf(file: Blob): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null;
  return sha256Of(await file.arrayBuffer());
}
