import type { ChallengeName, ChallengeRecord } from '../../server/contract/liveness.ts';
import { type Baseline, baselineOf } from './baseline.ts';
import { scoreOf } from './best.ts';
import { beginChallenge, type Challenge, nextChallenge } from './challenges.ts';
import { cutOffOf, FRAMING, frameFace, lightHint } from './framing.ts';
import type { FaceHint, GuideSaying } from './hints.ts';
import { noWatch, type Watch, watchFace } from './interruptions.ts';
import { isFrontal, isReadyForPicture, isStraight, STRAIGHT } from './straight.ts';
import type { Box, Reading } from './types.ts';

/** Milliseconds. */
export const GUIDE = {
  /** A face has to be framed for so long; its baseline is the median of that time. */
  framedMs: 500,
  /** A single bad picture in between does not count, nor does a blink. */
  lapseMs: 220,
  /** Straight ahead again before the next challenge; after a while that is said. */
  straightMs: 200,
  patienceMs: 1_200,
  /** A lens that stays soft for so long is the device's, and nobody can mend it: the picture itself is judged again, at its full size. */
  softMs: 3_000,
  /** Ready for the picture. */
  readyMs: 500,
  /** What was seen by then has to do. */
  settleMs: 15_000,
  /** A round, and the time between two challenges, in all. */
  roundMs: 180_000,
  betweenMs: 15_000,
  /** Rounds that were broken off and begun anew. */
  restarts: 2,
  /** Readings that are remembered. */
  pastMs: 500,
  /** A face that still has to come nearer must not be nearer than this of the oval. */
  nearBefore: 0.7,
  /** Of a face beyond the picture's edge its movements are guessed. */
  guessed: 0.1,
} as const;

/** A round of challenges and the picture after it, as one machine. Immutable. */
export interface Guide {
  /** `frame`: the face finds its place; `settle`: straight into the camera, for the picture. */
  readonly phase: 'frame' | 'challenge' | 'settle' | 'done' | 'failed';
  /** What is asked for now; null in other phases and between two challenges. */
  readonly challenge: ChallengeName | null;
  /** Challenges that are passed. */
  readonly done: number;
  readonly records: readonly ChallengeRecord[];
  /** Null when everything is good as it is. */
  readonly saying: GuideSaying | null;
  /** 0..1, of the present phase or challenge. */
  readonly progress: number;
  /** How often a face was out of sight, suddenly elsewhere, or not alone, once the challenges had begun. */
  readonly lost: number;
  readonly jumps: number;
  readonly others: number;
  /** Null while the face finds its place. */
  readonly baseline: Baseline | null;
  readonly memory: Memory;
}

interface Memory {
  readonly challenges: readonly ChallengeName[];
  readonly begunAt: number;
  readonly restarts: number;
  readonly past: readonly Reading[];
  readonly watch: Watch;
  /** Readings that go on being good: framed, straight, or ready, depending on the phase. */
  readonly good: readonly Reading[];
  /** When the phase, or the time between two challenges, began. */
  readonly since: number;
  readonly open: Challenge | null;
  /** A picture that may be taken was seen while settling. */
  readonly hasPicture: boolean;
  /** Since when nothing but blur is wrong; null while it is not. */
  readonly softSince: number | null;
}

/** @param at Milliseconds, of the readings' clock. */
export const beginGuide = (challenges: readonly ChallengeName[], at: number): Guide => ({
  phase: 'frame',
  challenge: null,
  done: 0,
  records: [],
  saying: 'face_none',
  progress: 0,
  lost: 0,
  jumps: 0,
  others: 0,
  baseline: null,
  memory: {
    challenges,
    begunAt: at,
    restarts: 0,
    past: [],
    watch: noWatch,
    good: [],
    since: at,
    open: null,
    hasPicture: false,
    softSince: null,
  },
});

const remember = (guide: Guide, change: Partial<Memory>): Guide => ({
  ...guide,
  memory: { ...guide.memory, ...change },
});

/** A failed round tells of a challenge that was not passed: the one that was asked for, else the next one. */
function fail(guide: Guide, at: number): Guide {
  const { challenges, open, since } = guide.memory;
  const name = open?.name ?? challenges[guide.done];
  const ms = Math.round(at - (open?.begunAt ?? since));
  const records = name ? [...guide.records, { name, passed: false, ms: Math.max(0, ms) }] : guide.records;
  return { ...guide, phase: 'failed', challenge: null, records, saying: null, progress: 0 };
}

/** From the beginning, as nobody knows whether it is the same face; or not any more. */
function restart(guide: Guide, at: number): Guide {
  const anew = { ...guide, records: [], done: 0, challenge: null, baseline: null, progress: 0 };
  if (guide.memory.restarts < GUIDE.restarts)
    return remember(
      { ...anew, phase: 'frame' },
      { restarts: guide.memory.restarts + 1, good: [], since: at, open: null, hasPicture: false },
    );
  return fail(guide.phase === 'settle' ? remember(anew, { open: null }) : guide, at);
}

/** The readings that are good up to now, and for how long. */
function goodOf(
  guide: Guide,
  reading: Reading,
  isGood: boolean,
): { readonly good: readonly Reading[]; readonly ms: number } {
  const { good } = guide.memory;
  const last = good[good.length - 1];
  const kept = last && reading.at - last.at > GUIDE.lapseMs ? [] : good;
  const all = isGood ? [...kept, reading].filter(({ at }) => reading.at - at <= 2 * GUIDE.framedMs) : kept;
  return { good: all, ms: isGood && all[0] ? reading.at - all[0].at : 0 };
}

const settle = (guide: Guide, at: number): Guide =>
  remember(
    { ...guide, phase: 'settle', challenge: null, saying: 'look_here', progress: 0 },
    { good: [], since: at, open: null },
  );

/** The next challenge, or the picture after the last one. */
function proceed(guide: Guide, at: number): Guide {
  const name = guide.memory.challenges[guide.done];
  if (!name || !guide.baseline) return settle(guide, at);
  const open = beginChallenge(name, guide.baseline, at);
  return remember(
    { ...guide, phase: 'challenge', challenge: name, saying: name, progress: 0 },
    { open, good: [], since: at },
  );
}

/** Blur that comes and goes is a hand's; blur that stays alone is the lens's, and is known from then on. */
function softnessOf(
  { memory: { softSince } }: Guide,
  hint: FaceHint | null,
  at: number,
): { readonly softSince: number | null; readonly isSoft: boolean } {
  const isSoft = hint === 'blurred' && softSince !== null && at - softSince >= GUIDE.softMs;
  if (isSoft || hint === 'blurred') return { softSince: softSince ?? at, isSoft };
  const wasSoft = softSince !== null && at - softSince >= GUIDE.softMs;
  return { softSince: wasSoft ? softSince : null, isSoft: false };
}

function frame(guide: Guide, reading: Reading, oval: Box): Guide {
  const { past, challenges } = guide.memory;
  const near = challenges.includes('move_closer') ? GUIDE.nearBefore : FRAMING.near;
  const { hint: found, fit } = frameFace(reading, { oval, past, near });
  const { softSince, isSoft } = softnessOf(guide, found, reading.at);
  const hint = isSoft ? null : found;
  const isGone = hint === 'face_none' || hint === 'face_many';
  const { good, ms } = isGone ? { good: [], ms: 0 } : goodOf(guide, reading, hint === null);
  const next = remember(
    { ...guide, saying: hint, progress: hint ? fit * 0.5 : 0.5 + Math.min(0.5, (0.5 * ms) / GUIDE.framedMs) },
    { good, softSince },
  );
  if (ms < GUIDE.framedMs) return next;
  const baseline = baselineOf(good);
  return isFrontal(baseline)
    ? proceed({ ...next, baseline }, reading.at)
    : { ...next, saying: 'face_turned' };
}

/** What matters while a person moves: not where they look, nor how near they are. */
function hintWhileMoving({ face, faces, light }: Reading): GuideSaying | null {
  if (!face || !light.face) return 'face_none';
  if (lightHint(light.face) === 'too_dark') return 'too_dark';
  if (faces > 1) return 'face_many';
  return cutOffOf(face.box) > GUIDE.guessed / 2 ? 'face_cut_off' : null;
}

function move(guide: Guide, reading: Reading, open: Challenge): Guide {
  const isGuessed = reading.face && cutOffOf(reading.face.box) > GUIDE.guessed;
  const next = nextChallenge(open, isGuessed ? { ...reading, face: null } : reading);
  const ms = Math.round(reading.at - open.begunAt);
  if (next.result === 'timeout') return fail(remember(guide, { open: next }), reading.at);
  if (next.result === 'passed') {
    const records = [...guide.records, { name: open.name, passed: true, ms }];
    const passed = { ...guide, challenge: null, done: guide.done + 1, records, saying: null, progress: 1 };
    return remember(passed, { open: null, good: [], since: reading.at });
  }
  const saying = hintWhileMoving(reading) ?? next.needs ?? open.name;
  return remember({ ...guide, saying, progress: next.progress }, { open: next });
}

/** Back to straight ahead, so that the end of one movement is not the beginning of the next. */
function returnStraight(guide: Guide, reading: Reading): Guide {
  const { since } = guide.memory;
  if (guide.done >= guide.memory.challenges.length) return settle(guide, reading.at);
  const { good, ms } = goodOf(guide, reading, isStraight(reading, guide.baseline));
  if (ms >= GUIDE.straightMs) return proceed(guide, reading.at);
  if (reading.at - since > GUIDE.betweenMs) return fail(guide, reading.at);
  const isLong = reading.at - since > GUIDE.patienceMs;
  return remember({ ...guide, saying: hintWhileMoving(reading) ?? (isLong ? 'look_here' : null) }, { good });
}

function takePicture(guide: Guide, reading: Reading, oval: Box): Guide {
  const { past, since } = guide.memory;
  const { hint: found } = frameFace(reading, { oval, past, speed: STRAIGHT.speed });
  const { softSince, isSoft } = softnessOf(guide, found, reading.at);
  const hint = isSoft ? null : found;
  const { isReady, isGrinning } = isReadyForPicture(reading, guide.baseline);
  const hasPicture = guide.memory.hasPicture || scoreOf(reading, guide.baseline) !== null;
  const { good, ms } = goodOf(guide, reading, hint === null && isReady);
  const saying = hint ?? (isGrinning ? 'relax_face' : 'look_here');
  const next = remember(
    { ...guide, saying, progress: Math.min(1, ms / GUIDE.readyMs) },
    { good, hasPicture, softSince },
  );
  const isLate = reading.at - since > GUIDE.settleMs;
  if (ms >= GUIDE.readyMs || (isLate && hasPicture))
    return { ...next, phase: 'done', saying: null, progress: 1 };
  return isLate ? restart(next, reading.at) : next;
}

/**
 * The guide after one more reading. Readings come in the order of their times; one that is not later than the last is left out. Once it is done or has
 * failed nothing changes any more.
 */
export function nextGuide(guide: Guide, reading: Reading, { oval }: { readonly oval: Box }): Guide {
  const { past, watch, begunAt, open } = guide.memory;
  const former = past[past.length - 1];
  if (guide.phase === 'done' || guide.phase === 'failed' || (former && reading.at <= former.at)) return guide;
  const seen = watchFace(watch, reading);
  const kept = [...past.filter(({ at }) => reading.at - at <= GUIDE.pastMs), reading];
  const step = (from: Guide): Guide => {
    if (reading.at - begunAt > GUIDE.roundMs) return fail(from, reading.at);
    if (from.phase === 'frame') return frame(from, reading, oval);
    if (seen.broken)
      return restart(
        { ...from, [seen.broken]: from[seen.broken] + 1, saying: hintWhileMoving(reading) },
        reading.at,
      );
    if (from.phase === 'settle') return takePicture(from, reading, oval);
    return open ? move(from, reading, open) : returnStraight(from, reading);
  };
  // A face that is back counts from here; what was broken off is told once.
  const watched = seen.broken ? { ...noWatch, last: reading.face ? reading : null } : seen.watch;
  return remember(step(guide), { past: kept, watch: watched });
}
