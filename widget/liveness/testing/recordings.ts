import { beginGuide, type Guide, nextGuide } from '../guide.ts';
import type { Face, FaceLight, Reading } from '../types.ts';
import { decode, type Recording } from './recording.ts';

const files = import.meta.glob<Recording>('./recorded/*.json', { eager: true, import: 'default' });

/** Recordings by name, and what each shows. */
export const names: readonly string[] = Object.keys(files).map((path) => path.replace(/^.*\/|\.json$/g, ''));

export function recorded(name: string): Reading[] {
  const file = files[`./recorded/${name}.json`];
  if (!file) throw new Error(`There is no recording ${name}`);
  return decode(file);
}

/** The guide's oval as a VGA camera has it in a page. */
export const oval = { x: 0.247, y: 0.05, width: 0.506, height: 0.9 } as const;

/** Again and again, as a clip that plays as the camera. */
export function looped(readings: readonly Reading[], times: number): Reading[] {
  const period = (readings.at(-1)?.at ?? 0) + 70;
  return Array.from({ length: times }, (_, round) =>
    readings.map((reading) => ({ ...reading, at: reading.at + round * period })),
  ).flat();
}

/** No two closer together than this, as on a slow phone. */
export function thinned(readings: readonly Reading[], ms: number): Reading[] {
  let last = Number.NEGATIVE_INFINITY;
  return readings.filter(({ at }) => {
    if (at - last < ms) return false;
    last = at;
    return true;
  });
}

/** Played faster (above 1) or slower. */
export const atSpeed = (readings: readonly Reading[], speed: number): Reading[] =>
  readings.map((reading) => ({ ...reading, at: reading.at / speed }));

/** Another face, or other light on it. */
export const withFace = (reading: Reading, face: Partial<Face>, light: Partial<FaceLight> = {}): Reading => ({
  ...reading,
  face: reading.face && { ...reading.face, ...face },
  light: { ...reading.light, face: reading.light.face && { ...reading.light.face, ...light } },
});

/** Moved in the picture, in fractions of it, and made larger about its middle. */
export function moved(reading: Reading, dx: number, dy: number, scale = 1): Reading {
  const { face } = reading;
  if (!face) return reading;
  const { box } = face;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const points = face.points.map((value, at) =>
    at % 3 === 2 ? value * scale : at % 3 === 1 ? y + dy + (value - y) * scale : x + dx + (value - x) * scale,
  );
  const [width, height] = [box.width * scale, box.height * scale];
  return withFace(reading, {
    points,
    box: { x: x + dx - width / 2, y: y + dy - height / 2, width, height },
    distance: face.distance / scale,
  });
}

/** The guide through readings, until it is over; each state on the way. */
export function guided(challenges: Parameters<typeof beginGuide>[0], readings: readonly Reading[]): Guide[] {
  const states = [beginGuide(challenges, readings[0]?.at ?? 0)];
  for (const reading of readings) {
    const last = states.at(-1);
    if (!last || last.phase === 'done' || last.phase === 'failed') break;
    states.push(nextGuide(last, reading, { oval }));
  }
  return states;
}
