import { describe, expect, it } from 'vitest';
import { isFresh, malaysianTime, readTime } from './time.ts';

const now = Date.UTC(2030, 0, 1, 20, 0, 0);
const minutes = (count: number): number => count * 60_000;

describe('request_time', () => {
  it('is written in Malaysia, eight hours ahead', () => {
    expect(malaysianTime(now)).toBe('2030-01-02 04:00:00');
  });

  it.each([
    '2030-01-01T20:00:00',
    '2030-1-1 20:00:00',
    '2030-02-30 20:00:00',
    '2030-01-01 25:00:00',
    '2030-01-01 20:00:00Z',
    '1893528000',
    '',
  ])('is not of the form "%s"', (text) => expect(readTime(text)).toBeNull());

  it.each([
    ['2030-01-01 20:00:00', true],
    ['2030-01-01 20:15:00', true],
    ['2030-01-01 20:15:01', false],
    ['2030-01-01 19:44:59', false],
    ['2030-01-02 04:00:00', true],
    ['2030-01-02 03:45:00', true],
    ['2030-01-02 03:44:59', false],
    ['2030-01-02 00:00:00', false],
  ])('%s counts as now: %s', (text, fresh) => {
    const time = readTime(text);
    expect(time !== null && isFresh(time, now)).toBe(fresh);
  });

  it('comes back as it was written', () => {
    expect(readTime(malaysianTime(now))).toBe(now + minutes(480));
  });
});
