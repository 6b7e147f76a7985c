import { expect, test } from 'vitest';
import { KycError } from '../errors.ts';
import { cameraError } from './failures.ts';

test.each([
  ['NotAllowedError', 'camera_denied'],
  ['SecurityError', 'camera_denied'],
  ['NotFoundError', 'camera_missing'],
  ['OverconstrainedError', 'camera_missing'],
  ['NotReadableError', 'camera_busy'],
  ['TrackStartError', 'camera_busy'],
  ['AbortError', 'camera_busy'],
  ['TypeError', 'camera_failed'],
  ['constructor', 'camera_failed'],
])('%s is %s', (name, code) => {
  const thrown = new DOMException('x', name);
  expect(cameraError(thrown)).toMatchObject({ code, cause: thrown });
  // OverconstrainedError was a plain object with a name for long.
  expect(cameraError({ name }).code).toBe(code);
});

test.each([[undefined], [null], ['NotAllowedError'], [42], [{}]])(
  '%j is a failure without a name',
  (thrown) => {
    expect(cameraError(thrown).code).toBe('camera_failed');
  },
);

test('what is ours already stays as it is', () => {
  const aborted = new KycError('aborted');
  expect(cameraError(aborted)).toBe(aborted);
});
