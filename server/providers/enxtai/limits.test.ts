import { describe, expect, it } from 'vitest';
import { createRateGate, readReset } from './limits.ts';

const NOW = Date.UTC(2026, 0, 15, 12);

const set = () => {
  let now = NOW;
  const gate = createRateGate(() => now);
  const see = (headers: Record<string, string>, status = 200) => gate.observe(new Headers(headers), status);
  const pass = (ms: number): void => {
    now += ms;
  };
  return { gate, see, pass };
};

describe('the end of a window', () => {
  const read = (reset: string, more: Record<string, string> = {}) =>
    readReset(new Headers({ 'x-ratelimit-reset': reset, ...more }), NOW);

  it.each([
    ['42', 42_000],
    ['0', 0],
    ['0.5', 500],
    ['1000000000', 1e12],
    [String(NOW / 1000 + 30), 30_000],
    [String(NOW / 1000 - 30), 0],
    ['', null],
    ['soon', null],
    ['-5', null],
    ['1e3', null],
    ['99999999999', null],
  ])('reads %j as %j ms', (reset, expected) => {
    expect(read(reset)).toBe(expected);
  });

  it('compares their time with their clock', () => {
    const reset = String(NOW / 1000 + 630);
    expect(read(reset, { date: new Date(NOW + 600_000).toUTCString() })).toBe(30_000);
    expect(read(reset, { date: 'yesterday' })).toBe(630_000);
  });
});

describe('the gate', () => {
  it('stays open while something is left, or the end of the window is not told', () => {
    const { gate, see } = set();
    see({ 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '60' });
    see({ 'x-ratelimit-remaining': '0' });
    see({ 'x-ratelimit-reset': '60' });
    see({}, 429);
    see({ 'retry-after': '60' }, 503);
    expect(gate.holdMs()).toBe(0);
  });

  it('closes until the window ends', () => {
    const { gate, see, pass } = set();
    see({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' });
    expect(gate.holdMs()).toBe(60_000);
    pass(59_999);
    expect(gate.holdMs()).toBe(1);
    pass(1);
    expect(gate.holdMs()).toBe(0);
  });

  it('closes as long as a refusal says', () => {
    const { gate, see } = set();
    see({ 'retry-after': '7' }, 429);
    expect(gate.holdMs()).toBe(7000);
  });

  it('is not opened by an answer that was written before', () => {
    const { gate, see } = set();
    see({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' });
    see({ 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '60' });
    see({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5' });
    expect(gate.holdMs()).toBe(60_000);
  });

  it('believes no wait of days', () => {
    const { gate, see } = set();
    see({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '999999999' });
    expect(gate.holdMs()).toBe(3_600_000);
  });
});
