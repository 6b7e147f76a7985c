import type { LivenessReport, LivenessRound } from '../../server/contract/liveness.ts';
import type { Call } from '../runtime/ports.ts';
import { fields, isRound, malformed } from './parse.ts';

/** Tells how a picture of a face came about, or that a round failed; answers with the round to be done next, if there is one. */
export const reportLiveness = (report: LivenessReport): Call<LivenessRound | null> => ({
  method: 'POST',
  path: '/v1/flow/liveness',
  body: report,
  parse: (answer) => {
    const { next } = fields(answer);
    return next === null || isRound(next) ? next : malformed();
  },
});
