import type { ChallengeName, LivenessReport, LivenessRoute, ManualReason } from '../contract/liveness.ts';

/** A round as the person has it. */
export interface HandedRound {
  readonly nonce: string;
  readonly challenges: readonly ChallengeName[];
  /** When the page first had it, in milliseconds since the epoch. */
  readonly handedOutAt: number;
}

/** What the page told of a round, or of a picture that was taken without. */
export type Told = Pick<LivenessReport, 'challenges' | 'signals'>;

/** How a picture of the slot was taken. */
export interface ToldPicture extends Told {
  readonly route: LivenessRoute;
  /** Null of the guided way. */
  readonly reason: ManualReason | null;
  /** Null where no picture was named. */
  readonly sha256: string | null;
}

/** Liveness of one slot, as a session keeps it. */
export interface SlotLiveness {
  readonly slot: string;
  /** The present one; null when no try is left. */
  readonly round: HandedRound | null;
  readonly failedTries: number;
  /** The latest round that failed; null while none did. */
  readonly failed: Told | null;
  /** The latest report but those of failed rounds; null while there is none. */
  readonly picture: ToldPicture | null;
}
