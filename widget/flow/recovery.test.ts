import { describe, expect, test } from 'vitest';
import type { KycErrorCode } from '../errors.ts';
import { en } from '../i18n/en.ts';
import {
  afterRefusal,
  isPassing,
  isPictureFault,
  REFUSALS_BEFORE_NATIVE_CAMERA,
  recoveryOf,
} from './recovery.ts';

describe('what is offered', () => {
  test.each([
    ['camera_denied', 'denied', 'use_file', 'retry', true],
    ['camera_busy', 'camera_busy', 'retry', 'use_file', true],
    ['camera_missing', 'no_camera', 'use_file', 'retry', true],
    ['network', 'offline', 'retry', null, true],
    ['provider_unavailable', 'busy', 'retry', null, true],
    ['token_expired', 'token', 'retry', null, true],
    ['upload_missing', 'picture', 'retake', null, true],
    ['session_closed', 'other', 'restart', null, true],
    ['session_expired', 'expired', null, null, false],
    ['origin_not_allowed', 'setup', null, null, false],
    ['contract_unsupported', 'setup', null, null, false],
  ] as const)('%s', (code, trouble, primary, secondary, recoverable) => {
    expect(recoveryOf(code)).toEqual({ trouble, primary, secondary, recoverable });
  });

  test.each(['from_the_future', 'constructor', ''])(
    'a code that is not known, "%s", is a passing fault',
    (code) => {
      expect(recoveryOf(code as KycErrorCode)).toMatchObject({ trouble: 'busy', primary: 'retry' });
    },
  );

  test('every trouble has a title and a sentence', () => {
    const troubles = (
      ['network', 'camera_denied', 'camera_missing', 'config_missing', 'encode_failed'] as const
    ).map((code) => recoveryOf(code).trouble);
    for (const trouble of troubles) expect(en).toHaveProperty(`${trouble}_text`);
  });
});

test('a picture fault is mended by another picture, not by waiting', () => {
  expect(isPictureFault('image_too_small')).toBe(true);
  expect(isPictureFault('network')).toBe(false);
  expect(isPassing('network')).toBe(true);
  expect(isPassing('image_too_small')).toBe(false);
});

describe('after refused pictures', () => {
  test('again the same way, the other way second', () => {
    expect(afterRefusal('camera', 1)).toEqual({ primary: 'retake', secondary: 'use_file' });
    expect(afterRefusal('file', 1)).toEqual({ primary: 'use_file', secondary: 'retake' });
  });

  test("from the third on, the device's own camera", () => {
    expect(afterRefusal('camera', REFUSALS_BEFORE_NATIVE_CAMERA - 1).primary).toBe('retake');
    expect(afterRefusal('camera', REFUSALS_BEFORE_NATIVE_CAMERA).primary).toBe('native_camera');
    expect(afterRefusal('file', REFUSALS_BEFORE_NATIVE_CAMERA + 4).primary).toBe('native_camera');
  });
});
