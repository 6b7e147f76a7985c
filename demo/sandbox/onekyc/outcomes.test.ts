import { describe, expect, it } from 'vitest';
import { parseTestValues, testValues, verdictOf } from './outcomes.ts';

describe('parseTestValues', () => {
  it.each([
    ['customer-1', []],
    ['customer-1+reject', ['reject']],
    ['customer-1+reject+slow', ['reject', 'slow']],
    ['+approve', ['approve']],
    ['a+slow@shop.example', []],
    ['name+reject+unknown', []],
    ['name+unknown+reject', ['reject']],
    ['reject', []],
    ['', []],
  ])('%s', (id, values) => expect([...parseTestValues(id)].sort()).toEqual(values));

  it('knows every value by its name', () => {
    for (const value of testValues) expect([...parseTestValues(`x+${value}`)]).toEqual([value]);
  });
});

describe('verdictOf', () => {
  it.each([
    ['', 'COMPLETED', true, 'VALID', 'VALID', ''],
    ['+approve', 'COMPLETED', true, 'VALID', 'VALID', ''],
    ['+reject', 'COMPLETED', false, 'INVALID', 'INVALID', 'INVALID_DOCUMENT'],
    ['+reject-not-ktp', 'COMPLETED', false, 'INVALID', 'INVALID', 'NOT_EKTP'],
    ['+review', 'PARTIALLY_COMPLETED', undefined, null, null, ''],
    ['+error', 'ERROR', undefined, null, null, 'VERIFICATION_FAILED'],
    ['+mismatch', 'COMPLETED', true, 'INVALID', 'VALID', 'INVALID_DOCUMENT'],
    ['+slow+reject', 'COMPLETED', false, 'INVALID', 'INVALID', 'INVALID_DOCUMENT'],
  ])('%s', (suffix, status, isApproved, result, callbackResult, reasonCode) => {
    const verdict = verdictOf(parseTestValues(suffix));
    expect(verdict).toMatchObject({ status, result, callbackResult, reasonCode });
    expect(verdict.verificationResult?.isApproved).toBe(isApproved);
  });
});
