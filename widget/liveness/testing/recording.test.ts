import { expect, test } from 'vitest';
import { decode, encode } from './recording.ts';
import { names, recorded } from './recordings.ts';

test('a recording comes back as it was, to a thirteenth of a pixel', () => {
  const readings = recorded('turn');
  const again = decode(encode('again', readings));
  expect(again).toEqual(readings);
});

test.each(names)('%s holds readings in the order of their times, with finite numbers', (name) => {
  const readings = recorded(name);
  expect(readings.length).toBeGreaterThan(4);
  readings.reduce((before, { at }) => {
    expect(at).toBeGreaterThan(before);
    return at;
  }, -1);
  for (const { face } of readings) expect([...(face?.points ?? [])].every(Number.isFinite)).toBe(true);
});
