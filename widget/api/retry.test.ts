import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffMs, type Failure, MAX_TARGETS, MAX_TRIES, nextMove } from './retry.ts';

const first = { tries: 1, targets: 1 };
const status = (code: number, more: { retryAfterMs?: number } = {}): Failure => ({
  kind: 'status',
  status: code,
  ...more,
});

describe('what follows a failed upload', () => {
  test.each([401, 403, 410])('%i: the target is used up, a fresh one is asked for', (code) => {
    expect(nextMove(status(code), first, false, 1)).toMatchObject({ type: 'again', freshTarget: true });
    expect(nextMove(status(code), { tries: 3, targets: MAX_TARGETS }, false, 1)).toEqual({
      type: 'give_up',
      code: 'upload_expired',
    });
  });

  test.each([408, 425, 429, 500, 503])('%i: passes, the same target is tried again', (code) => {
    expect(nextMove(status(code), first, false, 1)).toMatchObject({ type: 'again', freshTarget: false });
  });

  test.each([400, 404, 405, 413, 415, 422])(
    '%i is final while the target is good, and not when it has expired',
    (code) => {
      expect(nextMove(status(code), first, false, 1)).toEqual({ type: 'give_up', code: 'upload_failed' });
      expect(nextMove(status(code), first, true, 1)).toMatchObject({ type: 'again', freshTarget: true });
    },
  );

  test.each(['network', 'stalled'] as const)('%s: a fresh target, as long as there may be one', (kind) => {
    expect(nextMove({ kind }, first, false, 1)).toMatchObject({ type: 'again', freshTarget: true });
    expect(nextMove({ kind }, { tries: 4, targets: MAX_TARGETS }, false, 1)).toMatchObject({
      type: 'again',
      freshTarget: false,
    });
    expect(nextMove({ kind }, { tries: MAX_TRIES, targets: 1 }, false, 1)).toEqual({
      type: 'give_up',
      code: 'network',
    });
  });

  test('waits at least as long as the server asks, unless it asks too much', () => {
    expect(nextMove(status(503, { retryAfterMs: 9_000 }), first, false, 0)).toMatchObject({ afterMs: 9_000 });
    expect(nextMove(status(503, { retryAfterMs: 600_000 }), first, false, 0)).toMatchObject({
      type: 'give_up',
    });
  });

  test('a code of our own server is passed on', () => {
    const failure: Failure = { kind: 'status', status: 422, code: 'file_too_small' };
    expect(nextMove(failure, first, false, 1)).toEqual({ type: 'give_up', code: 'file_too_small' });
  });

  test('backoff doubles up to its cap, jitter takes off any part of it', () => {
    expect([1, 2, 3, 4].map((tries) => backoffMs(tries, 1))).toEqual([500, 1000, 2000, 4000]);
    expect(backoffMs(30, 1)).toBe(15_000);
    expect(backoffMs(3, 0)).toBe(0);
  });

  test('always ends, whatever goes wrong', () => {
    const failure = fc.oneof(
      fc.constant<Failure>({ kind: 'network' }),
      fc.constant<Failure>({ kind: 'stalled' }),
      fc.integer({ min: 300, max: 599 }).map((code) => status(code)),
    );
    fc.assert(
      fc.property(
        fc.array(failure, { minLength: MAX_TRIES, maxLength: MAX_TRIES }),
        fc.boolean(),
        (failures, expired) => {
          let targets = 1;
          const moves = failures.map((one, i) => {
            const move = nextMove(one, { tries: i + 1, targets }, expired, 0.5);
            if (move.type === 'again' && move.freshTarget) targets += 1;
            return move;
          });
          expect(moves.at(-1)?.type).toBe('give_up');
          expect(targets).toBeLessThanOrEqual(MAX_TARGETS);
        },
      ),
    );
  });
});
