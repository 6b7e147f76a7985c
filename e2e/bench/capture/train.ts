/**
 * `npx tsx e2e/bench/capture/train.ts`: draws scenes, looks at every figure in them, and writes what tells the documents from the
 * rest to `widget/quality/outline/model.ts`. Run it after a change to the search or to its features: a quarter of an hour on two
 * processors. The bench judges by other scenes than these.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { logitOf, type Network } from '../../../widget/quality/outline/network.ts';
import { examine, figuresIn } from '../../../widget/quality/outline/search.ts';
import { iou } from './iou.ts';
import { type Example, learn } from './learn.ts';
import { type SceneKind, sceneAt } from './outline.ts';
import { share } from './share.ts';

const CARDS = 1200;
const CUT = 120;
const EMPTY = 800;
/** More of them, by which the threshold is set: those that were learnt from would flatter. */
const SPARED = 400;
/** The share of empty scenes in which something may be found. */
const FALSE_ALARMS = 0.0125;

interface Figure {
  readonly rough: readonly number[];
  readonly fine: readonly number[] | null;
  /** 0 in an empty scene. */
  readonly iou: number;
}

const short = (values: readonly number[]): number[] => values.map((value) => Number(value.toFixed(4)));

/** For `share.ts`: every figure of a scene. */
export async function figuresAt(index: number, { kind }: { readonly kind: SceneKind }): Promise<Figure[]> {
  const { frame, corners } = await sceneAt(index, kind);
  const { width, height } = frame;
  const figures = figuresIn(frame, { x: 0, y: 0, width, height });
  return figures.known.map((known) => {
    const examined = examine(figures, known);
    return {
      rough: short(known.features),
      fine: examined && short(examined.features),
      iou: examined && corners ? iou(examined.corners, corners) : 0,
    };
  });
}

/** Soft: a figure that is nearly right is half of one. */
const targetOf = (overlap: number): number => Math.min(1, Math.max(0, (overlap - 0.8) / 0.14));

const examples = (
  scenes: readonly (readonly Figure[])[],
  kind: 'rough' | 'fine',
  weight: number,
): Example[] =>
  scenes.flat().flatMap((figure) => {
    const features = figure[kind];
    return features ? [{ features, target: targetOf(figure.iou), weight }] : [];
  });

const print = ({ inputs, hidden, means, scales, weights }: Network): string => {
  const list = (values: readonly number[], digits: number): string =>
    values.map((value) => Number(value.toPrecision(digits))).join(', ');
  const rounded = weights.map((value) => Number(value.toFixed(2))).join(', ');
  return `{
  inputs: ${inputs},
  hidden: ${hidden},
  means: [${list(means, 3)}],
  scales: [${list(scales, 3)}],
  weights: [${rounded}],
}`;
};

async function main(): Promise<void> {
  const draw = (kind: SceneKind, count: number): Promise<readonly (readonly Figure[])[]> =>
    share<Figure[]>(new URL(import.meta.url), 'figuresAt', count, { kind });
  const cards = [...(await draw('card', CARDS)), ...(await draw('cut', CUT))];
  const drawn = await draw('empty', EMPTY + SPARED);
  const empty = drawn.slice(0, EMPTY);
  const rough = learn([...examples(cards, 'rough', 1), ...examples(empty, 'rough', 0.5)], 6, 400);
  const fine = learn([...examples(cards, 'fine', 1), ...examples(empty, 'fine', 4)], 8, 600);
  const alarms = drawn
    .slice(EMPTY)
    .map((figures) =>
      Math.max(-99, ...figures.map((figure) => (figure.fine ? logitOf(fine, figure.fine) : -99))),
    )
    .sort((a, b) => b - a);
  const threshold = Number((alarms[Math.floor(FALSE_ALARMS * alarms.length)] ?? 0).toFixed(2));
  const file = 'widget/quality/outline/model.ts';
  const head = readFileSync(file, 'utf8').split('// biome-ignore')[0] ?? '';
  writeFileSync(
    file,
    `${head}// biome-ignore format: numbers
export const rough: Network = ${print(rough)};

// biome-ignore format: numbers
export const fine: Network = ${print(fine)};

/** A figure below this logit is not reported. */
export const THRESHOLD = ${threshold};
`,
  );
  console.log(`${cards.length} scenes with a card, ${empty.length} without: ${file} is written`);
}

if (process.argv[1]?.endsWith('train.ts')) await main();
