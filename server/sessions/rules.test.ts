import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReasonCode } from '../contract/reason.ts';
import { isFinal, noChecks, nothingExtracted, sessionStatus } from '../contract/status.ts';
import type { Outcome } from '../providers/provider.ts';
import { applyOutcome, isOverdue, pollInterval, readVerdict } from './rules.ts';
import type { Session } from './session.ts';
import { sampleSession } from './testing.ts';

const at = (status: Session['status'], changed: Partial<Session> = {}): Session =>
  sampleSession({ status, result: status === 'completed' ? 'approved' : null, ...changed });

describe('what an outcome makes of a status', () => {
  test.each([
    ['pending', 'pending', 'pending'],
    ['pending', 'processing', 'processing'],
    ['pending', 'review', 'review'],
    ['pending', 'failed', 'failed'],
    ['pending', 'expired', 'expired'],
    ['processing', 'pending', 'processing'],
    ['processing', 'review', 'review'],
    ['review', 'pending', 'review'],
    ['review', 'processing', 'review'],
    ['review', 'failed', 'failed'],
  ] as const)('%s and %s is %s', (from, to, expected) => {
    expect(applyOutcome(at(from), { status: to, result: null }, false)).toMatchObject({
      status: expected,
      result: null,
    });
  });

  test.each(['pending', 'processing', 'review'] as const)('%s may be completed, with a result', (from) => {
    for (const result of ['approved', 'rejected'] as const) {
      const patch = applyOutcome(at(from), { status: 'completed', result }, false);
      expect(patch).toMatchObject({ status: 'completed', result });
    }
  });

  test('completed without a result, and a status that nobody knows, are for a person to look at', () => {
    expect(readVerdict({ status: 'completed', result: null })).toEqual({ status: 'review', result: null });
    const unknown = { status: 'APPROVED', result: 'approved' } as unknown as Outcome;
    expect(readVerdict(unknown)).toEqual({ status: 'review', result: null });
  });

  test('a late answer leaves the reason alone, and a sentence is no reason', () => {
    const late = applyOutcome(at('review'), { status: 'pending', result: null, reasonCode: 'other' }, false);
    expect(late).not.toHaveProperty('reasonCode');
    const words = ['Name BUDI not found', 'aml_rejected', 'constructor'] as unknown as readonly ReasonCode[];
    for (const reasonCode of words) {
      const worded = { status: 'failed', result: null, reasonCode } as const;
      expect(applyOutcome(at('pending'), worded, false)).toMatchObject({ reasonCode: null });
    }
    const known = { status: 'failed', result: null, reasonCode: 'not_live' } as const;
    expect(applyOutcome(at('pending'), known, false)).toMatchObject({ reasonCode: 'not_live' });
  });
});

describe('facts', () => {
  const known = at('processing', {
    checks: { ...noChecks, faceMatch: false },
    extracted: { ...nothingExtracted, fullName: 'BUDI CONTOH' },
    images: { front: 'https://images.example/1' },
  });

  test('an Aadhaar number is never kept whole, and twelve digits elsewhere are', () => {
    const read = { documentNumber: '2345 6789 0124', address: 'NO. 1, 234567890124', city: null };
    const outcome = { status: 'processing', result: null, extracted: read } as const;
    const masked = { documentNumber: 'XXXX XXXX 0124', address: 'NO. 1, XXXX XXXX 0124', city: null };
    const extractedOf = (changed: Partial<Session>) =>
      applyOutcome(at('processing', { extracted: nothingExtracted, ...changed }), outcome, false)?.extracted;
    expect(extractedOf({ provider: 'enxtai', document: null })).toMatchObject(masked);
    expect(extractedOf({ document: { type: 'aadhaar' } })).toMatchObject(masked);
    expect(extractedOf({ document: { type: 'pan' } })).toMatchObject(masked);
    expect(extractedOf({ provider: 'ctos', document: { type: 'mykad' } })).toMatchObject(read);
  });

  test('a newer fact replaces an older one, and nothing known becomes unknown', () => {
    const patch = applyOutcome(
      known,
      {
        status: 'processing',
        result: null,
        checks: { faceMatch: true, idMatch: null },
        extracted: { fullName: null, city: 'KOTA CONTOH' },
        images: { back: 'https://images.example/2' },
      },
      false,
    );
    expect(patch?.checks).toEqual({ ...noChecks, faceMatch: true });
    expect(patch?.extracted).toEqual({ ...nothingExtracted, fullName: 'BUDI CONTOH', city: 'KOTA CONTOH' });
    expect(patch?.images).toEqual({ front: 'https://images.example/1', back: 'https://images.example/2' });
  });

  test('a name that the contract does not have is left out', () => {
    const extra = { status: 'processing', result: null, checks: { constructor: true } } as unknown as Outcome;
    expect(applyOutcome(known, extra, false)?.checks).toEqual(known.checks);
  });

  test('a completed session takes what it lacks, when asked for and while the verdict is the same', () => {
    const done = { ...known, status: 'completed', result: 'approved' } as const;
    const same: Outcome = {
      status: 'completed',
      result: 'approved',
      checks: { faceMatch: true, idMatch: true },
    };
    expect(applyOutcome(done, same, true)).toEqual({
      checks: { ...noChecks, faceMatch: false, idMatch: true },
    });
    expect(applyOutcome(done, same, false)).toBeNull();
    expect(applyOutcome(done, { ...same, result: 'rejected' }, true)).toBeNull();
    expect(applyOutcome(done, { ...same, status: 'review', result: null }, true)).toBeNull();
  });
});

describe('whatever an adapter says', () => {
  const outcome = fc.record({
    status: fc.oneof(fc.constantFrom(...sessionStatus.options), fc.string()),
    result: fc.oneof(fc.constantFrom('approved', 'rejected', null), fc.string()),
    reasonCode: fc.option(fc.string()),
    checks: fc.option(fc.dictionary(fc.string(), fc.boolean()), { nil: undefined }),
  }) as unknown as fc.Arbitrary<Outcome>;
  const session = fc.constantFrom(...sessionStatus.options).map((status) => at(status));

  test('a final status and its result never change', () => {
    const final = session.filter(({ status }) => isFinal(status));
    fc.assert(
      fc.property(final, fc.array(outcome), fc.boolean(), (start, outcomes, fill) => {
        let end = start;
        for (const next of outcomes) end = { ...end, ...applyOutcome(end, next, fill) };
        expect([end.status, end.result, end.reasonCode]).toEqual([
          start.status,
          start.result,
          start.reasonCode,
        ]);
      }),
    );
  });

  test('only completed and approved approves, and only completed has a result', () => {
    const open = session.filter(({ status }) => !isFinal(status));
    fc.assert(
      fc.property(open, outcome, (start, next) => {
        const end = { ...start, ...applyOutcome(start, next, true) };
        expect(end.result === 'approved').toBe(next.status === 'completed' && next.result === 'approved');
        if (end.status !== 'completed') expect(end.result).toBeNull();
        expect(sessionStatus.options).toContain(end.status);
        expect(end.reasonCode ?? 'none').toMatch(/^[a-z][a-z0-9_]*$/);
      }),
    );
  });
});

describe('time', () => {
  const start = new Date('2026-01-15T12:00:00Z');
  const t = start.getTime();

  test('the interval grows with the time since everything was handed in', () => {
    const waiting = { status: 'processing', createdAt: new Date(t - 3_600_000), submittedAt: start } as const;
    const times = [0, 29_999, 30_000, 119_999, 120_000];
    expect(times.map((ms) => pollInterval(waiting, t + ms))).toEqual([2000, 2000, 5000, 5000, 15_000]);
    expect(pollInterval({ ...waiting, status: 'failed' }, t)).toBeNull();
  });

  test('a session is overdue from its last millisecond on, unless it is final', () => {
    expect(isOverdue({ status: 'review', expiresAt: start }, t - 1)).toBe(false);
    expect(isOverdue({ status: 'review', expiresAt: start }, t)).toBe(true);
    expect(isOverdue({ status: 'completed', expiresAt: start }, t)).toBe(false);
  });
});
