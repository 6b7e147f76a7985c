/**
 * One picture or video frame: 8-bit RGBA, row by row, `width * height * 4` bytes. Structurally an ImageData, so that the
 * same functions run in a page, in a worker and in Node.
 */
export interface Frame {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

export type Point = readonly [x: number, y: number];

/** Corners in pixels of the frame: top left first, clockwise. */
export interface Outline {
  readonly corners: readonly [Point, Point, Point, Point];
  /** 0..1 */
  readonly confidence: number;
}

/** What is wrong with a picture, the most important thing first; one at a time is shown. */
export type Hint =
  | 'too_dark'
  | 'too_bright'
  | 'low_contrast'
  | 'glare'
  | 'blurred'
  | 'too_small'
  | 'hold_still'
  | 'no_document'
  | 'move_closer'
  | 'move_back'
  | 'tilted'
  | 'cut_off';

export interface Verdict {
  /** True when the picture may be sent. */
  readonly ok: boolean;
  /** Null exactly when `ok` is true. */
  readonly hint: Hint | null;
  /** Null when no document outline was found or looked for. */
  readonly outline: Outline | null;
  readonly scores: {
    /** 0..1: 0 is blurred beyond reading, 1 as sharp as the sensor gives. */
    readonly sharpness: number;
    /** 0..1: share of the judged area that is burnt out by a reflection. */
    readonly glare: number;
    /** 0..1: 0 black, 0.5 well exposed, 1 burnt out. */
    readonly exposure: number;
    /** 0..1: share of the frame that the document covers; 0 without an outline. */
    readonly fill: number;
    /** Degrees between the document and the frame; 0 without an outline. */
    readonly tilt: number;
  };
}

export type Strictness = 'strict' | 'normal' | 'relaxed';

/** A rectangle in pixels of a frame. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface JudgeOptions {
  readonly quality?: Strictness;
  /** Where the document is expected (the guide); the whole frame without it. */
  readonly region?: Region;
  /** Least size of the judged area, in pixels; `too_small` below it. */
  readonly minWidth?: number;
  readonly minHeight?: number;
  /** Overrides of single thresholds, by name (`widget/quality/thresholds.ts`). */
  readonly thresholds?: Readonly<Record<string, number>>;
}
