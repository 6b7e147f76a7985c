import { describe, expect, it } from 'vitest';
import { decodeJson, isSame, readDate, readFlag, readGender, readScore, readText } from './values.ts';

describe('what providers print', () => {
  it.each([
    ['31-12-1990', '1990-12-31'],
    ['31/12/1990', '1990-12-31'],
    ['1990-12-31', '1990-12-31'],
    ['1990-12-34', null],
    ['30-02-2000', null],
    ['SEUMUR HIDUP', null],
    [19901231, null],
  ])('the date %j is %j', (value, date) => expect(readDate(value)).toBe(date));

  it.each([
    ['LELAKI', 'male'],
    ['Perempuan', 'female'],
    ['Laki-laki', 'male'],
    ['f', 'female'],
    ['constructor', null],
    [1, null],
  ])('the gender %j is %j', (value, gender) => expect(readGender(value)).toBe(gender));

  it.each([
    ['80.99', 0.8099],
    [0.95, 0.95],
    [1, 1],
    [95, 0.95],
    [0, 0],
    ['101', null],
    [-1, null],
    ['high', null],
    [Number.NaN, null],
    [null, null],
  ])('the score %j is %j', (value, score) => expect(readScore(value)).toBe(score));

  it('texts and flags are theirs or nothing', () => {
    expect([' a ', '', '  ', 7, 'x'.repeat(501)].map(readText)).toEqual(['a', null, null, null, null]);
    expect([true, 1, '1', 'true', false, 0, '0', 'false', 2, 'yes', null].map(readFlag)).toEqual([
      ...[true, true, true, true, false, false, false, false],
      ...[null, null, null],
    ]);
  });
});

it('compares texts of any length, and decodes JSON in UTF-8 only', () => {
  expect([isSame('a', 'a'), isSame('a', 'ab'), isSame('', 'a')]).toEqual([true, false, false]);
  expect(decodeJson(Buffer.from('{"a":1}'))).toEqual({ a: 1 });
  expect([Buffer.from('{'), Buffer.of(0x22, 0xff, 0x22)].map(decodeJson)).toEqual([undefined, undefined]);
});
