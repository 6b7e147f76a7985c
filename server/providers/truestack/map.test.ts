import { describe, expect, it } from 'vitest';
import { fitMetadata, readReason, readVerdict } from './map.ts';

describe('a reason', () => {
  it.each([
    ['Exceed maximum number of retries', 'retries_exceeded'],
    ['OCR failed', 'ocr_failed'],
    ['Session expired and onboarding process not  finished', 'session_expired'],
    ['Step 2 failed', 'face_match_failed'],
    ['Siti Sample was seen', 'other'],
    ['constructor', 'other'],
    ['  ', null],
    [null, null],
    [undefined, null],
  ])('%j is %j', (message, code) => {
    expect(readReason(message)).toBe(code);
  });

  it('is not taken from an approval, which comes with a sentence too', () => {
    const reject_message = 'EKYC onboarding process successful';
    expect(readVerdict({ status: 'completed', result: 'approved', reject_message }).reasonCode).toBeNull();
  });
});

describe('metadata', () => {
  it('is cut to ten keys and 1 KB', () => {
    const many = Object.fromEntries(Array.from({ length: 14 }, (_, index) => [`key${index}`, index]));
    expect(Object.keys(fitMetadata(many))).toHaveLength(10);
    const long = { a: 'x'.repeat(600), b: 'é'.repeat(400), c: true };
    expect(fitMetadata(long)).toEqual({ a: long.a, c: true });
  });
});
