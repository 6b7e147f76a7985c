import type { Frame, Outline, Point, Region } from '../types.ts';
import { signedArea } from './figure.ts';
import { fine, rough, THRESHOLD } from './model.ts';
import { logitOf } from './network.ts';
import { refine, type SideEvidence } from './refine.ts';
import { type Examined, examine, figuresIn } from './search.ts';
import { type Corners, cameraOf, type Pose, poseOf } from './view.ts';

export type { Corners, Pose, SideEvidence };

/** Figures whose sides are looked at in the whole picture, and a logit above which no other one is. */
const SHORTLIST = 8;
const CERTAIN = 2.5;
/** Of the picture: a smaller figure may be a part of the document. */
const ENOUGH = 0.1;
/** A figure around another one is preferred when it is this many times as large. */
const LARGER = 2.5;
/** The last look at the sides of the chosen one: steps beside them, of half a pixel of a picture 640 wide. */
const POLISH = 3;
/** Pixels of the shorter side of a picture below which nothing is looked for. */
const MIN_SIZE = 48;
/** A figure of less than this share of the picture is looked at from nearer, with this much of its size around it. */
const SMALL = 0.09;
const MARGIN = 0.35;
/** Logits below the threshold at which it is still worth the time. */
const DOUBT = 1.5;

/** Ratios of the long side to the short one as a document of known shape may seem to have, the focal length being assumed. */
const seemly = { id1: [1.32, 1.9], id3: [1.2, 1.68] } as const;

/** What is looked for; anything flat with four corners without it. */
export type Shape = keyof typeof seemly;

/** A document's outline and what is known of it. */
export interface Found {
  readonly outline: Outline;
  readonly pose: Pose;
  /** From the outline's first corner on: top, right, bottom, left. */
  readonly sides: readonly [SideEvidence, SideEvidence, SideEvidence, SideEvidence];
}

interface Candidate extends Examined {
  /** Of its being a document: above 0 it is more likely than not. */
  readonly logit: number;
}

function isSeemly({ ratio }: Pose, shape: Shape | undefined): boolean {
  if (!shape) return true;
  const [low, high] = seemly[shape];
  const long = Math.max(ratio, 1 / ratio);
  return long >= low && long <= high;
}

function bestIn(frame: Frame, region: Region, shape: Shape | undefined): Candidate | null {
  const figures = figuresIn(frame, region);
  const shortlist = figures.known
    .map((known) => ({ known, logit: logitOf(rough, known.features) }))
    .sort((a, b) => b.logit - a.logit)
    .slice(0, SHORTLIST);
  const seen: Candidate[] = [];
  for (const { known } of shortlist) {
    const examined = examine(figures, known);
    if (!examined || !isSeemly(examined.pose, shape)) continue;
    const logit = logitOf(fine, examined.features);
    seen.push({ ...examined, logit });
    if (logit > CERTAIN && known.share > ENOUGH) break;
  }
  const best = seen.reduce<Candidate | null>((top, one) => (top && top.logit >= one.logit ? top : one), null);
  return best && outermost(best, seen);
}

/** The portrait on a card is a good figure itself, and so is its frame: what lies around it and may be a document, is it. */
function outermost(best: Candidate, seen: readonly Candidate[]): Candidate {
  const least = LARGER * Math.abs(signedArea(best.corners));
  const around = seen.filter(
    (one) =>
      one.logit > THRESHOLD &&
      Math.abs(signedArea(one.corners)) > least &&
      contains(one.corners, best.corners),
  );
  return around.reduce((top, one) => (top === best || one.logit > top.logit ? one : top), best);
}

/** True when all corners of the second lie in the first, which is clockwise. */
const contains = (outer: Corners, inner: Corners): boolean =>
  outer.every(([ax, ay], i) => {
    const [bx, by] = outer[(i + 1) % 4] as Point;
    return inner.every(([x, y]) => (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0);
  });

/** A part of the frame around a figure. */
function around({ corners }: Candidate, { width, height }: Frame): Region {
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const margin = MARGIN * Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
  const x = Math.max(0, Math.floor(Math.min(...xs) - margin));
  const y = Math.max(0, Math.floor(Math.min(...ys) - margin));
  return {
    x,
    y,
    width: Math.min(width, Math.ceil(Math.max(...xs) + margin)) - x,
    height: Math.min(height, Math.ceil(Math.max(...ys) + margin)) - y,
  };
}

function bestOf(frame: Frame, shape: Shape | undefined): Candidate | null {
  const { width, height } = frame;
  if (Math.min(width, height) < MIN_SIZE) return null;
  const first = bestIn(frame, { x: 0, y: 0, width, height }, shape);
  if (!first || first.logit < THRESHOLD - DOUBT) return null;
  if (Math.abs(signedArea(first.corners)) > SMALL * width * height) return first;
  // So small that its band and its border run together: once more, from nearer.
  const second = bestIn(frame, around(first, frame), shape);
  return second && second.logit > first.logit ? second : first;
}

/**
 * Looks for a document: four straight sides that could be a flat card or page, found to a fraction of a pixel. Null rather
 * than a guess. A document may stick out of the picture on one side; its corners there lie outside of it.
 *
 * @param frame RGBA; best at 640 pixels on its long side or more. It is read only.
 * @param shape Only a figure that could be this; it keeps the portrait on a card from being taken for one.
 */
export function findOutline(frame: Frame, shape?: Shape): Found | null {
  const best = bestOf(frame, shape);
  if (!best || best.logit < THRESHOLD) return null;
  const step = Math.max(1, Math.max(frame.width, frame.height) / 640);
  const { corners } = refine(frame, best.corners, POLISH, step / 2) ?? best;
  const pose = poseOf(cameraOf(frame.width, frame.height), corners) ?? best.pose;
  const first = topLeft(corners);
  const turned = <T>(list: readonly T[]): T[] => list.map((_, i) => list[(i + first) % 4] as T);
  return {
    outline: {
      corners: turned(corners) as unknown as Corners,
      confidence: 1 / (1 + Math.exp(-best.logit)),
    },
    pose: first % 2 === 0 ? pose : { ...pose, ratio: 1 / pose.ratio },
    sides: turned(best.sides) as unknown as Found['sides'],
  };
}

/** Of four corners, clockwise, the one from which the next side runs most nearly to the right. */
function topLeft(corners: Corners): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  corners.forEach(([x, y], i) => {
    const [nextX, nextY] = corners[(i + 1) % 4] as Point;
    const away = Math.abs(Math.atan2(nextY - y, nextX - x));
    if (away < least) {
      least = away;
      best = i;
    }
  });
  return best;
}
