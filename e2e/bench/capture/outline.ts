import { findOutline } from '../../../widget/quality/outline/index.ts';
import type { Point } from '../../../widget/quality/types.ts';
import { hardScene } from '../../../widget/testing/scenes/hard.ts';
import { random } from '../../../widget/testing/scenes/raster.ts';
import { drawScene, type SceneOptions } from '../../../widget/testing/scenes/scene.ts';
import { iou } from './iou.ts';
import { readGrounds, throughJpeg } from './pictures.ts';
import { share } from './share.ts';

/** Pictures with a card, cut off at the picture's edge, and with nothing in them. */
const WITH_CARD = 400;
const CUT_OFF = 100;
const EMPTY = 300;
/** The scenes that the model learns from (`train.ts`) begin at 0. */
const FIRST = 100_000;

export type SceneKind = 'card' | 'cut' | 'empty';

export interface SceneResult {
  readonly index: number;
  readonly kind: SceneKind;
  readonly options: SceneOptions;
  /** 0 where nothing was found. */
  readonly iou: number;
  readonly found: readonly Point[] | null;
  readonly truth: readonly Point[] | null;
}

const grounds = readGrounds();

/** One of the scenes, drawn and through JPEG. */
export async function sceneAt(index: number, kind: SceneKind): ReturnType<typeof drawAndCompress> {
  return drawAndCompress(
    hardScene(index, kind === 'empty', await grounds, { cut: kind === 'cut' ? 1 : 0 }),
    index,
  );
}

async function drawAndCompress(options: SceneOptions, index: number) {
  const scene = drawScene(options);
  const quality = Math.round(50 + 45 * random(index * 31 + 5)());
  return { ...scene, frame: await throughJpeg(scene.frame, quality) };
}

/** For `share.ts`. */
export async function judgeScene(at: number, { kind }: { readonly kind: SceneKind }): Promise<SceneResult> {
  const index = FIRST + at;
  const { frame, corners, options } = await sceneAt(index, kind);
  const found = findOutline(frame)?.outline.corners ?? null;
  const { photograph: _, ...plain } = options;
  return {
    index,
    kind,
    options: plain,
    iou: found && corners ? iou(found, corners) : 0,
    found,
    truth: corners,
  };
}

export async function benchOutline(): Promise<{
  readonly cards: readonly SceneResult[];
  readonly cut: readonly SceneResult[];
  readonly empty: readonly SceneResult[];
}> {
  const run = (kind: SceneKind, count: number): Promise<readonly SceneResult[]> =>
    share<SceneResult>(new URL(import.meta.url), 'judgeScene', count, { kind });
  return {
    cards: await run('card', WITH_CARD),
    cut: await run('cut', CUT_OFF),
    empty: await run('empty', EMPTY),
  };
}
