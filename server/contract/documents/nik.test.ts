import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkNik } from './nik.ts';

const TODAY = '2026-11-26';

describe('a NIK', () => {
  test.each([
    ['3101013112910001', { dateOfBirth: '1991-12-31', province: '31', gender: 'male' }],
    ['9601017112919999', { dateOfBirth: '1991-12-31', province: '96', gender: 'female' }],
    ['31.01.01.410190.0001'.replaceAll('.', ' '), { dateOfBirth: '1990-01-01', gender: 'female' }],
    ['3101010101100001', { dateOfBirth: null, gender: 'male' }],
  ])('%s', (text, facts) => {
    expect(checkNik(text, TODAY)).toMatchObject({ ok: true, value: text.replace(/\D/g, ''), ...facts });
  });

  test.each([
    ['310101311291000', 'length'],
    ['31010131129100011', 'length'],
    ['31010131129l0001', 'characters'],
    ['3001013112910001', 'region'],
    ['5401013112910001', 'region'],
    ['9701013112910001', 'region'],
    ['3100013112910001', 'region'],
    ['3101003112910001', 'region'],
    ['3101013202910001', 'date'],
    ['3101014002910001', 'date'],
    ['3101017102910001', 'date'],
    ['3101010013910001', 'date'],
    ['3101013112910000', 'serial'],
  ] as const)('%j is refused: %s', (text, problem) => {
    expect(checkNik(text, TODAY)).toEqual({ ok: false, problem });
  });

  test('knows the 38 provinces', () => {
    const known = Array.from({ length: 100 }, (_, code) => String(code).padStart(2, '0')).filter(
      (province) => checkNik(`${province}01013112910001`, TODAY).ok,
    );
    expect(known).toHaveLength(38);
  });

  test('anything at all has an answer, and what is taken stays the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^3101[\d ]{12,13}$/)), (text) => {
        const checked = checkNik(text, TODAY);
        if (checked.ok) expect(checkNik(checked.value, TODAY)).toEqual(checked);
        else expect(Object.keys(checked)).toEqual(['ok', 'problem']);
      }),
    );
  });
});
