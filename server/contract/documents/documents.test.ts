import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldFormat } from '../flow.ts';
import { checkEthereumAddress } from './ethereum.ts';
import { checkNumber, messageOf } from './index.ts';
import { checkPan } from './pan.ts';
import { checkPassport } from './passport.ts';
import type { NumberProblem } from './result.ts';

describe('a PAN', () => {
  test.each([
    ['ABCPE1234F', 'person'],
    [' abcce1234f ', 'company'],
    ['ABCHE1234F', 'hindu_undivided_family'],
    ['ABCGE1234F', 'government'],
  ])('%s belongs to a %s', (text, holder) => {
    expect(checkPan(text)).toEqual({ ok: true, value: text.trim().toUpperCase(), holder });
  });

  test.each([
    ['ABCPE1234', 'length'],
    ['ABCPE1234FF', 'length'],
    ['ABCP11234F', 'characters'],
    ['ABCPE12E4F', 'characters'],
    ['ÄBCPE1234F', 'characters'],
    ['ABCXE1234F', 'holder'],
  ] as const)('%s is refused: %s', (text, problem) => {
    expect(checkPan(text)).toEqual({ ok: false, problem });
  });

  test('has ten classes of holder', () => {
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    expect(letters.filter((letter) => checkPan(`ABC${letter}E1234F`).ok).join('')).toBe('ABCFGHJLPT');
  });
});

describe('a passport number', () => {
  test.each([
    ['A00000000', 'MY'],
    ['k00000000', 'MY'],
    ['B0000000', null],
    ['X1234567', null],
    ['123456', null],
    ['AB 123 456', null],
  ])('%s', (text, issuer) => {
    const value = text.toUpperCase().replaceAll(' ', '');
    expect(checkPassport(text)).toEqual({ ok: true, value, issuer });
  });

  test.each([
    ['A1234', 'length'],
    ['A123456789', 'length'],
    ['A12345/7', 'characters'],
    ['', 'length'],
  ] as const)('%j is refused: %s', (text, problem) => {
    expect(checkPassport(text)).toEqual({ ok: false, problem });
  });
});

describe('an Ethereum address', () => {
  /** The examples of EIP-55. */
  const examples = [
    '0x52908400098527886E0F7030069857D2E4169EE7',
    '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
    '0xde709f2102306220921060314715629080e2fb77',
    '0x27b1fdb04752bbc536007a920d24acb045561c26',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
    '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
  ];

  test.each(examples)('%s', (address) => {
    expect(checkEthereumAddress(` ${address} `, keccak_256)).toEqual({ ok: true, value: address });
  });

  test('in mixed case has exactly one spelling', () => {
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.integer({ min: 2, max: 41 }), (address, at) => {
        const letter = address.charAt(at);
        const other = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
        const changed = address.slice(0, at) + other + address.slice(at + 1);
        const isOneCase = [changed.toLowerCase().slice(2), changed.toUpperCase().slice(2)].includes(
          changed.slice(2),
        );
        const isSame = examples.includes(changed) || isOneCase;
        expect(checkEthereumAddress(changed, keccak_256).ok).toBe(isSame);
        expect(checkEthereumAddress(changed).ok).toBe(true);
      }),
    );
  });

  test.each([
    ['52908400098527886E0F7030069857D2E4169EE7', 'characters'],
    ['0X52908400098527886E0F7030069857D2E4169EE7', 'characters'],
    ['0x52908400098527886E0F7030069857D2E4169EEG', 'characters'],
    ['0x52908400098527886E0F7030069857D2E4169EE', 'length'],
    ['', 'characters'],
    ['0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'checksum'],
  ] as const)('%j is refused: %s', (text, problem) => {
    expect(checkEthereumAddress(text, keccak_256)).toEqual({ ok: false, problem });
  });
});

describe('all of them', () => {
  const formats = fc.constantFrom(...fieldFormat.options);
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[\dA-FX -]{6,42}$/),
    fc.constantFrom('911231-14-5387', '3101013112910001', 'ABCPE1234F', '2345 6789 0124', 'A00000000'),
  );

  test('answer to any text, and take what they gave out', () => {
    fc.assert(
      fc.property(formats, texts, (format, text) => {
        const checked = checkNumber(format, text, '2026-11-26', keccak_256);
        if (!checked.ok) expect(Object.keys(checked)).toEqual(['ok', 'problem']);
        else expect(checkNumber(format, checked.value, '2026-11-26', keccak_256)).toEqual(checked);
      }),
    );
  });

  test('have a sentence for every problem', () => {
    const problems: NumberProblem[] = [
      'length',
      'characters',
      'date',
      'place',
      'region',
      'serial',
      'check_digit',
      'holder',
      'checksum',
    ];
    for (const format of fieldFormat.options)
      for (const problem of problems)
        expect(messageOf(format, problem)).toMatch(/^is not an? [\w ]+: [\w ,-]+$/i);
    expect(messageOf('mykad', 'date')).toBe('is not a MyKad number: the date in it does not exist');
  });
});
