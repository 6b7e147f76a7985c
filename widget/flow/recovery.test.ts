import { describe, expect, test } from 'vitest';
import type { KycErrorCode } from '../errors.ts';
import { en } from '../i18n/en.ts';
import { isPassing, recoveryOf } from './recovery.ts';

describe('what is offered', () => {
  test.each([
    ['network', 'offline', 'retry', true],
    ['provider_unavailable', 'busy', 'retry', true],
    ['server_error', 'busy', 'retry', true],
    ['token_expired', 'token', 'retry', true],
    ['upload_missing', 'other', 'retry', true],
    ['session_closed', 'other', 'restart', true],
    ['liveness_round_over', 'other', 'restart', true],
    ['session_expired', 'expired', null, false],
    ['origin_not_allowed', 'setup', null, false],
    ['contract_unsupported', 'setup', null, false],
  ] as const)('%s', (code, trouble, offer, recoverable) => {
    expect(recoveryOf(code)).toEqual({ trouble, offer, recoverable });
  });

  test.each(['from_the_future', 'constructor', ''])(
    'a code that is not known, "%s", is a passing fault',
    (code) => {
      expect(recoveryOf(code as KycErrorCode)).toMatchObject({ trouble: 'busy', offer: 'retry' });
    },
  );

  test('every trouble has a title and a sentence', () => {
    const codes = [
      'network',
      'rate_limited',
      'token_invalid',
      'config_missing',
      'aborted',
      'session_expired',
    ];
    for (const code of codes) {
      const { trouble } = recoveryOf(code as KycErrorCode);
      expect(en).toHaveProperty(trouble);
      expect(en).toHaveProperty(`${trouble}_text`);
    }
  });
});

test('only what waiting may mend is passing', () => {
  expect(isPassing('network')).toBe(true);
  expect(isPassing('image_too_small')).toBe(false);
});
