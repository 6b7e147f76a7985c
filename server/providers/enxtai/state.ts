import { z } from 'zod';
import { ProviderError } from '../errors.ts';
import type { ProviderSession, SessionInput } from '../provider.ts';
import { name } from './settings.ts';
import { type Slot, slots } from './slots.ts';
import { kycSessionId } from './wire.ts';

const shape = z.object({
  /** The session that the latest picture went to. */
  kycSessionId,
  /** Those whose picture EnxtAI has. */
  uploaded: z.array(z.string()),
  /** True from the moment when the verification was asked for. */
  submitted: z.boolean(),
});
export type State = z.infer<typeof shape>;

export function readState(session: ProviderSession, operation: string): State {
  const state = shape.safeParse(session.state);
  if (!state.success) throw new ProviderError(name, operation, 'conflict');
  return state.data;
}

/**
 * Uploads name a user, not a session, and go to the newest session of theirs. So each of our sessions is a user of its
 * own, and two of one person never get each other's pictures. The merchant's own id comes last.
 */
export const externalUserId = ({ sessionId, user }: SessionInput): string =>
  user === null ? sessionId : `${sessionId}:${user.externalId}`;

/** Pictures of an earlier session are not with this one. */
export function withUpload(state: State, slot: Slot, id: string): State {
  const earlier = id === state.kycSessionId ? state.uploaded : [];
  return { kycSessionId: id, uploaded: [...new Set([...earlier, slot])], submitted: false };
}

/** In the order in which the person is asked. */
export const missingIn = ({ uploaded }: State): readonly Slot[] =>
  slots.filter((slot) => !uploaded.includes(slot));
