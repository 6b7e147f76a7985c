import type { Refusal } from '../call.ts';
import { errorAnswer } from './wire.ts';

/** The documented codes; other ones are not passed on. */
const codes = new Set([
  'BAD_REQUEST',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'UNPROCESSABLE_ENTITY',
  'INTERNAL_SERVER_ERROR',
]);

/** The time of the request is more than ten seconds from OST's. */
const CLOCK = 'um_vac_1';

export interface OstRefusal extends Refusal {
  /** The parameters that OST names as invalid or missing, in its own words (`first_name`). */
  readonly parameters: readonly string[];
}

/** What an answer that is no success says. It never throws, whatever the body is. */
export function readRefusal(status: number, body: unknown): OstRefusal {
  const err = errorAnswer.safeParse(body).data?.err;
  if (!err) return { parameters: [] };
  const parameters = (err.error_data ?? []).flatMap((entry) => entry?.parameter ?? []);
  if (status === 401 && err.internal_id === CLOCK) return { kind: 'clock', reason: CLOCK, parameters };
  return {
    ...(status === 422 && { kind: 'conflict' }),
    ...(codes.has(err.code ?? '') && { reason: err.code ?? '' }),
    parameters,
  };
}
