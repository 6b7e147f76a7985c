import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createSession } from '../contract/session.ts';
import { uploadRequest } from '../contract/upload.ts';
import { Problem } from './problem.ts';
import { parse } from './validate.ts';

const detailsOf = (schema: z.ZodType, value: unknown) => {
  try {
    parse(schema, value, 'body_invalid');
  } catch (error) {
    if (error instanceof Problem) return error.info.details ?? [];
    throw error;
  }
  return [];
};

describe('parse', () => {
  it('returns what the schema makes of a value', () => {
    expect(parse(z.object({ limit: z.coerce.number() }), { limit: '5' }, 'query_invalid')).toEqual({
      limit: 5,
    });
  });

  it.each([
    [createSession, {}, 'provider', 'is required'],
    [createSession, { provider: 'NIK' }, 'provider', /^must be one of onekyc, /],
    [createSession, { provider: 'onekyc', more: 1 }, 'more', 'is not known here'],
    [createSession, { provider: 'onekyc', '0000000101000001': 1 }, '?', 'is not known here'],
    [createSession, { provider: 'onekyc', document: 'x' }, 'document', 'must be an object'],
    [
      createSession,
      { provider: 'onekyc', document: { type: 'ktp', number: '' } },
      'document.number',
      'must have at least 1 characters',
    ],
    [
      createSession,
      { provider: 'onekyc', user: { externalId: 'u', email: 'x' } },
      'user.email',
      'must be a valid email',
    ],
    [
      createSession,
      { provider: 'onekyc', user: { externalId: 'u', phone: 'x' } },
      'user.phone',
      'must be a telephone number',
    ],
    [createSession, { provider: 'onekyc', redirectUrl: 'x' }, 'redirectUrl', 'must be an http or https URL'],
    [createSession, { provider: 'onekyc', metadata: { a: {} } }, 'metadata.a', 'is not accepted'],
    [createSession, 'x', '', 'must be an object'],
    [
      uploadRequest,
      { slot: 'ktp', contentType: 'image/jpeg', size: 1.5, sha256: 'a'.repeat(64) },
      'size',
      'must be a whole number',
    ],
    [
      uploadRequest,
      { slot: 'ktp', contentType: 'image/jpeg', size: 0, sha256: 'a'.repeat(64) },
      'size',
      'must be more than 0',
    ],
    [
      uploadRequest,
      { slot: 'ktp', contentType: 'image/jpeg', size: 1, sha256: 'a' },
      'sha256',
      'must be 64 lowercase hex digits',
    ],
  ])('tells what is wrong, and where', (schema, value, path, message) => {
    expect(detailsOf(schema, value)).toEqual([
      { path, message: typeof message === 'string' ? message : expect.stringMatching(message) },
    ]);
  });

  it('never repeats a value', () => {
    const value = fc.stringMatching(/^[0-9]{16}$|^[A-Z]{4} [A-Z]{6}$/);
    const body = fc.record({
      provider: value,
      document: fc.oneof(value, fc.record({ type: value, name: fc.array(value), number: fc.tuple(value) })),
      user: fc.record({ externalId: fc.array(value), email: value, phone: fc.array(value) }),
      metadata: fc.dictionary(value, fc.array(value)),
      locale: value,
    });
    fc.assert(
      fc.property(body, (sample) => {
        const text = JSON.stringify(detailsOf(createSession, sample));
        expect(text).toMatch(/provider/);
        expect(text).not.toMatch(/[0-9]{16}|[A-Z]{4} [A-Z]{6}/);
      }),
      { numRuns: 200 },
    );
  });

  it('stays short', () => {
    const value = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`a${index}`, 1]));
    expect(detailsOf(z.strictObject({}), value)).toHaveLength(20);
  });
});
