import type { Frame, Outline, Point } from '../types.ts';
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
const LINES = 60;
const QUADS = 24;
const SHORTLIST = 6;
/** A logit above which no other one is looked at. */
const CERTAIN = 3;
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

const MIN_SIZE = 48;

/** The figure that is most likely a document, and how likely that is as a logit, above 0 or not. Null where there is none at all. */
export function bestFigure(frame: Frame): Candidate | null {
  if (Math.min(frame.width, frame.height) < MIN_SIZE) return null;
  const maps = mapsOf(frame);
  const { width, height, factor } = maps;
  const gradient = gradientOf(maps);
  const edges = edgesOf(gradient);
  const lines = profilesOf(gradient, edges, segmentsOf(gradient, edges, LINES));
  const quads = quadsOf({ lines, camera: cameraOf(width, height), width, height }, QUADS);
  const ink = inkOf(edges);
  const shortlist = quads
    .map((quad): Rough & { readonly logit: number } => {
      const known = {
        quad,
        ink: inkIn(ink, quad.corners),
        share: Math.abs(signedArea(quad.corners)) / (width * height),
      };
      return { ...known, logit: logitOf(rough, roughFeatures(known)) };
    })
    .sort((a, b) => b.logit - a.logit)
    .slice(0, SHORTLIST);
  const camera = cameraOf(frame.width, frame.height);
  const step = Math.max(1, factor / 3);
  let best: Candidate | null = null;
  for (const known of shortlist) {
    const corners = known.quad.corners.map(([x, y]): Point => [(x + 0.5) * factor, (y + 0.5) * factor]);
    const refined = refine(
      frame,
      corners as unknown as Corners,
      (2 * factor) / step,
      step,
      known.quad.guessed,
    );
    const pose = refined && poseOf(camera, refined.corners);
    if (!pose) continue;
    const logit = logitOf(fine, fineFeatures(known, pose, refined.sides));
    if (!best || logit > best.logit) best = { ...refined, pose, logit };
    if (best.logit > CERTAIN) break;
  }
  return best;
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
