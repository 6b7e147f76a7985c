import type { Face, Reading } from './types.ts';

/** What makes a round begin anew: that it went on with the same face cannot be told any more. */
export const INTERRUPTION = {
  /** Out of sight for longer, in milliseconds. */
  lostMs: 500,
  /** Elsewhere by so many widths of the face, between two readings that are less than this apart. */
  jump: 0.6,
  jumpMs: 150,
  /** A second face in the picture for longer: a single picture may be mistaken. */
  othersMs: 150,
} as const;

export interface Watch {
  /** The newest reading with a face. */
  readonly last: Reading | null;
  /** Since when more than one was seen without a break. */
  readonly othersSince: number | null;
}

export const noWatch: Watch = { last: null, othersSince: null };

const centre = ({ box }: Face, { width, height }: Reading): readonly [number, number] => [
  (box.x + box.width / 2) * width,
  (box.y + box.height / 2) * height,
];

function hasJumped(former: Reading, reading: Reading): boolean {
  if (!former.face || !reading.face || reading.at - former.at >= INTERRUPTION.jumpMs) return false;
  const [[x, y], [u, v]] = [centre(former.face, former), centre(reading.face, reading)];
  const width = Math.max(former.face.box.width * former.width, reading.face.box.width * reading.width);
  return Math.hypot(u - x, v - y) > INTERRUPTION.jump * width;
}

/** The watch after one more reading, and what it broke off. */
export function watchFace(
  { last, othersSince }: Watch,
  reading: Reading,
): { readonly watch: Watch; readonly broken: 'lost' | 'jumps' | 'others' | null } {
  const { at, face, faces } = reading;
  const since = faces > 1 ? (othersSince ?? at) : null;
  const watch = { last: face ? reading : last, othersSince: since };
  if (since !== null && at - since >= INTERRUPTION.othersMs) return { watch, broken: 'others' };
  if (last && at - last.at > INTERRUPTION.lostMs) return { watch, broken: 'lost' };
  return { watch, broken: last && hasJumped(last, reading) ? 'jumps' : null };
}
