import type { ChallengeName } from '../../server/contract/liveness.ts';
import type { GuideSaying } from '../liveness/hints.ts';

/** What the chip says while a face is followed: what is wrong, that it is good, or what to do now. */
export type FaceSaying =
  | GuideSaying
  /** The files are on their way. */
  | 'getting_ready'
  /** A round has failed; another one begins. */
  | 'try_again';

/** What the camera's screen shows of a face's step. A new object whenever something of it changed. */
export interface FaceLive {
  /** `loading`: nothing can be followed yet, the picture is live. `manual`: the person takes the picture themselves. */
  readonly mode: 'loading' | 'guided' | 'manual';
  /** 0..1: how much of the files is there. */
  readonly share: number;
  /** What the person is asked to do now; null while the face has to find its place. */
  readonly challenge: ChallengeName | null;
  /** Challenges that were passed in this round, of how many. */
  readonly done: number;
  readonly total: number;
  /** The person may take the picture themselves instead. */
  readonly canSkip: boolean;
}
