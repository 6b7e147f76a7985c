import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GIVE_UP_MS, nextAttempt } from './schedule.ts';

const made = new Date('2026-01-15T12:00:00Z');

/** Every wait of an event that always fails, in seconds. */
const waits = (random: number): number[] => {
  const seconds: number[] = [];
  let now = made;
  for (let attempts = 1; attempts < 100; attempts += 1) {
    const next = nextAttempt(attempts, made, now, random);
    if (next === null) return seconds;
    seconds.push((next.getTime() - now.getTime()) / 1000);
    now = next;
  }
  throw new Error('never given up');
};

describe('attempts', () => {
  test('come at once at first, then ever more rarely, for three days', () => {
    const all = waits(0.5);
    expect(all.slice(0, 5)).toEqual([5, 15, 45, 135, 405]);
    expect(all.at(-1)).toBe(8 * 3600);
    const sum = all.reduce((one, other) => one + other, 0);
    expect(sum).toBeLessThanOrEqual(GIVE_UP_MS / 1000);
    expect(sum).toBeGreaterThan(GIVE_UP_MS / 1000 - 8 * 3600);
  });

  test('are spread by chance, a fifth to both sides', () => {
    expect(waits(0)[0]).toBe(4);
    expect(waits(0.999999)[0]).toBeCloseTo(6, 1);
  });

  test('are never in the past and never after the end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 0, max: 2 * GIVE_UP_MS }),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (attempts, age, random) => {
          const now = new Date(made.getTime() + age);
          const next = nextAttempt(attempts, made, now, random);
          if (next === null) {
            expect(age).toBeGreaterThan(GIVE_UP_MS - 10 * 3_600_000);
            return;
          }
          expect(next.getTime()).toBeGreaterThan(now.getTime());
          expect(next.getTime() - made.getTime()).toBeLessThanOrEqual(GIVE_UP_MS);
        },
      ),
    );
  });
});
