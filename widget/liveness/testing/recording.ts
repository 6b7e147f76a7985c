import type { Face, FaceLight, Reading } from '../types.ts';

/** Readings as a file holds them: numbers only, rounded, the points as 16-bit integers. */
export interface Recording {
  /** What is seen. */
  readonly shows: string;
  readonly width: number;
  readonly height: number;
  /**
   * One to a reading. Between semicolons: time in milliseconds, number of faces and luma of the picture; and of the largest face, where there is one,
   * `FACE` and its box, `LIGHT`, and its points in base64.
   */
  readonly readings: readonly string[];
}

const FACE = [
  'yaw',
  'pitch',
  'roll',
  'distance',
  'blinkLeft',
  'blinkRight',
  'smileLeft',
  'smileRight',
  'jawOpen',
] as const;
const LIGHT = ['mean', 'around', 'burnt', 'side', 'sharpness', 'eyes', 'mouth'] as const;

/** Steps to the width of a picture: a thirteenth of a pixel at 640; depth in bytes, coarser. */
const STEPS = 8_192;
const DEPTHS = 400;

const round = (value: number): number => Math.round(value * 1000) / 1000;

const isDepth = (at: number): boolean => at % 3 === 2;

/** x and y of all points as 16-bit integers, then z of all as bytes. */
function pack(points: Float32Array): string {
  const flat = Int16Array.from(
    points.filter((_, at) => !isDepth(at)),
    (value) => Math.round(value * STEPS),
  );
  const deep = Int8Array.from(
    points.filter((_, at) => isDepth(at)),
    (value) => Math.max(-127, Math.min(127, Math.round(value * DEPTHS))),
  );
  return btoa(String.fromCharCode(...new Uint8Array(flat.buffer), ...new Uint8Array(deep.buffer)));
}

function unpack(text: string): Float32Array {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const count = bytes.length / 5;
  const flat = new Int16Array(bytes.buffer, 0, count * 2);
  const deep = new Int8Array(bytes.buffer, count * 4);
  return Float32Array.from({ length: count * 3 }, (_, at) => {
    const point = Math.floor(at / 3);
    return isDepth(at) ? (deep[point] ?? 0) / DEPTHS : (flat[point * 2 + (at % 3)] ?? 0) / STEPS;
  });
}

const join = (values: readonly number[]): string => values.map(round).join(' ');
const split = (text: string): number[] => text.split(' ').map(Number);

function rowOf({ at, faces, face, light }: Reading): string {
  const begin = join([Math.round(at), faces, light.frame]);
  if (!face || !light.face) return begin;
  const { face: lit } = light;
  const { x, y, width, height } = face.box;
  const numbers = [...FACE.map((name) => face[name]), x, y, width, height];
  return [begin, join(numbers), join(LIGHT.map((name) => lit[name])), pack(face.points)].join(';');
}

export const encode = (shows: string, readings: readonly Reading[]): Recording => ({
  shows,
  width: readings[0]?.width ?? 0,
  height: readings[0]?.height ?? 0,
  readings: readings.map(rowOf),
});

const named = <Name extends string>(names: readonly Name[], values: readonly number[]) =>
  Object.fromEntries(names.map((name, at) => [name, values[at] ?? 0])) as Record<Name, number>;

export function decode({ width, height, readings }: Recording): Reading[] {
  return readings.map((row, print) => {
    const [begin = '', numbers, lights, points] = row.split(';');
    const [at = 0, faces = 0, frame = 0] = split(begin);
    if (numbers === undefined || lights === undefined || points === undefined)
      return { at, width, height, faces, face: null, light: { frame, face: null, print } };
    const values = split(numbers);
    const [x = 0, y = 0, wide = 0, high = 0] = values.slice(FACE.length);
    const box = { x, y, width: wide, height: high };
    const face: Face = { points: unpack(points), box, ...named(FACE, values) };
    const lit: FaceLight = named(LIGHT, split(lights));
    return { at, width, height, faces, face, light: { frame, face: lit, print } };
  });
}
