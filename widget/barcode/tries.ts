import { project } from './geometry.ts';
import { printModules, readModules } from './grid.ts';
import { halve, type Luma, type Point } from './luma.ts';
import { findPlaces, type Spot } from './places.ts';
import { sharpen } from './sharpen.ts';
import { cutOut, rectify } from './warp.ts';

/** Corners of the document as fractions 0..1 of the upright picture: top left, top right, bottom right, bottom left. */
export type Outline = readonly Point[];

/** A picture for a reader. */
export interface Try {
  readonly picture: Luma;
  /** True when the picture is a clean print and nothing but a code. */
  readonly isPrint: boolean;
}

/** Pixels of the largest picture that a reader is given. */
const MOST_PIXELS = 3_000_000;
/** Pixels a module of a code that was located but is read by others. */
const CODE_PITCH = 5;
/** Around the document, as a share of its sides: outlines are a little off. */
const MARGIN = 0.04;

export interface Preparation {
  /** The photograph as it is, but no larger than a reader takes it. */
  readonly whole: Try;
  /** Prints of what was read module by module, the likeliest first; a null between them is a moment to stop. */
  prints(): Iterable<Try | null>;
  /** The photograph itself: the code straightened, the document, the whole; plain and sharpened. */
  views(): Iterable<Try>;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What encloses the document, with its margin; null where the outline says nothing of use. */
function boxOf({ width, height }: Luma, outline: Outline | null): Box | null {
  if (outline?.length !== 4) return null;
  const xs = outline.map(([x]) => x * width);
  const ys = outline.map(([, y]) => y * height);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const [spareX, spareY] = [(right - left) * MARGIN, (bottom - top) * MARGIN];
  // Also false where a corner is not a number.
  if (!(right - left > 64 && bottom - top > 64)) return null;
  return { left: left - spareX, top: top - spareY, right: right + spareX, bottom: bottom + spareY };
}

/** Smaller by halves until a reader takes it, so that no reader is given more than it can look through. */
function within(picture: Luma): Luma {
  let fitting = picture;
  while (fitting.width * fitting.height > MOST_PIXELS) fitting = halve(fitting);
  return fitting;
}

/** The code with its quiet zone, seen from above. */
function straighten({ picture, located: { side, projection } }: Spot): Luma | null {
  const quiet = 4;
  const corners = (
    [
      [-quiet, -quiet],
      [side + quiet, -quiet],
      [side + quiet, side + quiet],
      [-quiet, side + quiet],
    ] as const
  ).map(([column, row]) => project(projection, column, row));
  const width = (side + 2 * quiet) * CODE_PITCH;
  return rectify(picture, corners, width, width);
}

/** The document seen from above, with its margin, twice as large as it is where it is small. */
function straightenDocument(picture: Luma, outline: Outline): Luma | null {
  const corners = outline.map(([x, y]): Point => [x * picture.width, y * picture.height]);
  const middle = [0, 1].map((axis) => corners.reduce((sum, at) => sum + (at[axis] ?? 0), 0) / 4);
  const wider = corners.map(([x, y]): Point => {
    const [cx = 0, cy = 0] = middle;
    return [cx + (x - cx) * (1 + 2 * MARGIN), cy + (y - cy) * (1 + 2 * MARGIN)];
  });
  const length = (from: number, to: number): number => {
    const [[ax, ay] = [0, 0], [bx, by] = [0, 0]] = [wider[from], wider[to]];
    return Math.hypot(ax - bx, ay - by);
  };
  const width = Math.max(length(0, 1), length(3, 2));
  const height = Math.max(length(0, 3), length(1, 2));
  const scale = Math.min(2, Math.sqrt(MOST_PIXELS / (width * height)));
  return rectify(picture, wider, Math.round(width * scale), Math.round(height * scale));
}

/** What to give the readers of a photograph, prepared only when it is asked for. */
export function prepare(photograph: Luma, outline: Outline | null): Preparation {
  const box = boxOf(photograph, outline);
  const places: Spot[] = [];
  const whole = within(photograph);

  function* search(): Generator<Spot | null> {
    // Where the document is, and then everywhere: the outline may be wrong.
    if (box) yield* findPlaces(cutOut(photograph, box));
    yield* findPlaces(photograph);
  }

  return {
    whole: { picture: whole, isPrint: false },
    *prints() {
      for (const place of search()) {
        if (!place) {
          yield null;
          continue;
        }
        if (places.length < 3) places.push(place);
        const { side } = place.located;
        yield { picture: printModules(readModules(place.picture, place.located), side), isPrint: true };
      }
    },
    *views() {
      for (const place of places.slice(0, 2)) {
        const code = straighten(place);
        if (!code) continue;
        yield { picture: code, isPrint: false };
        yield { picture: sharpen(code, 3, 2), isPrint: false };
      }
      yield { picture: whole, isPrint: false };
      const document = box && outline && straightenDocument(photograph, outline);
      if (document) yield { picture: sharpen(document, 2, 2), isPrint: false };
      yield { picture: sharpen(whole, 1, 1.5), isPrint: false };
    },
  };
}
