import { describe, expect, it } from 'vitest';
import { outcomeOf, parseTestValues, REJECTION_REASON, testValues, thresholds } from './outcomes.ts';

describe('parseTestValues', () => {
  it('knows every value by its name', () => {
    for (const value of testValues) expect([...parseTestValues(`x+${value}`)]).toEqual([value]);
  });

  it('reads several, and none in the middle', () => {
    expect([...parseTestValues('customer-7+reject+slow')].sort()).toEqual(['reject', 'slow']);
    expect([...parseTestValues('a+slow@shop.example')]).toEqual([]);
  });
});

describe('outcomeOf', () => {
  it.each([
    ['', 'FACE_VERIFIED', null, null],
    ['+approve', 'FACE_VERIFIED', null, null],
    ['+slow', 'FACE_VERIFIED', null, null],
    ['+verified', 'FACE_VERIFIED', null, 'VERIFIED'],
    ['+reject', 'REJECTED', REJECTION_REASON, null],
    ['+review', 'PENDING_REVIEW', null, null],
    ['+review+verified', 'PENDING_REVIEW', null, 'VERIFIED'],
    ['+review+reject', 'PENDING_REVIEW', null, 'REJECTED'],
  ])('%s', (suffix, verdict, rejectionReason, later) => {
    const outcome = outcomeOf(parseTestValues(suffix));
    expect(outcome).toMatchObject({ verdict, rejectionReason, later });
    const { faceMatchScore, livenessScore } = outcome.scores;
    const good = faceMatchScore >= thresholds.faceMatchScore && livenessScore >= thresholds.livenessScore;
    expect(good).toBe(verdict === 'FACE_VERIFIED');
  });
});
