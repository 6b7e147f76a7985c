import { openingOf } from './expression.ts';
import type { FaceHint } from './hints.ts';
import { middleOf, shapeOf } from './shape.ts';
import type { Box, Face, FaceLight, Reading } from './types.ts';

/**
 * From when on something is said. Measured on seven portraits, each placed, lit, blurred and covered in some 180 ways (the README has the rates);
 * set so that no picture that is good is complained of.
 */
export const FRAMING = {
  /** Face against the oval, by height (the mesh goes from hairline to chin, the oval around the head); below 0.28 of a VGA picture the face has too few pixels. */
  far: 0.31,
  near: 0.92,
  /** Of the middle of the face from that of the oval, in parts of it. */
  aside: 0.3,
  above: 0.27,
  /** Of the face's own size beyond the picture's edge. */
  cutOff: 0.01,
  /** Degrees. Portraits that look level read a yaw of -13 to 13, a pitch of -15 to 17. */
  yaw: 22,
  pitch: 28,
  roll: 20,
  /** Luma, 0..1. Dark skin in a lit room reads 0.2 and more, a face at an eighth of good light about 0.07. */
  dark: 0.11,
  darkPicture: 0.05,
  /** Share of the skin that is burnt out: good light has up to 0.13, twice as much 0.5. */
  burnt: 0.4,
  /** Darker than this, with so much more light around: a window behind. */
  shadow: 0.22,
  glow: 0.4,
  /** See `FaceLight`: good pictures 0.33 and more, at a blur of a fiftieth of the face's width 0.3. */
  sharpness: 0.3,
  /** See `FaceLight`: open eyes 0.17 and more, behind dark glasses 0.12; mouths 0.36 and more, covered below 0.1. */
  eyes: 0.14,
  mouth: 0.2,
  /** Shut eyes: how wide they are open, and the model's score. Squinting ones open 0.2 and score 0.35. */
  shutOpening: 0.15,
  shutScore: 0.35,
  /** Heights of the face in a second: a head that turns by 100 degrees in one reaches 1.2, a hand-held phone 0.3. */
  speed: 1.1,
} as const;

/** Speed is measured over this time, in milliseconds. */
const SPEED_MS = { least: 90, most: 350 } as const;

export interface Surroundings {
  /** The guide's oval as a box, in fractions of the picture, which is not mirrored. */
  readonly oval: Box;
  /** The readings before this one, the newest last; those of the last half second are enough. */
  readonly past: readonly Reading[];
  /** Largest face against the oval; less where it will have to come nearer later. */
  readonly near?: number;
  /** Fastest movement, in heights of the face a second; less where a picture is about to be taken. */
  readonly speed?: number;
}

/** How a face is framed. */
export interface Framing {
  /** The most important thing that is wrong; null when nothing is. */
  readonly hint: FaceHint | null;
  /** 0..1, 1 exactly when nothing is wrong. */
  readonly fit: number;
}

/** How far a face sticks out of its picture, in parts of its size; 0 when it does not. */
export function cutOffOf({ x, y, width, height }: Box): number {
  return Math.max(0, -x / width, (x + width - 1) / width, -y / height, (y + height - 1) / height);
}

/** In heights of the face a second; 0 where too little was seen. */
export function speedOf(reading: Reading, past: readonly Reading[]): number {
  const { face, at } = reading;
  const former = past.find(
    (other) => other.face && at - other.at <= SPEED_MS.most && at - other.at >= SPEED_MS.least,
  );
  if (!face || !former?.face) return 0;
  const [to, from] = [middleOf(shapeOf(face, reading)), middleOf(shapeOf(former.face, former))];
  const moved = Math.hypot(to.x - from.x, to.y - from.y, to.size - from.size);
  return (moved / Math.max(1e-6, to.size)) * (1000 / (at - former.at));
}

/** Whether both eyes are shut, of a face that nothing more is known of. */
export function hasShutEyes(face: Face, reading: Reading): boolean {
  const shape = shapeOf(face, reading);
  const opening = (openingOf(shape, 'left') + openingOf(shape, 'right')) / 2;
  return opening < FRAMING.shutOpening && (face.blinkLeft + face.blinkRight) / 2 > FRAMING.shutScore;
}

/** What is wrong with the light; the first one counts. */
export function lightHint({ mean, around, burnt }: FaceLight): 'too_dark' | 'too_bright' | 'backlit' | null {
  if (mean < FRAMING.shadow && around - mean > FRAMING.glow) return 'backlit';
  if (mean < FRAMING.dark) return 'too_dark';
  return burnt > FRAMING.burnt ? 'too_bright' : null;
}

/** How a face lies in the oval: size and place, each against its limits. */
function placeOf({ box }: Face, oval: Box) {
  return {
    size: box.height / Math.max(1e-6, oval.height),
    aside: (box.x + box.width / 2 - oval.x - oval.width / 2) / Math.max(1e-6, oval.width),
    above: (box.y + box.height / 2 - oval.y - oval.height / 2) / Math.max(1e-6, oval.height),
  };
}

/** 1 within a limit, and less the farther beyond it. */
const within = (value: number, limit: number): number => Math.min(1, limit / Math.max(1e-6, Math.abs(value)));

/** How a face stands before the camera, by one picture and those shortly before it. */
export function frameFace(
  reading: Reading,
  { oval, past, near = FRAMING.near, speed = FRAMING.speed }: Surroundings,
): Framing {
  const { face, faces, light } = reading;
  if (!face || !light.face)
    return { hint: light.frame < FRAMING.darkPicture ? 'too_dark' : 'face_none', fit: 0 };
  const { size, aside, above } = placeOf(face, oval);
  const lit = lightHint(light.face);
  const { eyes, mouth, sharpness } = light.face;
  const isShut = hasShutEyes(face, reading);
  const isSharp = sharpness >= FRAMING.sharpness;
  // In the order of `FaceHint`.
  const faults: readonly (readonly [FaceHint, boolean])[] = [
    ['too_dark', lit === 'too_dark'],
    ['face_many', faces > 1],
    ['face_cut_off', cutOffOf(face.box) > FRAMING.cutOff],
    ['face_far', size < FRAMING.far],
    ['face_near', size > near],
    ['face_off_centre', Math.abs(aside) > FRAMING.aside || Math.abs(above) > FRAMING.above],
    ['too_bright', lit === 'too_bright'],
    ['backlit', lit === 'backlit'],
    ['face_covered', isSharp && ((eyes < FRAMING.eyes && !isShut) || mouth < FRAMING.mouth)],
    ['face_turned', Math.abs(face.yaw) > FRAMING.yaw || Math.abs(face.pitch) > FRAMING.pitch],
    ['face_tilted', Math.abs(face.roll) > FRAMING.roll],
    ['eyes_closed', isShut],
    ['hold_still', speedOf(reading, past) > speed],
    ['blurred', !isSharp],
  ];
  const hint = faults.find(([, is]) => is)?.[0] ?? null;
  if (!hint) return { hint, fit: 1 };
  const fit =
    Math.min(1, size / FRAMING.far, near / size) *
    within(aside, FRAMING.aside) *
    within(above, FRAMING.above) *
    within(face.yaw, FRAMING.yaw) *
    within(face.pitch, FRAMING.pitch) *
    within(face.roll, FRAMING.roll);
  return { hint, fit: Math.min(0.9, fit) };
}
