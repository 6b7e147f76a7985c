import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { errorBody } from '../contract/error.ts';
import type { Answer } from './start.ts';

/** What the widget announces of a picture. */
export const file = (bytes = 5000) => ({
  slot: 'ktp',
  contentType: 'image/jpeg',
  size: bytes,
  sha256: createHash('sha256').update(String(bytes)).digest('hex'),
});

/** The status, the code, and a body of the usual form. */
export const expectProblem = (answer: Answer, status: number, code: string): void => {
  expect({ status: answer.status, code: errorBody.parse(answer.body).error.code }).toEqual({ status, code });
  expect(answer.headers.get('x-request-id')).toBe(errorBody.parse(answer.body).error.requestId);
};
