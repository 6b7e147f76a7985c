import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkAadhaar, hasVerhoeffDigit, maskAadhaar, maskAadhaarIn } from './aadhaar.ts';

/** The check digit that makes these eleven a number. */
const complete = (eleven: string): string =>
  eleven + Array.from('0123456789').find((digit) => hasVerhoeffDigit(eleven + digit));

const numbers = fc.stringMatching(/^[2-9]\d{10}$/).map(complete);
const digits = Array.from('0123456789');

describe('the check digit', () => {
  test.each(['2363', '123451', '758722', '999941057058'])('%s, as printed elsewhere', (text) => {
    expect(hasVerhoeffDigit(text)).toBe(true);
  });

  test('finds every wrong digit and every two that changed places', () => {
    fc.assert(
      fc.property(numbers, fc.nat(11), fc.constantFrom(...digits), (number, at, digit) => {
        const wrong = number.slice(0, at) + digit + number.slice(at + 1);
        expect(hasVerhoeffDigit(wrong)).toBe(wrong === number);
        const [one = '', other = ''] = number.slice(at, at + 2);
        const swapped = number.slice(0, at) + other + one + number.slice(at + 2);
        expect(hasVerhoeffDigit(swapped)).toBe(swapped === number);
      }),
    );
  });
});

describe('an Aadhaar number', () => {
  test.each(['234567890124', '2345 6789 0124', ' 2345-6789-0124 '])('%s', (text) => {
    expect(checkAadhaar(text)).toEqual({ ok: true, value: '234567890124', masked: 'XXXX XXXX 0124' });
  });

  test.each(['XXXX XXXX 0124', 'xxxxxxxx0124', 'XXXX-XXXX-0124'])('%s is masked already', (text) => {
    expect(checkAadhaar(text)).toMatchObject({ ok: true, value: 'XXXX XXXX 0124' });
  });

  test.each([
    ['23456789012', 'length'],
    ['2345678901240', 'length'],
    ['', 'length'],
    ['XXXX 6789 0124', 'characters'],
    ['23456789012O', 'characters'],
    ['134567890124', 'characters'],
    ['034567890124', 'characters'],
    ['234567890125', 'check_digit'],
  ] as const)('%j is refused: %s', (text, problem) => {
    expect(checkAadhaar(text)).toEqual({ ok: false, problem });
  });

  test('is taken by its check digit alone', () => {
    fc.assert(
      fc.property(numbers, (number) => {
        expect(checkAadhaar(number).ok).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        const checked = checkAadhaar(text);
        if (!checked.ok) expect(Object.keys(checked)).toEqual(['ok', 'problem']);
      }),
    );
  });
});

describe('a mask', () => {
  test.each([
    ['2345 6789 0124', 'XXXX XXXX 0124'],
    ['XXXX XXXX 0124', 'XXXX XXXX 0124'],
    ['2345 6789 012', 'XXXX XXXX XXXX'],
    ['', 'XXXX XXXX XXXX'],
  ])('%s is %s', (text, masked) => {
    expect(maskAadhaar(text)).toBe(masked);
  });

  test.each([
    ['No. 2345 6789 0124, Jalan', 'No. XXXX XXXX 0124, Jalan'],
    ['234567890124', 'XXXX XXXX 0124'],
    ['12 234567890124 345678901236', '12 XXXX XXXX 0124 XXXX XXXX 1236'],
    // A misread number is somebody's too.
    ['234567890125', 'XXXX XXXX 0125'],
    ['XXXX XXXX 0124', 'XXXX XXXX 0124'],
    ['1234567890123', '1234567890123'],
    ['PIN 560001, 12/05/1990', 'PIN 560001, 12/05/1990'],
  ])('%s is shown as %s', (text, shown) => {
    expect(maskAadhaarIn(text)).toBe(shown);
  });

  test('leaves no number in any text, and masks nothing twice', () => {
    const word = fc.stringMatching(/^[a-z ,.]{0,8}$/);
    const separator = fc.constantFrom('', ' ', '-');
    fc.assert(
      fc.property(word, numbers, separator, word, (before, number, by, after) => {
        const text = `${before}${(number.match(/\d{4}/g) ?? []).join(by)}${after}`;
        const shown = maskAadhaarIn(text);
        expect(shown.replace(/\D/g, '')).toBe(number.slice(-4));
        expect(maskAadhaarIn(shown)).toBe(shown);
      }),
    );
  });
});
