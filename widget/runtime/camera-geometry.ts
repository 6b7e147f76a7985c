/**
 * Where the picture, the guide and the crop lie. All functions are pure. A box is in CSS pixels of the stage (the area
 * that the preview fills) unless it says fractions: then 0..1 of the camera's frame.
 */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

/** Width, height and corner radius of a document in millimetres (ISO/IEC 7810); of a head, as wide as high. */
export const shapes = {
  id1: { width: 85.6, height: 53.98, radius: 3.18 },
  id3: { width: 125, height: 88, radius: 3.18 },
  oval: { width: 3, height: 4, radius: 1.5 },
} as const;
/** `page`: all that can be seen, whatever lies in it. */
export type Shape = keyof typeof shapes | 'page';

export interface Layout {
  /** How the video fills the stage. */
  readonly fit: 'cover' | 'contain';
  /** The whole picture over the stage; parts of it may stick out. */
  readonly picture: Box;
  /** The picture is shown as in a mirror; the frame is not. */
  readonly isMirrored: boolean;
  /** The part of the stage in which the picture can be seen. */
  readonly visible: Box;
  /** The cut-out, in CSS pixels of the stage; `radius` too. */
  readonly guide: Box & { readonly radius: number };
  /** Fractions of the frame: where the document is expected. */
  readonly region: Box;
  /** Fractions of the frame: what is kept of the picture, the guide and a margin around it. */
  readonly crop: Box;
}

/** A preview that hides more of the picture than this is letterboxed instead. */
const MAX_HIDDEN = 0.4;
/** Of the free width or height that the guide takes. */
const GUIDE_SHARE = 0.9;
/** Of the guide's width and height that is kept around it on each side. */
const CROP_MARGIN = 0.12;

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** The overlap of two boxes; of no size where they do not touch. */
export function intersect(a: Box, b: Box): Box {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(0, Math.min(a.x + a.width, b.x + b.width) - x),
    height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - y),
  };
}

/** The whole picture as it lies over the stage, scaled and centred; parts of it may stick out. */
function place(stage: Size, video: Size, fit: 'cover' | 'contain'): Box {
  const ratios = [stage.width / video.width, stage.height / video.height] as const;
  const scale = fit === 'cover' ? Math.max(...ratios) : Math.min(...ratios);
  const width = video.width * scale;
  const height = video.height * scale;
  return { x: (stage.width - width) / 2, y: (stage.height - height) / 2, width, height };
}

/** The share of the picture that `object-fit: cover` would hide, 0..1. */
export function hiddenByCover(stage: Size, video: Size): number {
  const ratio = stage.width / stage.height / (video.width / video.height);
  return 1 - Math.min(ratio, 1 / ratio);
}

/** The largest box of this shape within `area`, centred, with a little air around it. */
function fitShape(area: Box, shape: Size): Box {
  const scale = GUIDE_SHARE * Math.min(area.width / shape.width, area.height / shape.height);
  const width = shape.width * scale;
  const height = shape.height * scale;
  return { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
}

/** A box on the stage as fractions of the frame, cut off at its edges. */
function toFrame(box: Box, picture: Box, isMirrored: boolean): Box {
  const seen = intersect(box, picture);
  const x = clamp((seen.x - picture.x) / picture.width, 0, 1);
  const y = clamp((seen.y - picture.y) / picture.height, 0, 1);
  const width = clamp(seen.width / picture.width, 0, 1 - x);
  const height = clamp(seen.height / picture.height, 0, 1 - y);
  return { x: isMirrored ? 1 - x - width : x, y, width, height };
}

/** Where a point of the frame, in fractions of it, is seen on the stage, in its CSS pixels. */
export const onStage = (
  [x, y]: readonly [number, number],
  { picture, isMirrored }: Pick<Layout, 'picture' | 'isMirrored'>,
): readonly [number, number] => [
  picture.x + (isMirrored ? 1 - x : x) * picture.width,
  picture.y + y * picture.height,
];

const grow = (box: Box, share: number): Box => ({
  x: box.x - box.width * share,
  y: box.y - box.height * share,
  width: box.width * (1 + 2 * share),
  height: box.height * (1 + 2 * share),
});

/**
 * Lays out a preview. `free` is what words and buttons leave of the stage, in its CSS pixels; the guide keeps to it
 * unless too little of the picture would be left. Null while the stage or the video has no size.
 */
export function layOut(options: {
  readonly stage: Size;
  readonly video: Size;
  readonly shape: Shape;
  readonly free: Box;
  readonly isMirrored: boolean;
}): Layout | null {
  const { stage, video, free, isMirrored } = options;
  if (!(stage.width > 0 && stage.height > 0 && video.width > 0 && video.height > 0)) return null;
  const fit = hiddenByCover(stage, video) > MAX_HIDDEN ? 'contain' : 'cover';
  const picture = place(stage, video, fit);
  const visible = intersect(picture, { x: 0, y: 0, ...stage });
  const clear = intersect(visible, free);
  const isEnough = clear.width >= visible.width / 2 && clear.height >= visible.height / 3;
  const area = isEnough ? clear : visible;
  const shape = options.shape === 'page' ? { ...area, radius: 12 } : shapes[options.shape];
  const guide = fitShape(area, shape);
  return {
    fit,
    picture,
    isMirrored,
    visible,
    guide: { ...guide, radius: (guide.width * shape.radius) / shape.width },
    region: toFrame(guide, picture, isMirrored),
    crop: toFrame(grow(guide, CROP_MARGIN), picture, isMirrored),
  };
}
