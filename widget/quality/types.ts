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
  | 'cut_off'
  | 'covered';

export interface Verdict {
  /** True when the picture may be sent. */
  readonly ok: boolean;
  /** Null exactly when `ok` is true. */
  readonly hint: Hint | null;
  /** Null when no document outline was found or looked for. */
  readonly outline: Outline | null;
  readonly scores: {
    /** 0..1: 0 is blurred beyond reading, 0.5 the end of what can be read (0.25 mm on the card), 1 without any blur. */
    readonly sharpness: number;
    /** 0..1: share of the document (without an outline: of the judged area) that a reflection covers. */
    readonly glare: number;
    /** 0..1: 0 black, 0.5 well exposed, 1 burnt out. */
    readonly exposure: number;
    /** 0..1: share of the frame that the document covers; 0 without an outline. */
    readonly fill: number;
    /** Degrees between the document and the picture's plane, 0..90; 0 without an outline. */
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
  /** Where the document is expected (the guide). Without an outline it is what is judged. */
  readonly region?: Region;
  /** Least size of the region (without one: of the frame), in pixels; `too_small` below it. */
  readonly minWidth?: number;
  readonly minHeight?: number;
  /**
   * What is photographed: a card (`id1`, 85.6 x 53.98 mm), a passport's page (`id3`, 125 x 88 mm), or something else.
   * Left out: a card or a passport's page, whichever the outline looks like.
   */
  readonly shape?: 'id1' | 'id3' | 'page' | 'oval';
  /**
   * Whether the outline of the document has to be found. `required`: it is `no_document` without (a live frame). `wanted`: what
   * it tells is used, and without it the region or the middle is judged (scans fill their picture, and a captured card may lie
   * on its own colour). `none`: it is not looked for (faces, pages). Left out: `required` for cards, `none` for other shapes.
   */
  readonly outline?: 'required' | 'wanted' | 'none';
  /** Overrides of single thresholds, by name (`widget/quality/thresholds.ts`). */
  readonly thresholds?: Readonly<Record<string, number>>;
}
