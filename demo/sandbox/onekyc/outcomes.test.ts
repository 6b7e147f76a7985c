import { describe, expect, it } from 'vitest';
import { paceOf, parseTestValues, testValues, verdictOf } from './outcomes.ts';

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
    ['+reject-not-live+review-face', 'COMPLETED', true, 'VALID', 'VALID', ''],
  ])('of a KTP %s', (suffix, status, isApproved, result, callbackResult, reasonCode) => {
    const verdict = verdictOf(parseTestValues(suffix), 'KTP_SCAN');
    expect(verdict).toMatchObject({ status, result, callbackResult, reasonCode });
    expect(verdict.verificationResult?.isApproved).toBe(isApproved);
  });

  it.each([
    ['', 'COMPLETED', true, 'VALID', 'VALID', ''],
    ['+reject', 'COMPLETED', true, 'VALID', 'VALID', ''],
    ['+reject-not-live', 'COMPLETED', false, 'INVALID', 'INVALID', 'NOT_LIVE'],
    ['+review-face', 'PARTIALLY_COMPLETED', undefined, null, null, ''],
    ['+error-face', 'ERROR', undefined, null, null, 'VERIFICATION_FAILED'],
    ['+mismatch-face', 'COMPLETED', true, 'INVALID', 'VALID', 'NOT_LIVE'],
    ['+review+error+mismatch+reject-not-ktp', 'COMPLETED', true, 'VALID', 'VALID', ''],
  ])('of a face %s', (suffix, status, isApproved, result, callbackResult, reasonCode) => {
    const verdict = verdictOf(parseTestValues(suffix), 'STANDALONE_LIVENESS');
    expect(verdict).toMatchObject({ status, result, callbackResult, reasonCode });
    expect(verdict.verificationResult?.isApproved).toBe(isApproved);
  });
});

describe('paceOf', () => {
  it.each([
    ['', 'usual', 'usual'],
    ['+slow', 'slow', 'usual'],
    ['+slow-face', 'usual', 'slow'],
    ['+never+slow-face', 'never', 'slow'],
    ['+slow+never-face', 'slow', 'never'],
  ])('%s', (suffix, ofKtp, ofFace) => {
    const values = parseTestValues(suffix);
    expect([paceOf(values, 'KTP_SCAN'), paceOf(values, 'STANDALONE_LIVENESS')]).toEqual([ofKtp, ofFace]);
  });
});
