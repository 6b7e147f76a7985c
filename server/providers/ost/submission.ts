import { z } from 'zod';
import { ProviderError } from '../errors.ts';
import type { ProviderSession } from '../provider.ts';
import type { Params } from './canonical.ts';
import type { OstError } from './client.ts';
import { fieldsOf, readForm } from './form.ts';
import { name } from './settings.ts';
import { type FileKeys, fileParams, required, slots, slotsOf } from './slots.ts';
import { fileKey, idText } from './wire.ts';

const stateShape = z.object({
  userId: idText,
  /** How often this person had submitted before this session. */
  earlier: z.number().int().nonnegative(),
  /** Of the latest place of each slot's file. */
  keys: z.partialRecord(z.enum(slots), fileKey),
  /** When OST was last asked for a place, in milliseconds since the epoch: what is ours was submitted later. */
  placedAt: z.number(),
  /** Which of the person's submissions is ours: null before it arrived, `closed` when the case took no more. */
  submission: z.union([z.number().int().nonnegative(), z.literal('closed')]).nullable(),
});
/** What this adapter remembers of a session. */
export type State = z.infer<typeof stateShape>;

export function readState(session: ProviderSession, operation: string): State {
  const state = stateShape.safeParse(session.state);
  if (!state.success) throw new ProviderError(name, operation, 'conflict');
  return state.data;
}

/** A place whose file OST did not find is no longer among the session's uploads: it is not named again. */
export function withoutMissed(state: State, { uploads }: ProviderSession): State {
  const keys = slots.flatMap((slot) =>
    uploads.some((upload) => upload.slot === slot) ? [[slot, state.keys[slot]]] : [],
  );
  return { ...state, keys: Object.fromEntries(keys) as FileKeys };
}

/** All of what is handed in. Throws ProviderError that names the fields or slots at fault. */
export function readParams({ details }: ProviderSession, keys: FileKeys): Params {
  const form = readForm(details);
  if ('faults' in form) throw refuseDetails(form.faults);
  const missing = required.filter((slot) => keys[slot] === undefined);
  if (missing.length > 0) throw new ProviderError(name, 'submit', 'upload_missing', { fields: missing });
  return { ...form.params, ...fileParams(keys) };
}

export const refuseDetails = (fields: readonly string[], info: ProviderError['info'] = {}): ProviderError =>
  new ProviderError(name, 'submit', 'details_invalid', { ...info, fields });

/** Parameters that OST refuses are fields to correct, or files that it does not have; the form comes first. */
export function explain(error: OstError, keys: FileKeys): ProviderError {
  const fields = fieldsOf(error.parameters);
  if (fields.length > 0) return refuseDetails(fields, error.info);
  const missing = slotsOf(error.parameters, keys);
  if (missing.length === 0) return error;
  return new ProviderError(name, 'submit', 'upload_missing', { ...error.info, fields: missing });
}
