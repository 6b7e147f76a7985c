import type { Hint, Verdict } from '../quality/types.ts';
import type { AutoCapture } from './auto-capture.ts';
import type { FaceSaying } from './face-live.ts';

/** What is said of any picture: what is wrong, that nothing is, or that it is about to be taken by itself. */
export type PictureHint = Hint | 'ready' | 'taking';

/** What the chip above the guide says. */
export type LiveHint = PictureHint | FaceSaying;

/** A shown hint stays at least this long, in milliseconds: shorter and nobody can read it. */
export const MIN_SHOWN_MS = 900;
/** Another hint has to hold this long before it may take the place of the shown one. */
export const MIN_HELD_MS = 250;
/** Hints are voiced no more often than this; a screen reader needs the time to finish. */
export const MIN_VOICED_MS = 2_000;

/** Times are milliseconds of one clock. */
export interface HintState {
  readonly shown: LiveHint | null;
  readonly shownAt: number;
  /** What the newest verdicts say, if it is not what is shown. */
  readonly held: LiveHint | null;
  readonly heldSince: number;
  readonly voiced: LiveHint | null;
  readonly voicedAt: number;
}

export const noHint: HintState = {
  shown: null,
  shownAt: 0,
  held: null,
  heldSince: 0,
  voiced: null,
  voicedAt: Number.NEGATIVE_INFINITY,
};

/** Of no use later: the picture is taken before the hint that is shown could be read to its end. */
const isUrgent = (hint: LiveHint | null): boolean => hint === 'taking';

const voice = (state: HintState, now: number): HintState =>
  state.shown !== state.voiced && (isUrgent(state.shown) || now - state.voicedAt >= MIN_VOICED_MS)
    ? { ...state, voiced: state.shown, voicedAt: now }
    : state;

/** What is to be said of a frame. The judge sees one picture at a time: that the card moves is known from several. */
export function hintOf(verdict: Verdict, { phase, isMoving }: AutoCapture): LiveHint {
  if (!verdict.ok) return verdict.hint ?? 'hold_still';
  if (phase !== 'seek') return 'taking';
  return isMoving ? 'hold_still' : 'ready';
}

/** Said at once, whatever stands there: the person is waiting for it. */
export const sayNow = (state: HintState, hint: LiveHint, now: number): HintState =>
  hint === state.shown
    ? state
    : { shown: hint, shownAt: now, held: null, heldSince: now, voiced: hint, voicedAt: now };

/**
 * The next state after a frame of which `wanted` is to be said: one hint at a time, changed only when another one has held for a while and the shown
 * one could be read, but for that the picture is about to be taken. The same object comes back while nothing changes, so that nothing is drawn.
 */
export function nextHint(state: HintState, wanted: LiveHint, now: number): HintState {
  if (wanted === state.shown) return voice(state.held === null ? state : { ...state, held: null }, now);
  if (wanted !== state.held) return voice({ ...state, held: wanted, heldSince: now }, now);
  const isReadable = state.shown === null || isUrgent(wanted) || now - state.shownAt >= MIN_SHOWN_MS;
  if (!isReadable || now - state.heldSince < MIN_HELD_MS) return voice(state, now);
  return voice({ ...state, shown: wanted, shownAt: now, held: null }, now);
}
