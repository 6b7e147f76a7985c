import type { Frame, Point, Region } from '../types.ts';
import { edgesOf } from './edges.ts';
import { fineFeatures, type Rough, roughFeatures } from './features.ts';
import { signedArea } from './figure.ts';
import { gradientOf } from './gradient.ts';
import { inkIn, inkOf } from './ink.ts';
import { segmentsOf } from './lines.ts';
import { mapsOf } from './maps.ts';
import { profilesOf } from './profile.ts';
import { quadsOf } from './quads.ts';
import { type Refined, refine } from './refine.ts';
import { type Corners, cameraOf, type Pose, poseOf } from './view.ts';

/** Lines, and figures of them, that are looked at. */
const LINES = 48;
const QUADS = 24;
/** The look beside a side goes no farther than this share of the shortest one, or it meets the print. */
const NEAR = 0.05;

/** Figures in a part of a frame, and the features of each that `model.ts` puts them in order by. */
export interface Figures {
  readonly frame: Frame;
  readonly region: Region;
  /** Pixels of the frame to one of the map in which the figures lie. */
  readonly factor: number;
  readonly known: readonly (Rough & { readonly features: readonly number[] })[];
}

/** Everything in a part of a frame that could be a document. */
export function figuresIn(frame: Frame, region: Region): Figures {
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
  const ink = inkOf(edges);
  const known = quadsOf({ lines, camera, width, height }, QUADS).map((quad) => {
    const share = Math.abs(signedArea(quad.corners)) / (width * height);
    const figure = { quad, ink: inkIn(ink, quad.corners), share };
    return { ...figure, features: roughFeatures(figure) };
  });
  return { frame, region, factor, known };
}

/** A figure whose sides were looked at in the whole picture. Corners are in pixels of the frame. */
export interface Examined extends Refined {
  readonly pose: Pose;
  readonly features: readonly number[];
}

/** Looks at the sides of one figure in the frame itself. Null where they are no sides of anything flat. */
export function examine({ frame, region, factor }: Figures, figure: Rough): Examined | null {
  const { quad } = figure;
  const corners = quad.corners.map(
    ([x, y]): Point => [region.x + (x + 0.5) * factor, region.y + (y + 0.5) * factor],
  ) as unknown as Corners;
  const step = Math.max(1, factor / 3);
  const reach = Math.min(2 * factor, Math.max(3, NEAR * shortest(corners))) / step;
  const refined = refine(frame, corners, reach, step, quad.guessed);
  const pose = refined && poseOf(cameraOf(frame.width, frame.height), refined.corners);
  return pose && { ...refined, pose, features: fineFeatures(figure, pose, refined.sides) };
}

const shortest = (corners: Corners): number =>
  Math.min(
    ...corners.map(([x, y], i) => {
      const [u, v] = corners[(i + 1) % 4] as Point;
      return Math.hypot(u - x, v - y);
    }),
  );
