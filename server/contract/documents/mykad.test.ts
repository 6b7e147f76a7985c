import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkMyKad, formatMyKad } from './mykad.ts';

const TODAY = '2026-11-26';

describe('a MyKad number', () => {
  test.each([
    ['911231-14-5387', { dateOfBirth: '1991-12-31', place: '14', isBornInMalaysia: true, gender: 'male' }],
    ['520229 59 0002', { dateOfBirth: '1952-02-29', place: '59', isBornInMalaysia: true, gender: 'female' }],
    // One of five years, or one of a hundred and five.
    ['210101-71-0001', { dateOfBirth: null, place: '71', isBornInMalaysia: false, gender: 'male' }],
    // 1900 had no 29 February.
    ['000229-01-0001', { dateOfBirth: '2000-02-29', place: '01', isBornInMalaysia: true, gender: 'male' }],
    ['061126-99-0004', { dateOfBirth: null, place: '99', isBornInMalaysia: false, gender: 'female' }],
    ['061125-99-0004', { dateOfBirth: '2006-11-25' }],
    // It would be tomorrow: so it is a hundred years ago.
    ['261127-16-0004', { dateOfBirth: '1926-11-27' }],
  ])('%s', (text, facts) => {
    expect(checkMyKad(text, TODAY)).toMatchObject({ ok: true, value: text.replace(/\D/g, ''), ...facts });
  });

  test.each([
    ['911231-14-538', 'length'],
    ['911231-14-53870', 'length'],
    ['', 'length'],
    ['911231-14-538A', 'characters'],
    ['910231-14-5387', 'date'],
    ['911331-14-5387', 'date'],
    ['910001-14-5387', 'date'],
    ['901234-56-7890', 'date'],
  ] as const)('%j is refused: %s', (text, problem) => {
    expect(checkMyKad(text, TODAY)).toEqual({ ok: false, problem });
  });

  test('has one of the places that exist', () => {
    const refused = Array.from({ length: 100 }, (_, code) => String(code).padStart(2, '0')).filter(
      (place) => !checkMyKad(`911231${place}5387`, TODAY).ok,
    );
    expect(refused.join(' ')).toBe('00 17 18 19 20 69 70 73 80 81 94 95 96 97');
  });

  test('is the same with and without hyphens, and can be printed', () => {
    expect(formatMyKad('911231145387')).toBe('911231-14-5387');
    expect(formatMyKad('911231-14-5387')).toBe('911231-14-5387');
    expect(formatMyKad('91123')).toBe('91123');
  });

  test('anything at all has an answer, which repeats nothing of what is refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d -]{10,16}$/)), (text) => {
        const checked = checkMyKad(text, TODAY);
        if (checked.ok) expect(checkMyKad(checked.value, TODAY)).toEqual(checked);
        else expect(Object.keys(checked)).toEqual(['ok', 'problem']);
      }),
    );
  });

  test('a day of the last hundred years is read back, or not told', () => {
    const days = fc.date({
      min: new Date('1927-01-01'),
      max: new Date('2026-11-25'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(days, (date) => {
        const iso = date.toISOString().slice(0, 10);
        const checked = checkMyKad(`${iso.slice(2).replaceAll('-', '')}145387`, TODAY);
        expect(checked.ok && [iso, null].includes(checked.dateOfBirth)).toBe(true);
      }),
    );
  });
});
