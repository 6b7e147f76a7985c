import { readFileSync } from 'node:fs';
import type { Face, FaceLight, Reading } from '../types.ts';
import { decode, type Recording } from './recording.ts';

/** Readings of a clip, by the name of its file in `recorded`. */
export const recorded = (name: string): Reading[] =>
  decode(JSON.parse(readFileSync(new URL(`./recorded/${name}.json`, import.meta.url), 'utf8')) as Recording);

/** The same, played again and again for so long, in milliseconds, from a time on. */
export function* looped(readings: readonly Reading[], ms: number, from = 0): Generator<Reading> {
  const last = readings.at(-1)?.at ?? 0;
  const gap = readings.length > 1 ? last / (readings.length - 1) : 100;
  for (let begun = 0; begun < ms; begun += last + gap)
    for (const reading of readings) {
      if (begun + reading.at > ms) return;
      yield { ...reading, at: from + begun + reading.at };
    }
}

/** A reading whose face, or the light on it, is another one. */
export function changed(
  reading: Reading,
  change: { readonly face?: Partial<Face>; readonly light?: Partial<FaceLight>; readonly faces?: number },
): Reading {
  const { face, light, faces } = reading;
  return {
    ...reading,
    faces: change.faces ?? faces,
    face: face && { ...face, ...change.face },
    light: { ...light, face: light.face && { ...light.face, ...change.light } },
  };
}

/** The face moved by parts of the picture, and scaled about its middle. */
export function moved(reading: Reading, { dx = 0, dy = 0, scale = 1 }): Reading {
  const { face } = reading;
  if (!face) return reading;
  const { x, y, width, height } = face.box;
  const [cx, cy] = [x + width / 2, y + height / 2];
  const points = face.points.map((value, at) => {
    if (at % 3 === 2) return value * scale;
    return at % 3 === 0 ? cx + dx + (value - cx) * scale : cy + dy + (value - cy) * scale;
  });
  const box = {
    x: cx + dx - (width * scale) / 2,
    y: cy + dy - (height * scale) / 2,
    width: width * scale,
    height: height * scale,
  };
  return changed(reading, { face: { points, box, distance: face.distance / scale } });
}
