import type { HostedSession } from '../hosted/sessions.ts';
import type { Order } from './create.ts';

export type TrueStackSession = HostedSession<Order>;

/** The result in TrueStack's words. */
export const resultOf = ({ verdict }: Pick<TrueStackSession, 'verdict'>): 'approved' | 'rejected' | null =>
  verdict === null ? null : verdict === 'approve' ? 'approved' : 'rejected';

const reasons = {
  approve: null,
  reject: 'OCR failed',
  'reject-face': 'Step 2 failed',
  'reject-retries': 'Exceed maximum number of retries',
} as const;

export const rejectMessage = ({ verdict }: Pick<TrueStackSession, 'verdict'>): string | null =>
  verdict === null ? null : reasons[verdict];

/**
 * What TrueStack's own database knows. It learns of a change by a callback of the provider behind it, whose loss
 * leaves it behind until a client asks for a refresh.
 */
export class Known {
  readonly #byId = new Map<string, TrueStackSession>();

  /** The session as it was when TrueStack last heard of it. */
  of(session: TrueStackSession): TrueStackSession {
    return this.#byId.get(session.id) ?? session;
  }

  learn(session: TrueStackSession): void {
    this.#byId.set(session.id, session);
  }

  clear(): void {
    this.#byId.clear();
  }
}
