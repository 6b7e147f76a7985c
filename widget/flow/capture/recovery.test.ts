import { describe, expect, test } from 'vitest';
import { enCapture } from '../../i18n/en-capture.ts';
import { recoveryOf } from '../recovery.ts';
import {
  afterRefusal,
  captureRecoveryOf,
  isPictureFault,
  REFUSALS_BEFORE_NATIVE_CAMERA,
} from './recovery.ts';

const known = [
  ['insecure_context', 'insecure', 'use_file', null],
  ['camera_denied', 'denied', 'use_file', 'retry'],
  ['camera_busy', 'camera_busy', 'retry', 'use_file'],
  ['camera_missing', 'no_camera', 'use_file', 'retry'],
  ['camera_failed', 'camera_lost', 'retry', 'use_file'],
  ['upload_missing', 'picture', 'retake', null],
  ['encode_failed', 'picture', 'retry', null],
] as const;

test.each(known)('%s', (code, trouble, primary, secondary) => {
  expect(captureRecoveryOf(code)).toEqual({ trouble, primary, secondary });
  expect(enCapture).toHaveProperty(trouble);
  expect(enCapture).toHaveProperty(`${trouble}_text`);
  // What the page is told comes from the core's table.
  expect(recoveryOf(code).recoverable).toBe(true);
});

test.each(['network', 'token_expired', 'session_closed'] as const)('%s is left to the core', (code) => {
  expect(captureRecoveryOf(code)).toBeNull();
});

test('a picture fault is mended by another picture', () => {
  expect(isPictureFault('image_too_small')).toBe(true);
  expect(isPictureFault('network')).toBe(false);
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
