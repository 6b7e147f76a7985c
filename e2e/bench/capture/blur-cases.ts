import { cardKinds } from '../../../widget/testing/scenes/card.ts';
import { groundKinds } from '../../../widget/testing/scenes/ground.ts';
import { between, pick, random } from '../../../widget/testing/scenes/raster.ts';
import type { SceneOptions } from '../../../widget/testing/scenes/scene.ts';

export interface BlurCase {
  readonly scene: SceneOptions;
  /** Quality of the JPEG file that the picture was kept in, 1..100; null: never kept in one. */
  readonly jpeg: number | null;
}

/** Live frames are many and small, stills few and large, as in use. */
const sizes = [
  [480, 360],
  [360, 480],
  [640, 480],
  [640, 480],
  [640, 360],
  [640, 480],
  [480, 640],
  [800, 600],
  [960, 720],
  [720, 960],
  [1280, 720],
  [1920, 1280],
] as const;

/**
 * The `index`-th picture of a set in which every card, ground, size, light, noise and strength of blur meets every other.
 * A third is blurred by its lens alone, the others by 0.05 to 1 mm of defocus, of motion or of both besides.
 */
export function blurCase(index: number): BlurCase {
  const next = random(index * 104_729 + 77);
  const [width, height] = sizes[index % sizes.length] as (typeof sizes)[number];
  const isStill = Math.max(width, height) >= 1280;
  const kind = next();
  const amount = 0.05 * 20 ** next();
  const share = next();
  const defocus = kind < 0.35 ? 0 : kind < 0.6 ? amount : kind < 0.85 ? 0 : amount * Math.sqrt(share);
  const motion = Math.sqrt(12) * (kind < 0.6 ? 0 : kind < 0.85 ? amount : amount * Math.sqrt(1 - share));
  return {
    scene: {
      seed: index + 50_000,
      width,
      height,
      card: cardKinds[Math.floor(next() * cardKinds.length)] ?? 'mykad',
      ground: groundKinds[Math.floor(next() * groundKinds.length)] ?? 'plain',
      fill: isStill ? between(next, 0.2, 0.7) : between(next, 0.08, 0.6),
      turn: (next() < 0.5 ? between(next, -6, 6) : between(next, -40, 40)) + (next() < 0.1 ? 90 : 0),
      tilt: next() < 0.4 ? 0 : between(next, 0, 30),
      likeness: next() < 0.2 ? between(next, 0.7, 0.95) : 0,
      light: next() < 0.3 ? between(next, 0.15, 0.4) : between(next, 0.5, 1.05),
      defocus,
      motion,
      optics: between(next, 0.45, 0.8),
      noise: next() < 0.35 ? between(next, 3, 9) : between(next, 0.5, 3),
      glare: next() < 0.2 ? between(next, 3, 11) : 0,
      hasShadow: next() < 0.2,
      hasFinger: next() < 0.2,
      hasNeighbour: next() < 0.2,
    },
    jpeg: pick(next, [null, null, 50, 70, 80, 90]),
  };
}
