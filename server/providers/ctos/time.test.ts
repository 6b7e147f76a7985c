import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTime, readExpiry, readTime, zones } from './time.ts';

describe("the gateway's time", () => {
  it('is that of the zone', () => {
    const time = Date.UTC(2026, 0, 31, 16, 0, 0, 999);
    expect(formatTime(time, 'UTC')).toBe('2026-01-31 16:00:00');
    expect(formatTime(time, 'Asia/Kuala_Lumpur')).toBe('2026-02-01 00:00:00');
  });

  it.each(zones)('comes back from %s as it went', (zone) => {
    const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(seconds, (second) => {
        expect(readTime(formatTime(second * 1000, zone), zone)).toBe(second * 1000);
      }),
    );
  });

  it.each([
    '',
    '2026-01-15',
    '2026-01-15T12:00:00',
    '2026-02-30 12:00:00',
    '2026-01-15 24:00:00',
    '2026-13-01 00:00:00',
    ' 2026-01-15 12:00:00',
  ])('is not %j', (text) => {
    expect(readTime(text, 'UTC')).toBeNull();
  });

  it('ends a page in the future only', () => {
    const now = Date.UTC(2026, 0, 15, 12);
    expect(readExpiry('2026-01-15 12:00:01', 'UTC', now)).toEqual(new Date(now + 1000));
    expect(readExpiry('2026-01-15 12:00:00', 'UTC', now)).toBeNull();
    expect(readExpiry('2026-01-15 17:00:00', 'Asia/Kuala_Lumpur', now)).toBeNull();
    expect(readExpiry(undefined, 'UTC', now)).toBeNull();
  });
});
