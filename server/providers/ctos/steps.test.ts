import { describe, expect, it } from 'vitest';
import { checks, extracted } from '../../contract/status.ts';
import { ocr, steps } from './fixtures.ts';
import { readChecks, readExtracted } from './steps.ts';
import { statusAnswer } from './wire.ts';

const answer = (fields: object) => statusAnswer.parse({ status: 2, ...fields });
const checksOf = (fields: object) => readChecks(answer(fields));
const extractedOf = (fields: object) => readExtracted(answer(fields));

describe('checks', () => {
  it("are read by the vendor's names", () => {
    expect(checks.partial().strict().parse(checksOf(steps))).toEqual({
      documentValid: true,
      nameMatch: true,
      idMatch: true,
      frontBackMatch: true,
      landmarkValid: true,
      faceMatch: true,
      faceMatchScore: 0.8099,
      livenessPassed: null,
    });
  });

  it('are read by the names of the sample', () => {
    const sample = {
      step1: { selfie_match: true, liveness: false },
      step2: { name_match: true, dob_match: true },
      step3: { sanction_screening: false },
      step4: { pep_screening: false },
    };
    expect(checksOf(sample)).toMatchObject({
      faceMatch: true,
      livenessPassed: false,
      nameMatch: true,
      documentValid: null,
    });
  });

  it('are unknown where nothing was said', () => {
    for (const fields of [{}, { step1: null, step2: 'x' }, { step1: { text_similarity_result: [] } }]) {
      expect(Object.values(checksOf(fields)).every((value) => value === null)).toBe(true);
    }
  });

  it.each([
    [true, true],
    [1, true],
    ['1', true],
    ['true', true],
    [false, false],
    [0, false],
    ['0', false],
    ['false', false],
    [2, null],
    ['', null],
    [null, null],
    [{}, null],
    [[1], null],
  ])('take %j for %j', (is_identical, expected) => {
    expect(checksOf({ step2: { is_identical } }).faceMatch).toBe(expected);
  });

  it.each([
    ['80.99', 0.8099],
    [100, 1],
    ['0', 0],
    [0.5, 0.005],
    ['100.01', null],
    [-1, null],
    ['', null],
    ['80,99', null],
    [null, null],
    [Number.NaN, null],
  ])('take a percentage of %j for %j', (percentage, expected) => {
    const score = checksOf({ step2: { percentage } }).faceMatchScore;
    if (expected === null) expect(score).toBeNull();
    else expect(score).toBeCloseTo(expected, 10);
  });
});

describe('what was read', () => {
  it('of a MyKad', () => {
    const found = extractedOf(steps);
    expect(extracted.partial().strict().parse(found)).toEqual({
      fullName: ocr.full_name,
      documentNumber: ocr.front_document_number,
      address: ocr.front_document_address,
      gender: 'female',
      dateOfBirth: null,
      nationality: null,
      expiresAt: null,
    });
  });

  it('of a passport', () => {
    const passport = {
      full_name: 'BUDI CONTOH',
      document_number: 'A0000001',
      date_of_birth: '1990-02-28',
      date_of_expiry: '2031-02-28',
      nationality: 'MYS',
      gender: 'M',
    };
    expect(extractedOf({ step1: { ocr_result: passport } })).toMatchObject({
      documentNumber: 'A0000001',
      dateOfBirth: '1990-02-28',
      expiresAt: '2031-02-28',
      nationality: 'MYS',
      gender: 'male',
    });
  });

  it('takes the end of the document from the fifth step of the sample', () => {
    expect(extractedOf({ step5: { document_expiry: '2026-12-31' } })).toMatchObject({
      expiresAt: '2026-12-31',
    });
  });

  it.each([
    ['LELAKI', 'male'],
    [' Perempuan ', 'female'],
    ['F', 'female'],
    ['X', null],
    ['toString', null],
    [1, null],
  ])('takes the gender %j for %j', (gender, expected) => {
    const found = extractedOf({ step1: { ocr_result: { full_name: 'SITI SAMPLE', gender } } });
    expect(found?.gender).toBe(expected);
  });

  it.each(['2026-02-30', '31-12-2026', '2026-12', '', 20261231, null])('takes %j for no date', (date) => {
    const ocr_result = { full_name: 'SITI SAMPLE', date_of_birth: date };
    expect(extractedOf({ step1: { ocr_result } })?.dateOfBirth).toBeNull();
  });

  it('is nothing when nothing is told', () => {
    for (const fields of [
      {},
      { step1: { ocr_result: [] } },
      { step1: { ocr_result: { full_name: '  ' } } },
    ]) {
      expect(extractedOf(fields)).toBeNull();
    }
    expect(extractedOf({ step1: { ocr_result: { full_name: 'x'.repeat(501) } } })).toBeNull();
  });
});
