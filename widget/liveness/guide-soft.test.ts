import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { beginGuide, GUIDE, nextGuide } from './guide.ts';
import { decode, type Recording } from './testing/recording.ts';
import type { Reading } from './types.ts';

const still = decode(
  JSON.parse(readFileSync(new URL('./testing/recorded/still.json', import.meta.url), 'utf8')) as Recording,
);
const oval = { x: 0.3, y: 0.1, width: 0.4, height: 0.8 };

/** Somebody who looks into the camera for so long, as sharp as this. */
function look(ms: number, sharpnessAt: (at: number) => number): string[] {
  let guide = beginGuide([], 0);
  const phases: string[] = [];
  for (let at = 0; at < ms; at += 66) {
    const reading = still[(at / 66) % still.length];
    if (!reading?.light.face) throw new Error('the recording has no face');
    const soft: Reading = {
      ...reading,
      at,
      light: { ...reading.light, face: { ...reading.light.face, sharpness: sharpnessAt(at) } },
    };
    guide = nextGuide(guide, soft, { oval });
    phases.push(`${guide.phase} ${guide.saying}`);
  }
  return phases;
}

test('blur that stays is the lens’s: it is told, then put up with, and the picture is taken', () => {
  const phases = look(GUIDE.softMs + 3_000, () => 0.1);
  expect(phases[10]).toBe('frame blurred');
  expect(phases.at(-1)).toBe('done null');
});

test('blur that goes away by itself is waited for', () => {
  const phases = look(2_000, (at) => (at < 1_000 ? 0.1 : 0.6));
  expect(phases[5]).toBe('frame blurred');
  expect(phases.at(-1)).not.toContain('blurred');
});

test('blur that comes and goes is never put up with', () => {
  // Sharp for too short a time to be framed, again and again.
  const phases = look(3 * GUIDE.softMs, (at) => (at % 600 < 300 ? 0.1 : 0.6));
  expect(phases.every((phase) => phase.startsWith('frame'))).toBe(true);
});
