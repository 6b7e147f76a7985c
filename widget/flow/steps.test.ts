import { describe, expect, test } from 'vitest';
import type { FlowStep } from '../../server/contract/flow.ts';
import { ktpFlow } from '../testing/fake-server.ts';
import { advance, beginJourney, canPlay, currentStep, nextOpen, partAt, rewind } from './steps.ts';

const step = (id: string, changes: Partial<FlowStep> = {}): FlowStep => ({
  id,
  kind: 'document',
  slot: id,
  accept: ['image/jpeg'],
  maxBytes: 1_000_000,
  done: false,
  ...changes,
});
const consent = step('consent', { kind: 'consent', done: false });

describe('the order of the steps', () => {
  test('begins with the consent', () => {
    expect(nextOpen([consent, step('a')], 0)).toBe(0);
  });

  test('skips what the server has', () => {
    expect(nextOpen([step('a', { done: true }), step('b'), step('c')], 0)).toBe(1);
  });

  test('takes a delivered picture as consent', () => {
    expect(nextOpen([consent, step('a', { done: true }), step('b')], 0)).toBe(2);
  });

  test('ends after the last one', () => {
    expect(nextOpen([step('a', { done: true })], 0)).toBe(1);
    expect(nextOpen([], 0)).toBe(0);
  });
});

describe('a journey', () => {
  const journey = beginJourney(ktpFlow({ steps: [consent, step('front'), step('back')] }));

  test('goes on with fresh counts', () => {
    const next = advance({ ...journey, refusals: 2, reopens: 1 });
    expect(next).toMatchObject({ index: 1, refusals: 0, reopens: 0 });
    expect(currentStep(next)?.id).toBe('front');
    expect(currentStep(advance(advance(next)))).toBeUndefined();
  });

  test('knows which part plays a step; the consent and the end need none', () => {
    const front = advance(journey);
    expect(partAt(journey)).toBeNull();
    expect(partAt(front)).toBe('capture');
    expect(partAt(advance(advance(front)))).toBeNull();
  });

  test('rewinds to the first picture, not to the consent', () => {
    const done = advance(advance(advance(journey)));
    expect(currentStep(rewind(done))?.id).toBe('front');
  });
});

describe('what this widget can play', () => {
  test.each([
    ['a document flow', {}, true],
    ['another contract', { contract: 2 as 1 }, false],
    ['a hosted page', { mode: 'hosted' as const }, false],
    ['no step', { steps: [] }, false],
    ['a kind that has no screen', { steps: [step('form', { kind: 'details' })] }, false],
    ['a document without a slot', { steps: [{ ...step('a'), slot: undefined }] }, false],
  ])('%s', (_name, changes, expected) => {
    expect(canPlay(ktpFlow(changes))).toBe(expected);
  });
});
