import { ProviderError } from '../providers/errors.ts';
import type { Refused, Session } from './session.ts';

type Known = Pick<Session, 'refused'>;

const nothing: Refused = { details: null, slots: [] };

/** A file was announced for this slot, and is not there yet. */
export const withSlot = ({ refused = nothing }: Known, slot: string): Refused => ({
  ...refused,
  slots: [...refused.slots.filter((other) => other !== slot), slot],
});

/** The file of this slot came anew. */
export const withoutSlot = ({ refused = nothing }: Known, slot: string): Refused => ({
  ...refused,
  slots: refused.slots.filter((other) => other !== slot),
});

/** The form came anew. */
export const withoutDetails = ({ refused = nothing }: Known): Refused => ({ ...refused, details: null });

/**
 * What a refusal of everything that was handed in leaves to be done anew; null when it is about nothing that the person
 * can mend. A provider that does not say which file it means may mean each.
 */
export function readRefusal(error: unknown, { refused = nothing, uploads }: Session): Refused | null {
  if (!(error instanceof ProviderError)) return null;
  const { kind, info } = error;
  if (kind === 'details_invalid') return { ...refused, details: info.fields ?? [] };
  if (kind !== 'upload_missing') return null;
  const slots = info.fields ?? uploads.map(({ slot }) => slot);
  return { ...refused, slots: [...new Set([...refused.slots, ...slots])] };
}
