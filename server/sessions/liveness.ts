import type { FlowStep } from '../contract/flow.ts';
import type { LivenessReport } from '../contract/liveness.ts';
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

  /** With a first round for each face that has none; null where each has one. */
  const withRounds = (session: Session): readonly SlotLiveness[] | null => {
    const known = session.liveness ?? [];
    const fresh = faces(session).filter((slot) => known.every((one) => one.slot !== slot));
    return fresh.length > 0 ? [...known, ...fresh.map((slot) => firstRound(slot, options, now()))] : null;
  };

  return {
    async prepare(id) {
      const decide = (current: Session) => {
        const liveness = current.status === 'pending' ? withRounds(current) : null;
        return liveness && { patch: { liveness } };
      };
      const session = await ledger.load(id);
      // All but the first reading write nothing, and wait for no write.
      return decide(session) ? ledger.update(id, decide) : session;
    },

    async reportLiveness(id, report) {
      assertOpen(await ledger.load(id));
      const saved = await ledger.update(id, (current) => {
        assertOpen(current);
        const slots = withRounds(current) ?? current.liveness ?? [];
        return { patch: { liveness: applied(slots, report, faces(current)) } };
      });
      const slot = saved.liveness?.find((one) => one.slot === report.slot);
      return { next: slot && report.sha256 === undefined ? roundView(slot) : null };
    },
  };

  function applied(
    slots: readonly SlotLiveness[],
    report: LivenessReport,
    asked: readonly string[],
  ): readonly SlotLiveness[] {
    if (!asked.includes(report.slot)) {
      const message = asked.length > 0 ? `must be one of ${asked.join(', ')}` : 'no step asks for a face';
      throw new Problem('slot_unknown', 'In this slot no face is photographed.', {
        details: [{ path: 'slot', message }],
      });
    }
    return slots.map((one) => (one.slot === report.slot ? applyReport(one, report, options, now()) : one));
  }
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
