import type { Frame, Outline, Point, Region } from '../types.ts';
import { edgesOf } from './edges.ts';
import { fineFeatures, type Rough, roughFeatures } from './features.ts';
import { signedArea } from './figure.ts';
import { gradientOf } from './gradient.ts';
import { inkIn, inkOf } from './ink.ts';
import { segmentsOf } from './lines.ts';
import { mapsOf } from './maps.ts';
import { fine, rough, THRESHOLD } from './model.ts';
import { logitOf } from './network.ts';
import { profilesOf } from './profile.ts';
import { quadsOf } from './quads.ts';
import { type Refined, refine, type SideEvidence } from './refine.ts';
import { type Corners, cameraOf, type Pose, poseOf } from './view.ts';

export type { Corners, Pose, SideEvidence };

/** Lines, and figures of them, that are looked at; and those whose sides are looked at in the whole picture. */
const LINES = 48;
const QUADS = 24;
const SHORTLIST = 5;
/** A logit above which no other one is looked at. */
const CERTAIN = 2.5;
/** The second look at the sides of the chosen one: steps beside them, of a pixel of a picture 640 wide. */
const POLISH = 3;
/** The first look goes no farther beside a side than this share of the shortest one, or it meets the print. */
const NEAR = 0.05;

/** A document's outline and what is known of it. */
export interface Found {
  readonly outline: Outline;
  readonly pose: Pose;
  /** From the outline's first corner on: top, right, bottom, left. */
  readonly sides: readonly SideEvidence[];
}

interface Candidate extends Refined {
  readonly pose: Pose;
  readonly logit: number;
}

/** Pixels of the shorter side of a picture below which nothing is looked for. */
const MIN_SIZE = 48;
/** A figure of less than this share of the picture is looked at from nearer, with this much of its size around it. */
const SMALL = 0.09;
const MARGIN = 0.35;
/** Logits below the threshold at which it is still worth the time. */
const DOUBT = 1.5;

/** The figure in a part of a frame that is most likely a document, in pixels of the frame; null where there is none at all. */
function bestFigureIn(frame: Frame, region: Region): Candidate | null {
  const maps = mapsOf(frame, region);
  const { width, height, factor } = maps;
  const gradient = gradientOf(maps);
  const edges = edgesOf(gradient);
  const lines = profilesOf(gradient, edges, segmentsOf(gradient, edges, LINES));
  const whole = cameraOf(frame.width, frame.height);
  const camera = {
    x: (whole.x - region.x) / factor,
    y: (whole.y - region.y) / factor,
    focal: whole.focal / factor,
  };
  const quads = quadsOf({ lines, camera, width, height }, QUADS);
  const ink = inkOf(edges);
  const shortlist = quads
    .map((quad): Rough & { readonly logit: number } => {
      const share = Math.abs(signedArea(quad.corners)) / (width * height);
      const known = { quad, ink: inkIn(ink, quad.corners), share };
      return { ...known, logit: logitOf(rough, roughFeatures(known)) };
    })
    .sort((a, b) => b.logit - a.logit)
    .slice(0, SHORTLIST);
  const step = Math.max(1, factor / 3);
  let best: Candidate | null = null;
  for (const known of shortlist) {
    const corners = known.quad.corners.map(
      ([x, y]): Point => [region.x + (x + 0.5) * factor, region.y + (y + 0.5) * factor],
    );
    const reach = Math.min(2 * factor, Math.max(3, NEAR * shortest(corners))) / step;
    const refined = refine(frame, corners as unknown as Corners, reach, step, known.quad.guessed);
    const pose = refined && poseOf(whole, refined.corners);
    if (!pose) continue;
    const logit = logitOf(fine, fineFeatures(known, pose, refined.sides));
    if (!best || logit > best.logit) best = { ...refined, pose, logit };
    if (best.logit > CERTAIN) break;
  }
  return best;
}

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

/** The figure that is most likely a document, and how likely that is as a logit. Null where there is none at all. */
export function bestFigure(frame: Frame): Candidate | null {
  const { width, height } = frame;
  if (Math.min(width, height) < MIN_SIZE) return null;
  const first = bestFigureIn(frame, { x: 0, y: 0, width, height });
  if (!first || first.logit < THRESHOLD - DOUBT) return first;
  if (Math.abs(signedArea(first.corners)) > SMALL * width * height) return first;
  // So small that its band and its border run together: once more, from nearer.
  const second = bestFigureIn(frame, around(first, frame));
  return second && second.logit > first.logit ? second : first;
}

/**
 * Looks for a document: four straight sides that could be a flat card or page, the sides found to a fraction of a pixel.
 * Null rather than a guess.
 *
 * @param frame RGBA; best at 640 pixels on its long side or more.
 */
export function findOutline(frame: Frame): Found | null {
  const best = bestFigure(frame);
  if (!best || best.logit < THRESHOLD) return null;
  const step = Math.max(1, Math.max(frame.width, frame.height) / 640);
  const polished = refine(frame, best.corners, POLISH, step / 2) ?? best;
  const pose = poseOf(cameraOf(frame.width, frame.height), polished.corners) ?? best.pose;
  const first = topLeft(polished.corners);
  const turned = <T>(list: readonly T[]): T[] => list.map((_, i) => list[(i + first) % 4] as T);
  return {
    outline: {
      corners: turned(polished.corners) as unknown as Corners,
      confidence: 1 / (1 + Math.exp(-best.logit)),
    },
    pose: first % 2 === 0 ? pose : { ...pose, ratio: 1 / pose.ratio },
    sides: turned(best.sides),
  };
}

export const shortest = (corners: readonly Point[]): number =>
  Math.min(
    ...corners.map(([x, y], i) => {
      const [u, v] = corners[(i + 1) % 4] as Point;
      return Math.hypot(u - x, v - y);
    }),
  );

/** Of four corners, clockwise, the one from which the next side runs most to the right and down. */
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
