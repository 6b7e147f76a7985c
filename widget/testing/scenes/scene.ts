import type { Frame, Point } from '../../quality/types.ts';
import { type Card, type CardKind, drawCard } from './card.ts';
import { drawGround, type GroundKind } from './ground.ts';
import { defocus, halve, smear } from './lens.ts';
import { type Corners, type Homography, homography, placeCard, poseCard, project } from './pose.ts';
import {
  between,
  blend,
  type Colour,
  mix,
  normal,
  paint,
  paintBox,
  paintLine,
  type Random,
  type Raster,
  random,
  shade,
} from './raster.ts';

/** Everything about a scene; the same values and seed give the same picture. */
export interface SceneOptions {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  /** None: an empty scene. */
  readonly card: CardKind | null;
  readonly ground: GroundKind;
  /** Share of the frame that the card covers, 0..1. */
  readonly fill: number;
  /** In the plane, and out of it, in degrees. */
  readonly turn: number;
  readonly tilt: number;
  /** How near the ground's colour is to the card's: 0 chosen freely, 1 the same. */
  readonly likeness: number;
  /** Factor on the light, 1 as drawn. */
  readonly light: number;
  /** Standard deviation in millimetres on the card, length likewise. */
  readonly defocus: number;
  readonly motion: number;
  /** Standard deviation in pixels of lens and sensor. */
  readonly optics: number;
  /** Standard deviation in levels. */
  readonly noise: number;
  /** Radius in millimetres of a lamp's reflection on the card, 0 none. */
  readonly glare: number;
  readonly hasShadow: boolean;
  readonly hasFinger: boolean;
  readonly hasNeighbour: boolean;
  /** Share of the card's extent that lies outside of the picture, on one side of it; 0 whole. */
  readonly cut: number;
  /** A photograph for that kind of ground. */
  readonly photograph?: Raster;
}

export interface Scene {
  readonly frame: Frame;
  /** The card's own top left first, clockwise, in pixels; null in an empty scene. */
  readonly corners: Corners | null;
  readonly options: SceneOptions;
  /** Standard deviation of the whole blur in millimetres on the card: optics, defocus and motion, as squares added. */
  readonly blur: number;
  /** Share of the card that the reflection burns out. */
  readonly glare: number;
  /** Pixels of the frame to a millimetre on the card. */
  readonly scale: number;
}

const SUPER = 2;

function sample({ data, width, height }: Raster, x: number, y: number): Colour {
  const u = Math.min(width - 1.001, Math.max(0, x - 0.5));
  const v = Math.min(height - 1.001, Math.max(0, y - 0.5));
  const [i, j] = [Math.floor(u), Math.floor(v)];
  const [s, t] = [u - i, v - j];
  const at = (j * width + i) * 3;
  const low = at + width * 3;
  const channel = (c: number): number =>
    ((data[at + c] as number) * (1 - s) + (data[at + 3 + c] as number) * s) * (1 - t) +
    ((data[low + c] as number) * (1 - s) + (data[low + 3 + c] as number) * s) * t;
  return [channel(0), channel(1), channel(2)];
}

/** Lays the card onto the ground: a soft contact shadow, then the card itself, sampled several times a pixel. */
function layCard(
  ground: Raster,
  card: Card,
  corners: Corners,
  glareAt: (x: number, y: number) => number,
  next: Random,
): void {
  const { width, height, radius } = card;
  const back = homography(corners, [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ]);
  const distance = (x: number, y: number): number => {
    const [u, v] = project(back, x, y);
    const a = Math.abs(u - width / 2) - width / 2 + radius;
    const b = Math.abs(v - height / 2) - height / 2 + radius;
    return Math.hypot(Math.max(a, 0), Math.max(b, 0)) + Math.min(Math.max(a, b), 0) - radius;
  };
  const scale = Math.hypot(corners[1][0] - corners[0][0], corners[1][1] - corners[0][1]) / width;
  const box = boundsOf(corners, 8 * scale);
  const [sx, sy] = [between(next, -1.2, 1.2) * scale, between(next, -1.2, 1.2) * scale];
  const soft = between(next, 0.6, 3);
  const dark = between(next, 0.05, 0.5);
  paint(ground, box, (x, y) => distance(x - sx, y - sy) - soft * 0.4, [8, 8, 10], {
    softness: soft * 2,
    opacity: dark,
  });
  let texture = card.raster;
  let perMm = card.scale;
  while (perMm > scale * SUPER * 1.5) {
    texture = halve(texture);
    perMm /= 2;
  }
  const bevel = between(next, 0, 0.35);
  for (let y = Math.max(0, Math.floor(box[1])); y < Math.min(ground.height, box[3]); y++) {
    for (let x = Math.max(0, Math.floor(box[0])); x < Math.min(ground.width, box[2]); x++) {
      let cover = 0;
      let sum: Colour = [0, 0, 0];
      for (let i = 0; i < SUPER * SUPER; i++) {
        const px = x + ((i % SUPER) + 0.5) / SUPER;
        const py = y + (Math.floor(i / SUPER) + 0.5) / SUPER;
        const d = distance(px, py);
        if (d > 0) continue;
        const [u, v] = project(back, px, py);
        const base = shade(sample(texture, u * perMm, v * perMm), d > -0.35 ? 1 - bevel : 1);
        sum = mix([sum[0] + base[0], sum[1] + base[1], sum[2] + base[2]], sum, 0);
        cover += 1;
        const shine = glareAt(u, v);
        if (shine > 0) sum = [sum[0] + shine * 330, sum[1] + shine * 330, sum[2] + shine * 325];
      }
      if (cover > 0) blend(ground, y * ground.width + x, shade(sum, 1 / cover), cover / (SUPER * SUPER));
    }
  }
}

/** Moves a card so that a share of its extent is outside of the picture, across one of its four edges. */
function pushOut(
  corners: Corners,
  frame: { readonly width: number; readonly height: number },
  share: number,
  next: Random,
): Corners {
  const [x0, y0, x1, y1] = boundsOf(corners, 0);
  const side = Math.floor(next() * 4);
  const dx = side === 0 ? -x0 - (x1 - x0) * share : side === 1 ? frame.width - x1 + (x1 - x0) * share : 0;
  const dy = side === 2 ? -y0 - (y1 - y0) * share : side === 3 ? frame.height - y1 + (y1 - y0) * share : 0;
  return corners.map(([x, y]): Point => [x + dx, y + dy]) as unknown as Corners;
}

function boundsOf(corners: readonly Point[], pad: number): readonly [number, number, number, number] {
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return [Math.min(...xs) - pad, Math.min(...ys) - pad, Math.max(...xs) + pad, Math.max(...ys) + pad];
}

const along = ([ax, ay]: Point, [bx, by]: Point, share: number): Point => [
  ax + (bx - ax) * share,
  ay + (by - ay) * share,
];

function finger(raster: Raster, corners: Corners, next: Random): void {
  const side = Math.floor(next() * 4);
  const on = along(corners[side] as Point, corners[(side + 1) % 4] as Point, between(next, 0.15, 0.85));
  const middle = along(along(corners[0], corners[2], 0.5), along(corners[1], corners[3], 0.5), 0.5);
  const size = Math.hypot(corners[1][0] - corners[0][0], corners[1][1] - corners[0][1]);
  const tip = along(on, middle, between(next, 0.08, 0.25));
  const out: Point = [
    on[0] + (on[0] - middle[0]) * 1.4 + normal(next) * size * 0.2,
    on[1] + (on[1] - middle[1]) * 1.4 + normal(next) * size * 0.2,
  ];
  const skin = shade([214, 164, 134], between(next, 0.4, 1.1));
  const thick = size * between(next, 0.15, 0.24);
  paintLine(raster, [tip[0] + 3, tip[1] + 4], out, thick * 1.1, [20, 10, 10], { opacity: 0.3, softness: 8 });
  paintLine(raster, tip, out, thick, skin, { softness: 2 });
  paintLine(raster, tip, out, thick * 0.5, shade(skin, 1.08), { softness: thick * 0.4, opacity: 0.5 });
}

function shadowEdge(raster: Raster, next: Random): void {
  const angle = next() * Math.PI * 2;
  const at: Point = [raster.width * between(next, 0.3, 0.7), raster.height * between(next, 0.3, 0.7)];
  const depth = between(next, 0.35, 0.75);
  const soft = between(next, 1, 10);
  const { data, width } = raster;
  for (let i = 0; i < width * raster.height; i++) {
    const d = ((i % width) - at[0]) * Math.cos(angle) + (Math.floor(i / width) - at[1]) * Math.sin(angle);
    const factor = 1 - depth * Math.min(1, Math.max(0, 0.5 + d / soft));
    for (let c = 0; c < 3; c++) data[i * 3 + c] = (data[i * 3 + c] as number) * factor;
  }
}

function neighbour(raster: Raster, corners: Corners | null, next: Random): void {
  const unit = Math.max(raster.width, raster.height);
  const colour: Colour = [60 + next() * 195, 60 + next() * 195, 60 + next() * 195];
  const width = unit * between(next, 0.08, 0.2);
  for (let tries = 0; tries < 12; tries++) {
    const box = {
      x: next() * (raster.width - width),
      y: next() * (raster.height - width * 0.6),
      width,
      height: width * between(next, 0.5, 0.8),
      turn: normal(next) * 0.5,
    };
    const centre: Point = [box.x + box.width / 2, box.y + box.height / 2];
    if (corners && isNear(corners, centre, width * 0.75)) continue;
    paintBox(raster, { ...box, x: box.x + 2, y: box.y + 3 }, [10, 10, 10], { opacity: 0.3, softness: 6 });
    paintBox(raster, box, colour);
    return;
  }
}

/** True where a point lies in the corners grown by `pad` pixels (roughly). */
function isNear(corners: Corners, [x, y]: Point, pad: number): boolean {
  return corners.every(([ax, ay], i) => {
    const [bx, by] = corners[(i + 1) % 4] as Point;
    const length = Math.hypot(bx - ax, by - ay);
    return ((x - ax) * (by - ay) - (y - ay) * (bx - ax)) / length < pad;
  });
}

/** Draws one picture. */
export function drawScene(options: SceneOptions): Scene {
  const { seed, width, height } = options;
  const next = random(seed);
  const frame = { width, height };
  const card = options.card ? drawCard(options.card, next) : null;
  let corners: Corners | null = null;
  if (card) {
    let fill = options.fill;
    for (let tries = 0; tries < 40 && !corners; tries++) {
      const posed = poseCard({
        card,
        frame,
        fill,
        turn: (options.turn * Math.PI) / 180,
        tilt: (options.tilt * Math.PI) / 180,
        axis: next() * Math.PI,
        focal: between(next, 0.75, 1.3),
      });
      corners = placeCard(posed, frame, 3, next);
      fill *= 0.94;
    }
    if (corners && options.cut > 0) corners = pushOut(corners, frame, options.cut, next);
  }
  const paper = card ? meanOf(card.raster) : null;
  const tone = paper && options.likeness > 0 ? likeTone(paper, options.likeness, next) : undefined;
  let raster = drawGround(options.ground, frame, next, tone, options.photograph);
  if (options.hasNeighbour) neighbour(raster, corners, next);
  const spot = {
    x: between(next, 0.25, 0.75) * (card?.width ?? 0),
    y: between(next, 0.3, 0.7) * (card?.height ?? 0),
  };
  const glareAt = (u: number, v: number): number => {
    if (options.glare <= 0) return 0;
    const beyond = Math.hypot(u - spot.x, (v - spot.y) * 1.3) / options.glare;
    return beyond > 3 ? 0 : Math.exp(-((beyond / 1.15) ** 3));
  };
  let scale = 1;
  if (card && corners) {
    const map: Homography = homography(
      [
        [0, 0],
        [card.width, 0],
        [card.width, card.height],
        [0, card.height],
      ],
      corners,
    );
    const [a, b] = [project(map, 0, card.height / 2), project(map, card.width, card.height / 2)];
    scale = Math.hypot(b[0] - a[0], b[1] - a[1]) / card.width;
    layCard(raster, card, corners, glareAt, next);
    if (options.hasFinger) finger(raster, corners, next);
  }
  if (options.hasShadow) shadowEdge(raster, next);
  const sigma = Math.hypot(options.optics, options.defocus * scale);
  raster = smear(defocus(raster, sigma), options.motion * scale, next() * Math.PI);
  return {
    frame: expose(raster, options, next),
    corners,
    options,
    blur: Math.hypot(options.optics / scale, options.defocus, options.motion / Math.sqrt(12)),
    glare:
      options.glare > 0 && card
        ? (0.85 * Math.PI * (options.glare * 0.9) ** 2) / 1.3 / (card.width * card.height)
        : 0,
    scale,
  };
}

/** Uneven light, noise that grows with it a little, eight bits. */
function expose({ data, width, height }: Raster, { light, noise }: SceneOptions, next: Random): Frame {
  const out = new Uint8ClampedArray(width * height * 4);
  const angle = next() * Math.PI * 2;
  const slope = between(next, 0, 0.35);
  const warm = between(next, -0.08, 0.08);
  const gains = [1 + warm, 1, 1 - warm];
  for (let i = 0; i < width * height; i++) {
    const ramp =
      (((i % width) / width - 0.5) * Math.cos(angle) +
        (Math.floor(i / width) / height - 0.5) * Math.sin(angle)) *
      slope;
    for (let c = 0; c < 3; c++) {
      const level = (data[i * 3 + c] as number) * light * (1 + ramp) * (gains[c] as number);
      const grain = noise > 0 ? noise * 2 * (next() + next() + next() - 1.5) : 0;
      out[i * 4 + c] = level + grain;
    }
    out[i * 4 + 3] = 255;
  }
  return { data: out, width, height };
}

function meanOf({ data }: Raster): Colour {
  const sum = [0, 0, 0];
  let count = 0;
  for (let i = 0; i < data.length; i += 3 * 37) {
    for (let c = 0; c < 3; c++) sum[c] = (sum[c] as number) + (data[i + c] as number);
    count += 1;
  }
  return sum.map((value) => value / count) as unknown as Colour;
}

function likeTone(paper: Colour, likeness: number, next: Random): Colour {
  const away = (1 - likeness) * 90;
  const sign = next() < 0.5 ? -1 : 1;
  return [
    paper[0] + sign * away + normal(next) * 3,
    paper[1] + sign * away + normal(next) * 3,
    paper[2] + sign * away + normal(next) * 3,
  ];
}
