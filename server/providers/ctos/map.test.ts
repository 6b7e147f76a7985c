import { describe, expect, it } from 'vitest';
import { readCode, readOutcome, readReason } from './map.ts';
import { statusAnswer } from './wire.ts';

const outcomeOf = (fields: unknown) => readOutcome(statusAnswer.parse(fields));

describe('status and result', () => {
  it.each([
    [2, 2],
    ['3', 3],
    ['0', 0],
    [2.5, null],
    ['2.0', null],
    ['', null],
    [' 2', null],
    ['-1', null],
    [true, null],
    [null, null],
    [undefined, null],
    [[2], null],
  ])('reads %j as %j', (value, expected) => {
    expect(readCode(value)).toBe(expected);
  });

  it('approve together only', () => {
    const codes = [0, 1, 2, 3, 4, '0', '1', '2', '3', 'x', null, true, undefined];
    const approving = codes.flatMap((status) =>
      codes.flatMap((result) => {
        const outcome = readOutcome({ status, result });
        expect(outcome.result === null).toBe(outcome.status !== 'completed');
        return outcome.result === 'approved' ? [[status, result]] : [];
      }),
    );
    expect(approving).toEqual([
      [2, 1],
      [2, '1'],
      ['2', 1],
      ['2', '1'],
    ]);
  });

  it('decide alone, whatever the steps say', () => {
    const bad = { step1: { status: false }, step2: { is_identical: false }, reject_message: 'OCR failed' };
    expect(outcomeOf({ status: 2, result: 1, ...bad })).toMatchObject({
      result: 'approved',
      reasonCode: null,
    });
    const good = { step1: { status: true }, step2: { is_identical: true } };
    expect(outcomeOf({ status: 2, result: 0, ...good })).toMatchObject({ result: 'rejected' });
    expect(outcomeOf({ status: 2, result: 0, step1: 'x', step2: 7, step5: [] })).toMatchObject({
      result: 'rejected',
      checks: { documentValid: null, faceMatch: null },
    });
  });

  it('are not taken from an answer without a status', () => {
    expect(statusAnswer.safeParse({ result: 1 }).success).toBe(false);
  });
});

describe('reasons', () => {
  it.each([
    ['Consent accepted', null],
    ['OCR preview update completed', null],
    ['Exceed maximum number of retries', 'retries_exceeded'],
    ['Step 1 passsed', null],
    ['OCR failed', 'ocr_failed'],
    ['Session expired and onboarding process not  finished', 'session_expired'],
    ['Step 2 passsed', null],
    ['Step 2 failed', 'face_match_failed'],
    ['EKYC onboarding process successful', null],
    ['Step 2 passed', null],
    [' step 2 FAILED. ', 'face_match_failed'],
    ['SITI SAMPLE 900101-00-0001', 'other'],
    ['constructor', 'other'],
    ['', null],
    [null, null],
    [7, null],
    [['Step 1 passsed', 'Something new', 'Step 2 failed'], 'face_match_failed'],
    [['Step 1 passsed', 'Something new'], 'other'],
    [[], null],
  ])('reads %j as %j', (message, expected) => {
    expect(readReason(message)).toBe(expected);
  });

  it('are told of rejections and expiries, not of approvals', () => {
    const reject_message = 'Exceed maximum number of retries';
    expect(readOutcome({ status: 2, result: 0, reject_message }).reasonCode).toBe('retries_exceeded');
    expect(readOutcome({ status: 3, reject_message }).reasonCode).toBe('retries_exceeded');
    expect(readOutcome({ status: 2, result: 1, reject_message }).reasonCode).toBeNull();
    expect(readOutcome({ status: 2, result: 2, reject_message }).reasonCode).toBeNull();
  });
});
