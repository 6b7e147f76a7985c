import { describe, expect, test } from 'vitest';
import type { FlowStep } from '../../server/contract/flow.ts';
import { ktpFlow, mixedFlow } from '../testing/fake-server.ts';
import { advance, beginJourney, canPlay, currentStep, nextOpen, partAt, partsAt, reopen } from './steps.ts';

const step = (id: string, changes: Partial<FlowStep> = {}): FlowStep => ({
  id,
  kind: 'document',
  slot: id,
  accept: ['image/jpeg'],
  maxBytes: 1_000_000,
  done: false,
  ...changes,
});
const consent: FlowStep = { id: 'consent', kind: 'consent', accept: [], maxBytes: 0, done: false };

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

  test('knows what a face and a proof need besides, and that a form needs nothing of it', () => {
    const mixed = beginJourney(mixedFlow());
    const needs = mixed.steps.map((_step, index) => partsAt({ ...mixed, index }).join());
    expect(needs).toEqual(['', 'form', 'capture', 'capture,proof,face', 'capture,proof']);
  });

  const allDone = { ...beginJourney(mixedFlow()), index: 5 };
  const finished = {
    ...allDone,
    steps: allDone.steps.map((one) => ({ ...one, done: one.kind !== 'consent' })),
  };
  const open = (given: ReturnType<typeof reopen>) =>
    given?.steps.flatMap(({ id, done, refused }) => (done ? [] : [[id, refused]]));

  test.each([
    ['the form alone', 'details_invalid', ['city'], [['details', ['city']]]],
    ['the form, whatever is wrong with it', 'details_invalid', [], [['details', []]]],
    [
      'the files that are named, in order',
      'upload_missing',
      ['residence_proof', 'selfie'],
      [
        ['selfie', []],
        ['residence_proof', []],
      ],
    ],
    [
      'every file where none is named',
      'upload_missing',
      undefined,
      [
        ['document_id', []],
        ['selfie', []],
        ['residence_proof', []],
      ],
    ],
  ] as const)('opens again: %s', (_name, code, paths, expected) => {
    const again = reopen(finished, code, paths);
    expect(open(again)).toEqual(expected);
    expect(again && currentStep(again)?.id).toBe(expected[0][0]);
  });

  test('opens at the picture, not at the consent, where there is nothing else', () => {
    const single = beginJourney(ktpFlow());
    const ended = { ...single, steps: single.steps.map((one) => ({ ...one, done: one.kind !== 'consent' })) };
    const again = reopen(ended, 'upload_missing', ['ktp']);
    expect(again && currentStep(again)?.id).toBe('ktp');
  });

  test.each([
    ['a slot that it does not have', 'upload_missing', ['visa']],
    ['no slot that is named', 'upload_missing', []],
    ['what no step can mend', 'network', ['selfie']],
  ] as const)('opens nothing for %s', (_name, code, paths) => {
    expect(reopen(finished, code, paths)).toBeNull();
    expect(reopen(journey, 'details_invalid', ['city'])).toBeNull();
  });
});

describe('what this widget can play', () => {
  test.each([
    ['a document flow', {}, true],
    ['another contract', { contract: 2 as 1 }, false],
    ['a hosted page', { mode: 'hosted' as const }, false],
    ['no step', { steps: [] }, false],
    ['a step of every kind', mixedFlow(), true],
    ['a kind that has no screen', { steps: [step('a', { kind: 'voice' as 'file' })] }, false],
    ['a proof without a slot', { steps: [{ ...step('a', { kind: 'file' }), slot: undefined }] }, false],
    ['a document without a slot', { steps: [{ ...step('a'), slot: undefined }] }, false],
  ])('%s', (_name, changes, expected) => {
    expect(canPlay(ktpFlow(changes))).toBe(expected);
  });
});
