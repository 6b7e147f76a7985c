import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../provider.ts';
import { joinOutcomes } from './join.ts';

const approved: Outcome = { status: 'completed', result: 'approved', reasonCode: null };
const rejected: Outcome = { status: 'completed', result: 'rejected', reasonCode: 'not_live' };
const plain = (status: 'pending' | 'processing' | 'review' | 'failed'): Outcome => ({ status, result: null });

describe('joining outcomes', () => {
  it.each<[Outcome, Outcome, Outcome]>([
    [approved, approved, approved],
    [approved, rejected, rejected],
    [approved, plain('processing'), plain('processing')],
    [approved, plain('review'), plain('review')],
    [approved, plain('failed'), plain('failed')],
    [rejected, plain('processing'), rejected],
    [rejected, plain('review'), rejected],
    [rejected, plain('failed'), rejected],
    [plain('processing'), plain('review'), plain('processing')],
    [plain('processing'), plain('failed'), plain('processing')],
    [plain('review'), plain('failed'), plain('failed')],
    [plain('pending'), approved, plain('pending')],
    [plain('pending'), rejected, plain('pending')],
    [plain('pending'), plain('failed'), plain('pending')],
  ])('makes of %j and %j %j, in either order', (one, other, { status, result }) => {
    expect(joinOutcomes([one, other])).toMatchObject({ status, result });
    expect(joinOutcomes([other, one])).toMatchObject({ status, result });
  });

  it('approves when each does, and never else', () => {
    const any = fc.constantFrom(
      approved,
      rejected,
      ...(['pending', 'processing', 'review', 'failed'] as const).map(plain),
    );
    fc.assert(
      fc.property(any, fc.array(any, { maxLength: 3 }), (first, others) => {
        const { status, result } = joinOutcomes([first, ...others]);
        expect(result === 'approved').toBe([first, ...others].every((one) => one.result === 'approved'));
        expect(result !== null).toBe(status === 'completed');
      }),
    );
  });

  it('gives the first reason of those that decide', () => {
    const notKtp: Outcome = { ...rejected, reasonCode: 'not_ektp' };
    expect(joinOutcomes([notKtp, rejected]).reasonCode).toBe('not_ektp');
    expect(joinOutcomes([{ ...rejected, reasonCode: null }, rejected]).reasonCode).toBe('not_live');
    const error: Outcome = { ...plain('failed'), reasonCode: 'verification_failed' };
    expect(joinOutcomes([error, rejected]).reasonCode).toBe('not_live');
    expect(joinOutcomes([error, approved]).reasonCode).toBe('verification_failed');
    expect(joinOutcomes([approved, approved]).reasonCode).toBeNull();
  });

  it('tells no facts while there is nothing but to wait', () => {
    const read = { ...approved, checks: { documentValid: true } };
    expect(joinOutcomes([read, plain('processing')])).toEqual({ status: 'processing', result: null });
  });
});
