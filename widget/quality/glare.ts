import type { Gray } from './luma.ts';

/** At this level and above the sensor is at its end: no print can show through. */
const BURNT = 248;
/** A spot smaller than this share of the map hides nothing: a letter, the eye of a portrait. */
const MIN_SPOT = 0.002;
/** How far around a spot its edge is looked at, as a share of the map's long side. */
const REACH = 0.075;
/** A reflection fades by no more than this from one pixel to the next, in levels; print and paper have crisp edges. */
const MAX_STEP = 14;
/** The fading is counted where it is this far from burnt out and from what lies around, in levels. */
const MARGIN = 9;
/** The least width of that soft edge, in pixels, as a mean around the spot. */
const MIN_HALO = 1;

/** The up to four neighbours of a pixel; -1 where there is none. */
function neighbours(at: number, width: number, length: number): readonly number[] {
  const x = at % width;
  return [
    at - width,
    at + width < length ? at + width : -1,
    x > 0 ? at - 1 : -1,
    x < width - 1 ? at + 1 : -1,
  ];
}

/** One connected burnt-out spot: its pixels. The mask is cleared as they are taken. */
function takeSpot(mask: Uint8Array, width: number, start: number): number[] {
  const spot = [start];
  mask[start] = 0;
  for (let i = 0; i < spot.length; i++) {
    for (const next of neighbours(spot[i] as number, width, mask.length)) {
      if (next < 0 || mask[next] === 0) continue;
      mask[next] = 0;
      spot.push(next);
    }
  }
  return spot;
}

/**
 * Mean width in pixels of the soft edge around a spot: from the spot outwards, only ever gently downhill, so that the
 * way ends at the first crisp edge.
 */
function haloOf({ data, width }: Gray, spot: readonly number[], reach: number): number {
  const seen = new Uint8Array(data.length);
  for (const at of spot) seen[at] = 1;
  let edge = 0;
  let ring: readonly number[] = spot;
  const reached: number[] = [];
  for (let step = 0; step < reach && ring.length > 0; step++) {
    const outer: number[] = [];
    for (const at of ring) {
      const from = data[at] as number;
      for (const next of neighbours(at, width, data.length)) {
        if (next < 0 || seen[next] === 1) continue;
        const level = data[next] as number;
        if (step === 0 && level < BURNT) edge += 1;
        if (level >= BURNT || level > from || level < from - MAX_STEP) continue;
        seen[next] = 1;
        outer.push(next);
        reached.push(level);
      }
    }
    ring = outer;
  }
  const lowest = reached.reduce((low, level) => Math.min(low, level), BURNT);
  const soft = reached.filter((level) => level > lowest + MARGIN && level < BURNT - MARGIN).length;
  return soft / Math.max(1, edge);
}

/**
 * The share (0..1) of a picture that a reflection has burnt out. A reflection fades out softly over millimetres; white
 * paper, a white photo background or a QR code's margin end within a pixel, however burnt out they are.
 *
 * @param gray A small map, about 160 pixels on its long side.
 */
export function measureGlare(gray: Gray): number {
  const { data, width, height } = gray;
  const mask = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) mask[at] = (data[at] as number) >= BURNT ? 1 : 0;
  const reach = Math.max(4, Math.round(Math.max(width, height) * REACH));
  let covered = 0;
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] === 0) continue;
    const spot = takeSpot(mask, width, at);
    if (spot.length < MIN_SPOT * data.length) continue;
    if (haloOf(gray, spot, reach) >= MIN_HALO) covered += spot.length;
  }
  return covered / Math.max(1, data.length);
}
