import { type Corners, chooseCorners } from './corners.ts';
import { type Finder, findFinders } from './finders.ts';
import { halve, type Luma, type Point } from './luma.ts';
import { completePairs } from './pairs.ts';
import { type Located, locate } from './timing.ts';

/** Pixels on the long side of the largest picture that is searched at once. */
const SEARCH_SIDE = 2000;
/** Below this many pixels on the long side no dense code has two pixels a module. */
const LEAST_SIDE = 320;
/** Pixels a module at which modules are read; with more of them a picture half as large has less noise. */
const MOST_PITCH = 7;
/** Threes of finder patterns that are tried at one size of the picture, and sizes of the code for each. */
const THREES = 4;
const SIZES = 2;

/** A place where a code may lie, and the picture that it is best read from. */
export interface Spot {
  readonly picture: Luma;
  readonly located: Located;
}

/** The picture, half of it, a quarter and so on. */
function pyramidOf(picture: Luma): Luma[] {
  const levels = [picture];
  for (let last = picture; Math.max(last.width, last.height) >= 2 * LEAST_SIDE; levels.push(last))
    last = halve(last);
  return levels;
}

/** In which order the sizes are searched: the largest that is quick, smaller ones, then larger ones. */
function orderOf(levels: readonly Luma[]): number[] {
  const first = levels.findIndex(({ width, height }) => Math.max(width, height) <= SEARCH_SIDE);
  const quick = levels.map((_, level) => level).filter((level) => level >= first);
  return [
    ...quick,
    ...levels
      .map((_, level) => level)
      .filter((level) => level < first)
      .reverse(),
  ];
}

const scaled = (corners: Corners, factor: number): Corners => {
  const move = ([x, y]: Point): Point => [x * factor, y * factor];
  return {
    side: corners.side,
    pitch: corners.pitch * factor,
    topLeft: move(corners.topLeft),
    topRight: move(corners.topRight),
    bottomLeft: move(corners.bottomLeft),
  };
};

/** Half sides of the surroundings against which dark is told from light, in pixels: modules of 1.6 to 6 pixels. */
const REACHES = [6, 10, 16];

function* cornersOf(searched: Luma, finders: readonly Finder[]): Generator<Corners> {
  yield* chooseCorners(searched, finders, THREES);
  // Not reached where the code was read.
  yield* completePairs(searched, finders, THREES);
}

/**
 * Places where a code may lie, the likeliest first at each size of the picture. Searches on only as long as it is asked to; a null
 * says that a size has been searched, so that whoever asks can stop even where nothing is found.
 */
export function* findPlaces(whole: Luma): Generator<Spot | null> {
  const levels = pyramidOf(whole);
  for (const level of orderOf(levels)) {
    const searched = levels[level] as Luma;
    const finders = findFinders(searched, REACHES);
    for (const corners of cornersOf(searched, finders)) {
      let from = 0;
      while (from < levels.length - 1 && corners.pitch * 2 ** (level - from) > MOST_PITCH) from += 1;
      const picture = levels[from] as Luma;
      for (const located of locate(picture, scaled(corners, 2 ** (level - from))).slice(0, SIZES)) {
        yield { picture, located };
      }
    }
    yield null;
  }
}
