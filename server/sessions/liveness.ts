import type { FlowStep } from '../contract/flow.ts';
import { Problem } from '../http/problem.ts';
import { applyReport } from '../liveness/report.ts';
import { firstRound, type RoundOptions, roundView } from '../liveness/rounds.ts';
import type { SlotLiveness } from '../liveness/types.ts';
import { assertOpen, type Ledger } from './ledger.ts';
import type { Sessions } from './service.ts';
import type { Session } from './session.ts';

export interface LivenessOptions extends RoundOptions {
  /** Where pages find the face model; null, and without it, there is none. */
  readonly modelUrl?: string | null;
}

/** Challenges of each face, and what the page tells of them. It decides nothing. */
export function createLiveness(
  ledger: Ledger,
  options: LivenessOptions,
): Pick<Sessions, 'prepare' | 'reportLiveness'> {
  const now = () => ledger.now().getTime();

  const faces = (session: Session): readonly string[] =>
    ledger
      .adapter(session)
      .steps(ledger.forAdapter(session))
      .flatMap(({ kind, slot }) => (kind === 'selfie' && slot !== undefined ? [slot] : []));

  /** Faces that have no round yet, and may have one. */
  const waiting = (session: Session): readonly string[] => {
    const { status, liveness = [] } = session;
    if (status !== 'pending') return [];
    return faces(session).filter((slot) => liveness.every((one) => one.slot !== slot));
  };

  const withRounds = (session: Session): readonly SlotLiveness[] => [
    ...(session.liveness ?? []),
    ...waiting(session).map((slot) => firstRound(slot, options, now())),
  ];

  return {
    async prepare(id) {
      const session = await ledger.load(id);
      // All but the first reading write nothing, and wait for no write.
      if (waiting(session).length === 0) return session;
      return ledger.update(id, (current) =>
        waiting(current).length > 0 ? { patch: { liveness: withRounds(current) } } : null,
      );
    },

    async reportLiveness(id, report) {
      assertOpen(await ledger.load(id));
      const saved = await ledger.update(id, (current) => {
        assertOpen(current);
        assertFace(report.slot, faces(current));
        const liveness = withRounds(current).map((one) =>
          one.slot === report.slot ? applyReport(one, report, options, now()) : one,
        );
        return { patch: { liveness } };
      });
      const slot = saved.liveness?.find((one) => one.slot === report.slot);
      return { next: slot && report.sha256 === undefined ? roundView(slot) : null };
    },
  };
}

function assertFace(slot: string, faces: readonly string[]): void {
  if (faces.includes(slot)) return;
  const message = faces.length > 0 ? `must be one of ${faces.join(', ')}` : 'no step asks for a face';
  throw new Problem('slot_unknown', 'In this slot no face is photographed.', {
    details: [{ path: 'slot', message }],
  });
}

/** Steps with what a face's has to know of liveness. */
export const withLiveness = (
  steps: readonly FlowStep[],
  { liveness = [] }: Session,
  { modelUrl = null }: LivenessOptions,
): readonly FlowStep[] =>
  steps.map((step) => {
    if (step.kind !== 'selfie') return step;
    const known = liveness.find(({ slot }) => slot === step.slot);
    const round = known ? roundView(known) : null;
    return { ...step, ...(round && { challenges: round.challenges }), liveness: { round, modelUrl } };
  });
