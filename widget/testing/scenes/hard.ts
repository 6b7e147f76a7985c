import { type CardKind, cardKinds } from './card.ts';
import { type GroundKind, groundKinds } from './ground.ts';
import { between, pick, type Raster, random } from './raster.ts';
import type { SceneOptions } from './scene.ts';

const sizes = [
  [640, 480],
  [640, 360],
  [360, 640],
  [480, 640],
] as const;

/** The `index`-th of a set of hard scenes: every ground, card and fault in turn and in mixture. */
export function hardScene(
  index: number,
  isEmpty = false,
  photographs: readonly Raster[] = [],
  share: { readonly cut: number } = { cut: 0 },
): SceneOptions {
  const next = random(index * 7919 + (isEmpty ? 13 : 0));
  const [width, height] = pick(next, sizes);
  const likeness = next() < 0.2 ? between(next, 0.75, 1) : 0;
  const photograph = photographs.length > 0 && next() < 0.6 ? pick(next, photographs) : undefined;
  return {
    seed: index + 1,
    width,
    height,
    card: isEmpty ? null : (cardKinds[index % cardKinds.length] as CardKind),
    ground: groundKinds[Math.floor(index / 2) % groundKinds.length] as GroundKind,
    fill: next() < 0.06 ? between(next, 0.035, 0.08) : between(next, 0.08, 0.6),
    turn: (next() < 0.3 ? between(next, -8, 8) : between(next, -45, 45)) + (next() < 0.15 ? 90 : 0),
    tilt: next() < 0.3 ? 0 : between(next, 0, 35),
    likeness,
    light: next() < 0.2 ? between(next, 0.15, 0.4) : between(next, 0.5, 1.05),
    defocus: next() < 0.25 ? between(next, 0.1, 0.8) : 0,
    motion: next() < 0.15 ? between(next, 0.5, 2) : 0,
    optics: between(next, 0.45, 0.8),
    noise: next() < 0.3 ? between(next, 3, 8) : between(next, 0.5, 3),
    glare: next() < 0.15 ? between(next, 4, 11) : 0,
    hasShadow: next() < 0.15,
    hasFinger: next() < 0.15,
    // On its own it would be a card without print.
    hasNeighbour: next() < 0.25 && !isEmpty,
    cut: next() < share.cut ? between(next, 0.05, 0.3) : 0,
    ...(photograph ? { photograph } : {}),
  };
}
