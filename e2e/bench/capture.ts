/**
 * `npm run bench -- capture`: how well documents are found, blur and reflections told, and codes read, on pictures that the
 * project draws itself, and how long a frame takes in a worker. `--photos DIR` takes the pictures of a folder with a
 * `manifest.json` instead, and says how well documents are found on them.
 *
 * The worst cases are written to `test-results/capture-worst.png`, to look at.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { benchBlur } from './capture/blur.ts';
import { benchCodes } from './capture/codes.ts';
import { benchLive } from './capture/live.ts';
import { benchOutline, type SceneResult, sceneAt } from './capture/outline.ts';
import { benchPhotos, type PhotoResult } from './capture/photos.ts';
import { readPicture } from './capture/pictures.ts';
import { type Tile, writeSheet } from './capture/sheet.ts';
import { benchSpeed } from './capture/speed.ts';
import type { Figures } from './main.ts';
import { table } from './table.ts';

const sheet = resolve('test-results', 'capture-worst.png');
const fixtures = resolve('..', 'shared', 'fixtures');
/** What is expected: by the name of a figure, the least or the most it may be. */
const least: Readonly<Record<string, number>> = {
  outlineMeanIou: 0.9,
  outlineShareAbove90: 0.85,
  photoShareAbove90: 1,
  blurAuc: 0.95,
  blurAucFound: 0.95,
  blurAucFar: 0.98,
  blurAucFarFound: 0.98,
  codesDenseRead: 90,
};
const most: Readonly<Record<string, number>> = {
  outlineFalseAlarms: 0.02,
  frameMedianMs: 4,
  liveLongTasks: 0,
};
const GOOD = 0.9;
const WORST = 20;

const share = <T>(list: readonly T[], is: (item: T) => boolean): number =>
  list.length === 0 ? Number.NaN : list.filter(is).length / list.length;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const round = (value: number): number => Number(value.toFixed(4));
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

function photoTable(photos: readonly PhotoResult[]): void {
  table(
    ['picture', 'whole', 'IoU', 'IoU at 640 px'],
    photos.map(({ file, isWhole, iou, liveIou }) => [
      file,
      isWhole ? 'yes' : 'no',
      iou.toFixed(3),
      liveIou.toFixed(3),
    ]),
  );
}

const photoTile = async ({ path, file, iou, truth, found }: PhotoResult): Promise<Tile> => ({
  frame: await readPicture(path),
  caption: `${file.slice(file.lastIndexOf('/') + 1)} ${iou.toFixed(2)}`,
  truth,
  found,
});

/** Of a folder: `npm run bench -- capture --photos DIR`. */
async function onPhotos(folder: string): Promise<Figures> {
  const photos = await benchPhotos(folder);
  if (photos.length === 0) throw new Error(`The manifest of ${folder} names no picture with four corners`);
  photoTable(photos);
  const whole = photos.filter(({ isWhole }) => isWhole);
  await writeSheet(
    sheet,
    await Promise.all(
      [...photos]
        .sort((a, b) => a.iou - b.iou)
        .slice(0, WORST)
        .map(photoTile),
    ),
  );
  console.log(`\nthe worst are in ${sheet}`);
  return {
    pictures: photos.length,
    meanIou: round(mean(whole.map(({ iou }) => iou))),
    shareAbove90: round(share(whole, ({ iou }) => iou > GOOD)),
    meanIouAt640: round(mean(whole.map(({ liveIou }) => liveIou))),
    shareAbove90At640: round(share(whole, ({ liveIou }) => liveIou > GOOD)),
  };
}

const sceneTile = async ({ index, kind, options, iou, found, truth }: SceneResult): Promise<Tile> => ({
  frame: (await sceneAt(index, kind)).frame,
  caption: `${index} ${options.ground} ${kind} ${iou.toFixed(2)}`,
  truth,
  found,
});

const groups: readonly (readonly [string, (scene: SceneResult) => string])[] = [
  ['ground', ({ options }) => options.ground],
  ['card', ({ options }) => String(options.card)],
  ['colour', ({ options }) => (options.likeness > 0 ? 'like the ground' : 'another')],
  ['light', ({ options }) => (options.light < 0.45 ? 'dark' : 'bright')],
  ['finger', ({ options }) => (options.hasFinger ? 'yes' : 'no')],
];

function outlineTable(cards: readonly SceneResult[]): void {
  const rows = groups.flatMap(([name, of]) =>
    [...new Set(cards.map(of))].sort().map((value): (string | number)[] => {
      const some = cards.filter((scene) => of(scene) === value);
      return [
        `${name}: ${value}`,
        some.length,
        mean(some.map(({ iou }) => iou)).toFixed(3),
        percent(share(some, ({ iou }) => iou > GOOD)),
      ];
    }),
  );
  table(
    ['outline', 'pictures', 'mean IoU', 'above 0.9'],
    [
      [
        'all',
        cards.length,
        mean(cards.map(({ iou }) => iou)).toFixed(3),
        percent(share(cards, ({ iou }) => iou > GOOD)),
      ],
      ...rows,
    ],
  );
}

export async function run(): Promise<Figures> {
  const at = process.argv.indexOf('--photos');
  if (at > 0) {
    return onPhotos(process.argv[at + 1] ?? '').catch((thrown: unknown) => {
      // A folder that is not there, or a manifest that is none, is the caller's to mend.
      console.error(
        thrown instanceof z.ZodError ? `manifest.json: ${z.prettifyError(thrown)}` : String(thrown),
      );
      process.exit(2);
    });
  }

  const { cards, cut, empty } = await benchOutline();
  outlineTable(cards);
  const alarms = share(empty, ({ found }) => found !== null);
  console.log(`\n${empty.length} empty scenes: a document in ${percent(alarms)}`);
  console.log(
    `${cut.length} documents that stick out of the picture: ${percent(share(cut, ({ iou }) => iou > GOOD))} above 0.9, ${percent(share(cut, ({ found }) => found === null))} not found\n`,
  );
  const photos = existsSync(fixtures) ? await benchPhotos(fixtures) : [];
  if (photos.length > 0) photoTable(photos);
  else console.log('no photographs beside the project: left out');

  const blur = await benchBlur();
  console.log();
  table(blur.headings, blur.rows);
  const codes = await benchCodes();
  console.log();
  table(codes.headings, codes.rows);
  const { medianMs, p95Ms } = await benchSpeed();
  console.log(
    `\na frame of 640 pixels in a worker: median ${medianMs.toFixed(1)} ms, p95 ${p95Ms.toFixed(1)} ms`,
  );

  const { count, longestMs } = await benchLive();
  console.log(
    `ten seconds of live camera: ${count} tasks of more than 50 ms in the page, the longest ${longestMs} ms`,
  );

  const worst = [...cards].sort((a, b) => a.iou - b.iou).slice(0, WORST);
  const made = empty.filter(({ found }) => found !== null).slice(0, WORST / 2);
  await writeSheet(sheet, await Promise.all([...worst, ...made].map(sceneTile)));
  console.log(`the worst cases are in ${sheet}\n`);

  const figures = {
    outlineMeanIou: round(mean(cards.map(({ iou }) => iou))),
    outlineShareAbove90: round(share(cards, ({ iou }) => iou > GOOD)),
    outlineFalseAlarms: round(alarms),
    outlineCutOffShareAbove90: round(share(cut, ({ iou }) => iou > GOOD)),
    photoShareAbove90:
      photos.length === 0
        ? null
        : round(
            share(
              photos.filter(({ isWhole }) => isWhole),
              ({ iou }) => iou > GOOD,
            ),
          ),
    ...blur.figures,
    ...codes.figures,
    frameMedianMs: round(medianMs),
    frameP95Ms: round(p95Ms),
    liveLongTasks: count,
    liveLongestTaskMs: longestMs,
  };
  const missed = missedBars(figures);
  for (const line of missed) console.error(line);
  if (missed.length > 0) process.exitCode = 1;
  return { ...figures, withinBars: missed.length === 0 };
}

/** A sentence for each figure that is not what is expected. */
function missedBars(figures: Figures): readonly string[] {
  const told = (
    bars: Readonly<Record<string, number>>,
    isMet: (value: number, bar: number) => boolean,
    word: string,
  ) =>
    Object.entries(bars).flatMap(([name, bar]) => {
      const value = figures[name];
      // What could not be measured is null: a clone of its own has no photographs.
      return typeof value !== 'number' || isMet(value, bar)
        ? []
        : [`MISSED: ${name} is ${value}, ${bar} at the ${word}`];
    });
  return [
    ...told(least, (value, bar) => value >= bar, 'least'),
    ...told(most, (value, bar) => value <= bar, 'most'),
  ];
}
