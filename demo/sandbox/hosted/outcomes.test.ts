import { describe, expect, it } from 'vitest';
import { endingOf, paceOf, parseTestValues, plainName, planOf, testValues } from './outcomes.ts';

describe('test values', () => {
  it.each([
    ['SITI SAMPLE', [], 'SITI SAMPLE'],
    ['SITI SAMPLE +reject', ['reject'], 'SITI SAMPLE'],
    ['SITI SAMPLE+reject + slow', ['reject', 'slow'], 'SITI SAMPLE'],
    ['SITI + CO +slow', ['slow'], 'SITI + CO'],
    ['SITI +reject SAMPLE', [], 'SITI +reject SAMPLE'],
    ['+reject', ['reject'], ''],
    ['', [], ''],
  ])('of "%s"', (name, values, plain) => {
    expect([...parseTestValues(name)].sort()).toEqual(values);
    expect(plainName(name)).toBe(plain);
  });

  it('are all known by their names', () => {
    for (const value of testValues) expect([...parseTestValues(`SITI +${value}`)]).toEqual([value]);
  });

  it.each([
    ['', 'approve', 'now', 'once'],
    ['+approve', 'approve', 'now', 'once'],
    ['+approve+reject', 'reject', 'now', 'once'],
    ['+reject+reject-face', 'reject-face', 'now', 'once'],
    ['+expire+reject', 'expire', 'now', 'once'],
    ['+slow', 'approve', 'slow', 'once'],
    ['+slow+never', 'approve', 'never', 'once'],
    ['+double-webhook', 'approve', 'now', 'double'],
    ['+late-webhook+double-webhook', 'approve', 'now', 'late'],
    ['+no-webhook+late-webhook', 'approve', 'now', 'none'],
  ])('"%s" means %s, %s, %s', (text, ending, pace, plan) => {
    const values = parseTestValues(text);
    expect([endingOf(values), paceOf(values), planOf(values)]).toEqual([ending, pace, plan]);
  });
});
