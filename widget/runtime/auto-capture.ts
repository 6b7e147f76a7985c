import type { Outline, Point, Verdict } from '../quality/types.ts';

/**
 * When the picture is to be taken without a press: pure, told of one verdict after the other. A card that is good and at
 * rest for a while opens a short window, in which the first frame that is about as sharp as the sharpest so far is the moment.
 * Speeds are shares of the card's width in a second, of the corner that moves most. Times are milliseconds of one clock.
 */

/**
 * At rest below `REST_SPEED`, and on the move again only above `MOVE_SPEED`. An exposure of 1/30 s at 0.12 smears 0.4 % of
 * the card's width, which is where reading begins to suffer; a card that is held to the camera was measured at 0.02, one that
 * is brought up to it at 0.1 to 0.9 (clip of a card that comes near).
 */
export const REST_SPEED = 0.12;
export const MOVE_SPEED = 0.25;
/** Speed is measured over this long: between two frames, the outline's own noise would be most of it. */
const SPAN_MS = 250;
/** A corner that is this far away in the next frame, in card's widths, belongs to another find. */
const JUMP = 0.3;
/** Frames further apart than this do not belong together. */
const GAP_MS = 1_500;
/** Good and at rest this long, and for this many frames, before the moment is sought. */
export const HOLD_MS = 500;
const HOLD_FRAMES = 3;
/** Sought no longer than this: then the next good frame is it. */
export const BEST_MS = 600;
/** Of the best sharpness so far; what is closer to it is no difference. */
const CLOSE = 0.97;
/** After a refused picture nothing is taken for this long: the person has to change something first. */
export const PAUSE_MS = 2_000;

/** Where the corners were, in pixels of the frame. */
interface Place {
  readonly at: number;
  readonly corners: Outline['corners'];
}

export interface AutoCapture {
  /** `seek`: not yet; `hold`: good and at rest; `take`: now, and nothing after it. */
  readonly phase: 'seek' | 'hold' | 'take';
  /** Good, but for the movement. */
  readonly isMoving: boolean;
  /** 0..1: how much of the holding still is done. */
  readonly progress: number;
  readonly trail: readonly Place[];
  readonly isAtRest: boolean;
  readonly since: number;
  readonly frames: number;
  readonly sharpest: number;
  /** Nothing is taken before. */
  readonly notBefore: number;
}

export const beginAutoCapture = (notBefore = 0): AutoCapture => ({
  phase: 'seek',
  isMoving: false,
  progress: 0,
  trail: [],
  isAtRest: false,
  since: 0,
  frames: 0,
  sharpest: 0,
  notBefore,
});

const distance = ([ax, ay]: Point, [bx, by]: Point): number => Math.hypot(ax - bx, ay - by);

/** The longer pair of sides, in pixels: the width of a card, whichever way it lies. */
export function widthOf([a, b, c, d]: Outline['corners']): number {
  return Math.max(distance(a, b) + distance(d, c), distance(a, d) + distance(b, c)) / 2;
}

/** How far the corner went that went furthest, in widths of the card. */
function shift(from: Outline['corners'], to: Outline['corners']): number {
  const far = Math.max(...to.map((corner, at) => distance(corner, from[at] ?? corner)));
  return far / Math.max(1, widthOf(to));
}

/** The places of the last `SPAN_MS` and the one before them. */
const recent = (trail: readonly Place[], at: number): readonly Place[] =>
  trail.filter((_, index) => {
    const next = trail[index + 1];
    return !next || at - next.at < SPAN_MS;
  });

/**
 * The next state after a verdict.
 *
 * @param at When the frame was seen.
 * @param isOn False while the person takes the pictures; movement is told of all the same.
 */
export function nextAutoCapture(
  state: AutoCapture,
  verdict: Verdict,
  at: number,
  isOn: boolean,
): AutoCapture {
  if (state.phase === 'take') return state;
  const lost = beginAutoCapture(state.notBefore);
  const corners = verdict.outline?.corners;
  if (!corners) return lost;
  const place = { at, corners };
  const last = state.trail[state.trail.length - 1];
  const isOther = !last || at - last.at > GAP_MS || shift(last.corners, corners) > JUMP;
  if (isOther) return { ...lost, trail: [place] };

  const trail = [...recent(state.trail, at), place];
  const first = trail[0] ?? place;
  // Too short a way to tell anything.
  if (at - first.at < SPAN_MS / 2) return { ...lost, trail };
  const speed = (shift(first.corners, corners) * 1000) / (at - first.at);
  const isAtRest = speed <= (state.isAtRest ? MOVE_SPEED : REST_SPEED);
  const next = { ...lost, trail, isAtRest, isMoving: verdict.ok && !isAtRest };
  if (!verdict.ok || !isAtRest || !isOn || at < state.notBefore) return next;

  const isFirst = state.phase === 'seek';
  const since = isFirst ? at : state.since;
  const frames = isFirst ? 1 : state.frames + 1;
  const { sharpness } = verdict.scores;
  const held = at - since;
  const isHeld = held >= HOLD_MS && frames >= HOLD_FRAMES;
  const isMoment = isHeld && (sharpness >= state.sharpest * CLOSE || held >= HOLD_MS + BEST_MS);
  return {
    ...next,
    phase: isMoment ? 'take' : 'hold',
    progress: isMoment ? 1 : Math.min(1, held / HOLD_MS, frames / HOLD_FRAMES),
    since,
    frames,
    sharpest: isFirst ? sharpness : Math.max(state.sharpest, sharpness),
  };
}
