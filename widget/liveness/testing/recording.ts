import type { Face, FaceLight, Reading } from '../types.ts';

/** Readings as a file holds them: numbers only, rounded, the points as 16-bit integers. */
export interface Recording {
  /** What is seen. */
  readonly shows: string;
  readonly width: number;
  readonly height: number;
  readonly readings: readonly Row[];
}

/** Time in milliseconds, faces, luma of the picture; then of the largest face: `FACE`, `LIGHT`, and its points in base64. */
type Row = readonly [
  number,
  number,
  number,
  (readonly number[] | null)?,
  (readonly number[] | null)?,
  string?,
];

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

/** Steps to the width of a picture: a thirteenth of a pixel at 640. */
const STEPS = 8_192;

const round = (value: number): number => Math.round(value * 1000) / 1000;

function pack(points: ArrayLike<number>): string {
  const steps = Int16Array.from(points, (value) => Math.round(value * STEPS));
  return btoa(String.fromCharCode(...new Uint8Array(steps.buffer)));
}

function unpack(text: string): Float32Array {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return Float32Array.from(new Int16Array(bytes.buffer), (step) => step / STEPS);
}

function rowOf({ at, faces, face, light }: Reading): Row {
  const begin = [Math.round(at), faces, round(light.frame)] as const;
  if (!face || !light.face) return begin;
  const { face: lit } = light;
  const { x, y, width, height } = face.box;
  const numbers = [...FACE.map((name) => face[name]), x, y, width, height].map(round);
  return [...begin, numbers, LIGHT.map((name) => round(lit[name])), pack(face.points)];
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
  return readings.map(([at, faces, frame, numbers, lights, points], print) => {
    const [x = 0, y = 0, wide = 0, high = 0] = numbers?.slice(FACE.length) ?? [];
    const face: Face | null =
      numbers && points
        ? { points: unpack(points), box: { x, y, width: wide, height: high }, ...named(FACE, numbers) }
        : null;
    const lit: FaceLight | null = lights ? named(LIGHT, lights) : null;
    return { at, width, height, faces, face, light: { frame, face: lit, print } };
  });
}
