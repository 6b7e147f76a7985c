import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDate } from '../values.ts';
import { readAadhaar, readExtracted, readPan } from './extracted.ts';
import { extractedData, statusBody } from './fixtures.ts';
import { readOutcome } from './map.ts';
import { readRefusal } from './refusal.ts';
import { type Facts, statusAnswer } from './wire.ts';

const facts = (changed: object = {}): Facts => statusAnswer.parse({ ...statusBody, ...changed });

describe('before everything is handed in', () => {
  it.each(['PENDING', 'DOCUMENTS_UPLOADED', 'OCR_COMPLETED'])('%s leaves the session open', (status) => {
    expect(readOutcome(facts({ status }), false, 'pan')).toEqual({ status: 'pending', result: null });
    expect(readOutcome(facts({ status }), true, 'pan')).toEqual({ status: 'processing', result: null });
  });

  it.each(['FACE_VERIFIED', 'PENDING_REVIEW', 'VERIFIED', 'REJECTED'])('%s counts all the same', (status) => {
    expect(readOutcome(facts({ status }), false, 'pan')).toEqual(readOutcome(facts({ status }), true, 'pan'));
  });
});

describe('checks', () => {
  it('are passed only where that is documented', () => {
    const scores = { faceMatchScore: 0.95, livenessScore: 0.88 };
    expect(readOutcome(facts(), true, 'pan').checks).toEqual({
      ...scores,
      faceMatch: true,
      livenessPassed: true,
    });
    for (const status of ['VERIFIED', 'REJECTED', 'PENDING_REVIEW']) {
      const { checks } = readOutcome(facts({ status }), true, 'pan');
      expect(checks).toEqual({ ...scores, faceMatch: null, livenessPassed: null });
    }
  });

  it.each([
    [{ faceMatchScore: 95, livenessScore: '0.9' }],
    [{ faceMatchScore: -1, livenessScore: null }],
    [{}],
    [null],
    ['high'],
  ])('have no score for %j', (scores) => {
    const { checks } = readOutcome(facts({ verificationScores: scores }), true, 'pan');
    expect(checks).toMatchObject({ faceMatchScore: null, livenessScore: null });
  });
});

describe('a rejection', () => {
  it.each([
    ['Photo of a photo', 'other'],
    ['', null],
    [undefined, null],
    [7, null],
  ])('with the reason %j says %j', (rejectionReason, expected) => {
    expect(readOutcome(facts({ status: 'REJECTED', rejectionReason }), true, 'pan').reasonCode).toBe(
      expected,
    );
  });
});

describe('what was read from the cards', () => {
  it('is in the words of the contract', () => {
    expect(readExtracted(extractedData, 'pan')).toMatchObject({
      fullName: 'SITI SAMPLE',
      documentNumber: 'ABCDE1234F',
      dateOfBirth: '1990-01-15',
      address: '123 Main St, Mumbai, MH 400001',
      nationality: null,
    });
    expect(readOutcome(facts({ extractedData: null }), true, 'pan')).not.toHaveProperty('extracted');
    expect(readOutcome(facts({ extractedData: 'none' }), true, 'pan')).not.toHaveProperty('extracted');
  });

  it('has the number of the document that the session is about', () => {
    const number = (type: 'pan' | 'aadhaar' | null, changed: object = {}) =>
      readExtracted({ ...extractedData, ...changed }, type).documentNumber;
    expect(number('pan')).toBe('ABCDE1234F');
    expect(number('aadhaar')).toBe('XXXX XXXX 1234');
    expect(number(null)).toBe('ABCDE1234F');
    expect(number(null, { panNumber: undefined })).toBe('XXXX XXXX 1234');
    expect(number('pan', { panNumber: undefined })).toBeNull();
    expect(number('aadhaar', { aadhaarNumber: '' })).toBeNull();
  });

  it.each([
    ['XXXX XXXX 1234', 'XXXX XXXX 1234'],
    ['xxxxxxxx1234', 'XXXX XXXX 1234'],
    ['**** **** 1234', 'XXXX XXXX 1234'],
    ['0000 1111 2222', 'XXXX XXXX 2222'],
    ['0000-1111-2222', 'XXXX XXXX 2222'],
    ['000011112222', 'XXXX XXXX 2222'],
    ['1234', null],
    ['0000 1111 2222 3333', null],
    ['ABCD EFGH 1234', null],
    [1, null],
  ])('reads the Aadhaar number %j as %j', (value, expected) => {
    expect(readAadhaar(value)).toBe(expected);
  });

  it.each([
    [' abcde1234f ', 'ABCDE1234F'],
    ['ABCDE12345', null],
    [null, null],
  ])('reads the PAN %j as %j', (value, expected) => {
    expect(readPan(value)).toBe(expected);
  });

  it.each([
    ['1990-01-15', '1990-01-15'],
    ['15/01/1990', '1990-01-15'],
    ['15-01-1990', '1990-01-15'],
    ['1990-01-15T00:00:00.000Z', '1990-01-15'],
    ['1990-02-31', null],
    ['15/13/1990', null],
    ['1990', null],
    [19900115, null],
  ])('reads the date %j as %j', (value, expected) => {
    expect(readDate(value)).toBe(expected);
  });

  it('never holds a whole Aadhaar number, wherever it stood', () => {
    const digit = fc.constantFrom(...'0123456789');
    const groups = fc.array(digit, { minLength: 12, maxLength: 16 });
    const gap = fc.constantFrom('', ' ', '-', '. ', '\n');
    const around = fc.string({ maxLength: 40 });
    fc.assert(
      fc.property(groups, gap, around, around, (digits, between, before, after) => {
        const number = digits.join('').replace(/(....)(?=.)/g, `$1${between}`);
        const text = `${before} ${number} ${after}`;
        const names = ['panNumber', 'aadhaarNumber', 'fullName', 'dateOfBirth', 'address'];
        const data = Object.fromEntries(names.map((name) => [name, text]));
        for (const type of ['pan', 'aadhaar', null] as const) {
          const shown = Object.values(readExtracted(data, type))
            .join(' | ')
            .replace(/[\s.-]/g, '');
          expect(shown).not.toContain(digits.slice(0, 12).join(''));
          expect(shown).not.toContain(digits.slice(-12).join(''));
        }
      }),
    );
  });
});

describe('refusals', () => {
  const own = (error: string, message: unknown) => ({ error, message, statusCode: 400, path: '/api/v1/kyc' });

  it.each([
    [400, own('VALIDATION_ERROR', 'No file uploaded'), 'NO_FILE', 'upload_missing'],
    [400, own('VALIDATION_ERROR', 'Required documents not uploaded'), 'DOCUMENTS_MISSING', 'upload_missing'],
    [
      400,
      own('VALIDATION_ERROR', 'Image dimensions must be between 300x300 and 8192x8192'),
      'IMAGE_DIMENSIONS',
      'upload_missing',
    ],
    [
      400,
      {
        statusCode: 400,
        message: 'Invalid file type. Only JPEG and PNG are supported.',
        error: 'Bad Request',
      },
      'FILE_TYPE',
      'upload_missing',
    ],
    [
      400,
      own('VALIDATION_ERROR', 'Invalid file type. Allowed: image/jpeg, image/png'),
      'FILE_TYPE',
      'upload_missing',
    ],
    [400, own('VALIDATION_ERROR', 'Missing or invalid externalUserId field'), 'EXTERNAL_USER_ID', undefined],
    [400, own('VALIDATION_ERROR', ['email must be an email', 'x']), 'VALIDATION_ERROR', undefined],
    [401, own('UNAUTHORIZED', 'API key required'), 'API_KEY_MISSING', undefined],
    [401, own('INVALID_API_KEY', 'Invalid or inactive API key'), 'INVALID_API_KEY', undefined],
    [403, own('FORBIDDEN', 'Access denied to this KYC session'), 'OTHER_CLIENT', undefined],
    [403, own('FORBIDDEN', 'Domain not whitelisted'), 'DOMAIN_NOT_ALLOWED', undefined],
    [404, own('NOT_FOUND', 'KYC session not found'), 'SESSION_NOT_FOUND', undefined],
    [404, own('NOT_FOUND', 'User not found: externalUserId=a. Call POST'), 'USER_NOT_FOUND', undefined],
    [413, own('INTERNAL_ERROR', 'File size exceeds 5MB limit'), 'FILE_TOO_LARGE', 'upload_missing'],
    [422, own('PROCESSING_FAILED', 'No face'), 'PROCESSING_FAILED', 'upload_missing'],
    [
      422,
      { statusCode: 422, message: 'No face', error: 'Unprocessable Entity' },
      'PROCESSING_FAILED',
      'upload_missing',
    ],
    [422, undefined, 'PROCESSING_FAILED', 'upload_missing'],
    [
      429,
      own('RATE_LIMIT_EXCEEDED', 'ThrottlerException: Too Many Requests'),
      'RATE_LIMIT_EXCEEDED',
      undefined,
    ],
    [500, own('INTERNAL_ERROR', 'An internal server error occurred.'), 'INTERNAL_ERROR', undefined],
    // Words that do not go with their status must not hide that there was no service.
    [503, own('PROCESSING_FAILED', 'No file uploaded'), 'PROCESSING_FAILED', undefined],
  ])('reads %d %j as %s', (status, body, reason, kind) => {
    expect(readRefusal(status, body)).toEqual({ reason, ...(kind && { kind }) });
  });

  it('repeats nothing that is not documented', () => {
    for (const error of ['SITI SAMPLE', '', 'toString', '__proto__', 7, null]) {
      expect(readRefusal(400, { error, message: 'SITI SAMPLE' })).toEqual({});
    }
    fc.assert(fc.property(fc.jsonValue(), (value) => void expect(readRefusal(400, value)).toEqual({})));
  });
});
